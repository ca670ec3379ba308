//! Settings of accounts.

use std::path::PathBuf;

use anyhow::Context;
use chrono::TimeDelta;
use clap::Args;

use crate::account::{
    AccountRules,
    tokens::{Key, KeyError, MAXIMUM_LEEWAY, TokenKeys, TokenRules, Tokens, key_file},
};

/// How access tokens are made and verified.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Access tokens")]
pub struct TokenSettings {
    /// Files with Ed25519 keys in PEM, separated by commas: the first one signs access tokens, all of them verify; `panda keys new` makes one
    #[arg(
        long = "jwt-keys",
        env = "PANDA_JWT_KEYS",
        value_name = "FILES",
        value_delimiter = ',',
        required = true
    )]
    keys: Vec<PathBuf>,

    #[command(flatten)]
    rules: TokenRuleSettings,
}

/// For whom access tokens are made, and how long they are good.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Access tokens")]
pub struct TokenRuleSettings {
    /// Who issues access tokens, as they say themselves
    #[arg(long = "jwt-issuer", env = "PANDA_JWT_ISSUER", value_name = "NAME", default_value = "panda")]
    issuer: String,

    /// For whom access tokens are meant, as they say themselves
    #[arg(long = "jwt-audience", env = "PANDA_JWT_AUDIENCE", value_name = "NAME", default_value = "panda")]
    audience: String,

    /// Minutes for which an access token is good
    #[arg(long = "access-token-minutes", env = "PANDA_ACCESS_TOKEN_MINUTES", value_name = "MINUTES", default_value_t = 15,
          value_parser = clap::value_parser!(i64).range(1..=15))]
    minutes: i64,
}

/// How far the clocks of servers may differ.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Access tokens")]
pub struct LeewaySettings {
    /// Seconds by which the clock of the server that issued an access token may be ahead; an expired token has no leeway
    #[arg(long = "token-leeway", env = "PANDA_TOKEN_LEEWAY", value_name = "SECONDS",
          default_value_t = TokenRules::default().leeway.num_seconds(),
          value_parser = clap::value_parser!(i64).range(0..=MAXIMUM_LEEWAY.num_seconds()))]
    leeway: i64,
}

impl LeewaySettings {
    /// The rules, with what is set here.
    pub fn of(self, rules: TokenRules) -> TokenRules {
        TokenRules { leeway: TimeDelta::seconds(self.leeway), ..rules }
    }
}

impl TokenSettings {
    /// For a service that is no demo: the demo's keys are refused.
    ///
    /// Of a public key it cannot be told that it is a demo's, but whoever names it means to believe who has the private one.
    pub fn tokens(&self, leeway: LeewaySettings) -> anyhow::Result<Tokens> {
        Ok(Tokens::new(self.keys()?, leeway.of(self.rules.rules())))
    }

    /// The keys of such a service, as they lie in the files now.
    pub fn keys(&self) -> anyhow::Result<TokenKeys> {
        self.keys_if(|key| if key.is_of_demo() { Err(KeyError::OfDemo) } else { Ok(()) })
    }

    /// For whoever signs at a terminal, the demo's tokens too.
    pub fn tokens_of_demo_too(&self) -> anyhow::Result<Tokens> {
        Ok(Tokens::new(self.keys_if(|_| Ok(()))?, self.rules.rules()))
    }

    fn keys_if(&self, is_fit: impl Fn(&Key) -> Result<(), KeyError>) -> anyhow::Result<TokenKeys> {
        let read = |file: &PathBuf| -> anyhow::Result<Key> {
            let key = key_file::read(file)?;
            is_fit(&key)?;
            Ok(key)
        };
        let named = |file: &PathBuf| {
            format!("the key {} (--jwt-keys, PANDA_JWT_KEYS) cannot be used", file.display())
        };
        let keys = self.keys.iter().map(|file| read(file).with_context(|| named(file)));
        let keys = keys.collect::<anyhow::Result<Vec<_>>>()?;
        // What is still to be refused is the first key, which is to sign.
        TokenKeys::new(&keys).with_context(|| self.keys.first().map_or_else(String::new, named))
    }
}

/// How long people stay signed in.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Sessions")]
pub struct SessionSettings {
    /// Hours for which a session is kept that nobody refreshes
    #[arg(long = "session-idle", env = "PANDA_SESSION_IDLE", value_name = "HOURS", default_value_t = 7 * 24,
          value_parser = clap::value_parser!(i64).range(1..=24 * 366))]
    idle: i64,

    /// Hours after which everybody signs in anew
    #[arg(long = "session-lifetime", env = "PANDA_SESSION_LIFETIME", value_name = "HOURS", default_value_t = 30 * 24,
          value_parser = clap::value_parser!(i64).range(1..=24 * 366))]
    lifetime: i64,

    /// Seconds for which a refresh token that has been used may be sent again and is answered by the same successor, for clients whose requests overlap or whose answers get lost; later, and with 0 at once, it ends the session
    #[arg(long = "refresh-reuse", env = "PANDA_REFRESH_REUSE", value_name = "SECONDS", default_value_t = 10,
          value_parser = clap::value_parser!(i64).range(0..=60))]
    reuse: i64,
}

impl SessionSettings {
    /// The rules of accounts, all others by default.
    pub fn rules(self) -> AccountRules {
        AccountRules {
            session_idle: TimeDelta::hours(self.idle),
            session_lifetime: TimeDelta::hours(self.lifetime),
            refresh_reuse: TimeDelta::seconds(self.reuse),
            ..AccountRules::default()
        }
    }
}

impl TokenRuleSettings {
    pub fn rules(&self) -> TokenRules {
        TokenRules {
            issuer: self.issuer.clone(),
            audience: self.audience.clone(),
            lifetime: TimeDelta::minutes(self.minutes),
            ..TokenRules::default()
        }
    }
}
