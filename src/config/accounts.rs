//! Settings of accounts, tokens and sessions.

use std::path::PathBuf;

use anyhow::Context;
use chrono::TimeDelta;
use clap::Args;

use crate::account::{
    AccountRules,
    tokens::{Key, MAXIMUM_LEEWAY, TokenKeyError, TokenKeys, TokenRules, Tokens, key_file},
};

/// How access tokens are signed and verified.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Access tokens")]
pub struct TokenSettings {
    /// Files with Ed25519 keys in PEM format, separated by commas: the first one signs access tokens, all of them verify; `panda keys new` creates one
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

/// The claims of access tokens, and their lifetime.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Access tokens")]
pub struct TokenRuleSettings {
    /// The issuer claim (`iss`) of access tokens
    #[arg(long = "jwt-issuer", env = "PANDA_JWT_ISSUER", value_name = "NAME", default_value = "panda")]
    issuer: String,

    /// The audience claim (`aud`) of access tokens
    #[arg(long = "jwt-audience", env = "PANDA_JWT_AUDIENCE", value_name = "NAME", default_value = "panda")]
    audience: String,

    /// Lifetime of an access token in minutes
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
    /// The rules, with the leeway of these settings.
    pub fn of(self, rules: TokenRules) -> TokenRules {
        TokenRules { leeway: TimeDelta::seconds(self.leeway), ..rules }
    }
}

impl TokenSettings {
    /// For every service except the demo: refuses the demo's private keys.
    ///
    /// A public key does not show whether it is a demo's. An operator who lists it trusts the owner of its
    /// private key.
    pub fn tokens(&self, leeway: LeewaySettings) -> anyhow::Result<Tokens> {
        Ok(Tokens::new(self.keys()?, leeway.of(self.rules.rules())))
    }

    /// The keys of such a service, read from their files now.
    pub fn keys(&self) -> anyhow::Result<TokenKeys> {
        self.keys_if(|key| if key.is_of_demo() { Err(TokenKeyError::OfDemo) } else { Ok(()) })
    }

    /// For signing at a terminal: accepts the demo's key too.
    pub fn tokens_of_demo_too(&self) -> anyhow::Result<Tokens> {
        Ok(Tokens::new(self.keys_if(|_| Ok(()))?, self.rules.rules()))
    }

    fn keys_if(&self, is_fit: impl Fn(&Key) -> Result<(), TokenKeyError>) -> anyhow::Result<TokenKeys> {
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
        // The last possible refusal concerns the first key, which must be able to sign.
        TokenKeys::new(&keys).with_context(|| self.keys.first().map_or_else(String::new, named))
    }
}

/// How long users stay signed in.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Sessions")]
pub struct SessionSettings {
    /// Hours after which a session ends unless it is refreshed
    #[arg(long = "session-idle", env = "PANDA_SESSION_IDLE", value_name = "HOURS", default_value_t = 7 * 24,
          value_parser = clap::value_parser!(i64).range(1..=24 * 366))]
    idle: i64,

    /// Hours after which a session ends in any case, and the user must sign in again
    #[arg(long = "session-lifetime", env = "PANDA_SESSION_LIFETIME", value_name = "HOURS", default_value_t = 30 * 24,
          value_parser = clap::value_parser!(i64).range(1..=24 * 366))]
    lifetime: i64,

    /// Seconds for which a used refresh token may be sent again and gets the same successor, for clients whose requests overlap or whose responses get lost; later, and with 0 immediately, a used token ends the session
    #[arg(long = "refresh-reuse", env = "PANDA_REFRESH_REUSE", value_name = "SECONDS", default_value_t = 10,
          value_parser = clap::value_parser!(i64).range(0..=60))]
    reuse: i64,
}

impl SessionSettings {
    /// The rules of accounts. All other rules have their defaults.
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
