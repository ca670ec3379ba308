//! `panda export`.

use std::{
    io,
    path::PathBuf,
    process::{self, ExitCode},
};

use clap::Args;

use super::{explain, output, panda_of, signals};
use crate::{
    config::CommandDatabaseSettings,
    export::{self, ExportError, LeftOut, PatientMembers, PendingFiles, Targets},
};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Where to write the patients, as a JSON array; an existing file is replaced once the new one is complete
    #[arg(long, value_name = "FILE", required_unless_present = "appointments")]
    patients: Option<PathBuf>,

    /// Where to write the appointments
    #[arg(long, value_name = "FILE")]
    appointments: Option<PathBuf>,

    /// Write the patients' email, phone and address_lines too, where they are known
    #[arg(long, requires = "patients")]
    contacts: bool,

    #[command(flatten)]
    database: CommandDatabaseSettings,
}

/// What shells add to the number of a signal that ended a process.
const EXIT_BY_SIGNAL: i32 = 128;

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let app = panda_of(&arguments.database).await?;
    let targets = Targets {
        patients: arguments.patients.as_deref(),
        appointments: arguments.appointments.as_deref(),
        members: if arguments.contacts { PatientMembers::WithContacts } else { PatientMembers::Basic },
    };
    let pending = PendingFiles::default();
    let (signal, at_signal) = (signals::ending()?, pending.clone());
    // On a thread of its own, because the export may be waiting for the reader of a pipe.
    tokio::spawn(async move {
        let number = signal.await;
        at_signal.discard();
        process::exit(EXIT_BY_SIGNAL + number);
    });
    let tell = |left_out: &LeftOut| output::note(format_args!("panda: {left_out}"));
    match export::run(&app, targets, &pending, &tell).await {
        Ok(exported) => {
            // Standard output may be one of the files.
            output::note(format_args!(
                "Exported {} patients and {} appointments.",
                exported.patients, exported.appointments
            ));
            Ok(if exported.left_out == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        // The reader of the pipe has read enough.
        Err(ExportError::Unwritable(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            Ok(ExitCode::FAILURE)
        }
        Err(ExportError::Unwritable(error)) => {
            Err(anyhow::Error::new(error).context("the export cannot be written"))
        }
        Err(ExportError::OneFile) => {
            anyhow::bail!("--patients and --appointments are one file, which cannot hold both")
        }
        Err(ExportError::Failed(failure)) => Err(explain(failure)),
    }
}
