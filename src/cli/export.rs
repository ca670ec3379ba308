//! `panda export`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;

use super::{explain, panda_of};
use crate::{
    config::DatabaseSettings,
    export::{self, Stopped, Targets},
};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Where to write the patients, as a JSON array; an existing file is replaced once the new one is complete
    #[arg(long, value_name = "FILE", required_unless_present = "appointments")]
    patients: Option<PathBuf>,

    /// Where to write the appointments
    #[arg(long, value_name = "FILE")]
    appointments: Option<PathBuf>,

    #[command(flatten)]
    database: DatabaseSettings,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let panda = panda_of(&arguments.database)?;
    let targets =
        Targets { patients: arguments.patients.as_deref(), appointments: arguments.appointments.as_deref() };
    let exported = export::run(&panda, targets).await.map_err(|why| match why {
        Stopped::Unwritable(error) => anyhow::Error::new(error).context("the export cannot be written"),
        Stopped::Failed(failure) => explain(failure),
    })?;
    // Standard output may be one of the files.
    eprintln!("Exported {} patients and {} appointments.", exported.patients, exported.appointments);
    Ok(ExitCode::SUCCESS)
}
