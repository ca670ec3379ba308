//! `panda migrate`.

use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use super::{explain, output};
use crate::{
    config::UrlSettings,
    database::{check_fitness, migrations},
};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    database: UrlSettings,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let url = arguments.database.url()?;
    let connection = url.connect().await.context("the database cannot be reached")?;
    if let Err(unfit) = check_fitness(&connection).await.map_err(explain)? {
        anyhow::bail!("this database cannot be used: {unfit}");
    }
    let applied = migrations::run(connection).await.map_err(explain)?;
    let mut lines: Vec<_> =
        applied.into_iter().map(|version| format!("Applied migration {version}.")).collect();
    if lines.is_empty() {
        lines.push("The schema is up to date.".to_owned());
    }
    output::report(lines.join("\n"));
    Ok(ExitCode::SUCCESS)
}
