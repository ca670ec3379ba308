//! Settings of accounts.

use std::{fs, path::PathBuf};

use anyhow::Context;
use chrono::TimeDelta;
use clap::Args;
use secrecy::SecretString;

use crate::account::tokens::{Keys, TokenRules, Tokens};

/// How access tokens are made and verified.
#[derive(Debug, Clone, Args)]
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

impl TokenSettings {
    pub fn tokens(&self) -> anyhow::Result<Tokens> {
        let read = |file: &PathBuf| {
            fs::read_to_string(file).map(SecretString::from).with_context(|| {
                format!("the key {} (--jwt-keys, PANDA_JWT_KEYS) cannot be read", file.display())
            })
        };
        let pems = self.keys.iter().map(read).collect::<anyhow::Result<Vec<_>>>()?;
        let keys = Keys::parse(&pems).context("the keys of --jwt-keys (PANDA_JWT_KEYS) cannot be used")?;
        Ok(Tokens::new(keys, self.rules.rules()))
    }
}

impl TokenRuleSettings {
    pub fn rules(&self) -> TokenRules {
        TokenRules {
            issuer: self.issuer.clone(),
            audience: self.audience.clone(),
            lifetime: TimeDelta::minutes(self.minutes),
        }
    }
}
