//! `panda token`: an access token for a script.

use std::process::ExitCode;

use clap::Args;
use secrecy::ExposeSecret;

use super::{explain, output, panda_of};
use crate::{
    account::{self, NoToken},
    config::{CommandDatabaseSettings, TokenSettings},
};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The e-mail address of the account
    email: String,

    #[command(flatten)]
    tokens: TokenSettings,
    #[command(flatten)]
    database: CommandDatabaseSettings,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let tokens = arguments.tokens.tokens_of_demo_too()?;
    let app = panda_of(&arguments.database).await?;
    let token = account::token_for(&app, &tokens, &arguments.email).await.map_err(explain)?;
    let token = token.map_err(|reason| anyhow::anyhow!(refusal(reason)))?;
    // Nothing else goes to standard output, for scripts keep what stands there.
    output::product(format_args!("{}\n", token.token.expose_secret()))?;
    output::note(format_args!("Good until {}.", token.expires_at.to_rfc3339()));
    Ok(ExitCode::SUCCESS)
}

fn refusal(reason: NoToken) -> &'static str {
    match reason {
        NoToken::Unknown => {
            "no account has this e-mail address; `panda user list` shows those that there are"
        }
        NoToken::Inactive => "this account is not active, so it gets no token",
        NoToken::OfDemo => {
            "this account was made by `panda demo`, everyone knows its password, and only the demo's own key signs tokens for \
             it: set PANDA_JWT_KEYS to the key that `panda demo` prints, or make another account (`panda user add`)"
        }
    }
}
