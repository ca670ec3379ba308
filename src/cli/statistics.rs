//! `panda statistics`.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{explain, output, panda_of};
use crate::{
    config::CommandDatabaseSettings,
    statistics::upkeep::{self, Findings},
    value::TimeZone,
};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Compare the counts that the database keeps with the appointments; the exit status is 1 where they differ
    Verify(VerificationOutput),
    /// Count anew, while the service goes on, and put right what was wrong
    Rebuild(Rebuilding),
}

#[derive(Debug, Args)]
struct VerificationOutput {
    #[command(flatten)]
    database: CommandDatabaseSettings,
}

#[derive(Debug, Args)]
struct Rebuilding {
    /// Count by the days of this time zone from now on, as in `Europe/London`; nobody can book while that is done
    #[arg(long, value_name = "ZONE", value_parser = time_zone)]
    time_zone: Option<TimeZone>,

    #[command(flatten)]
    database: CommandDatabaseSettings,
}

fn time_zone(text: &str) -> Result<TimeZone, &'static str> {
    text.parse().map_err(|_| "no time zone of the IANA database")
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    match arguments.command {
        Command::Verify(VerificationOutput { database }) => {
            let Findings { time_zone, cells, wrong } =
                upkeep::verify(&panda_of(&database).await?).await.map_err(explain)?;
            output::report(format_args!("{wrong} of {cells} counts by the days of {time_zone} are wrong."));
            Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Command::Rebuild(Rebuilding { time_zone, database }) => {
            let rebuilt = upkeep::rebuild(&panda_of(&database).await?, time_zone).await.map_err(explain)?;
            let Findings { time_zone, cells, wrong } = rebuilt;
            output::report(format_args!(
                "Counted anew by the days of {time_zone}: {cells} counts, of which {wrong} were put right."
            ));
            Ok(ExitCode::SUCCESS)
        }
    }
}
