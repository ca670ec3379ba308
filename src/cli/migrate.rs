//! `panda migrate`.

use std::process::ExitCode;

use clap::Args;

use super::{connect, explain, explain_migration, note_wait, output};
use crate::{
    config::UrlSettings,
    database::{
        check_fitness,
        migrations::{History, Migrated, OlderServers},
    },
};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Migrate even if connected servers are too old for the new schema; they become unready and may fail
    #[arg(long)]
    force: bool,

    #[command(flatten)]
    database: UrlSettings,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let url = arguments.database.url()?.watched(|blocker| note_wait(blocker));
    let connection = connect(&url).await?;
    if let Err(unfit) = check_fitness(&connection).await.map_err(explain)? {
        anyhow::bail!("this database cannot be used: {unfit}");
    }
    let older_servers = if arguments.force { OlderServers::Ignored } else { OlderServers::Protected };
    let migrated = History::of_program().migrate(connection, older_servers).await;
    let Migrated { applied, recorded, version, oldest_program } = migrated.map_err(explain_migration)?;
    let recorded = recorded
        .map(|baseline| format!("Recorded the baseline {baseline}: schema and data stay as they are."));
    let applied = applied.into_iter().map(|migration| format!("Applied migration {migration}."));
    let mut lines: Vec<_> = recorded.into_iter().chain(applied).collect();
    if lines.is_empty() {
        lines.push("The schema is up to date.".to_owned());
    }
    lines.push(format!(
        "The database has schema version {version}. Servers of schema version {oldest_program} or newer can run."
    ));
    output::report(lines.join("\n"));
    Ok(ExitCode::SUCCESS)
}
