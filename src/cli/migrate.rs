//! `panda migrate`.

use std::process::ExitCode;

use clap::Args;

use super::{connect, explain, note_wait, output};
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
    let url = arguments.database.url()?.watched(|blocker| note_wait(blocker));
    let connection = connect(&url).await?;
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
