//! `panda token`: an access token for a script.

use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use secrecy::ExposeSecret;

use super::{explain, output, panda_of};
use crate::{
    account,
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
    let panda = panda_of(&arguments.database)?;
    let token = account::token_for(&panda, &tokens, &arguments.email).await.map_err(explain)?;
    let token = token.context("no active account has this e-mail address")?;
    // Nothing else goes to standard output, for scripts keep what stands there.
    output::product(format_args!("{}\n", token.token.expose_secret()))?;
    output::note(format_args!("Good until {}.", token.expires_at.to_rfc3339()));
    Ok(ExitCode::SUCCESS)
}
