//! The command line: one file per subcommand.

mod demo;
mod export;
mod import;
mod logging;
mod migrate;
mod schema;
mod seed;
mod serve;
mod signals;

use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};

use crate::{config::LogSettings, error::Failure};

/// PANDA, the Patient Appointment Network Data Application: a GraphQL API for booking patients with clinicians.
#[derive(Debug, Parser)]
#[command(name = "panda", version, propagate_version = true)]
struct CommandLine {
    #[command(flatten)]
    log: LogSettings,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API from the database that DATABASE_URL names
    Serve(serve::Arguments),
    /// Serve the API from a private database on this machine, with sample data
    Demo(demo::Arguments),
    /// Bring the database's schema up to this version
    Migrate(migrate::Arguments),
    /// Read patients and appointments from JSON files
    Import(import::Arguments),
    /// Write all patients and appointments to JSON files
    Export(export::Arguments),
    /// Fill an empty database with made-up patients and appointments, as many as you like
    Seed(seed::Arguments),
    /// Print the schema of the API in the GraphQL schema definition language
    Schema,
}

/// Does what the command line says.
pub fn run() -> ExitCode {
    let line = CommandLine::parse();
    match logging::start(&line.log).and_then(|()| line.command.run()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("panda: {error:#}");
            ExitCode::FAILURE
        }
    }
}

impl Command {
    fn run(self) -> anyhow::Result<ExitCode> {
        let work = async {
            match self {
                Self::Serve(arguments) => serve::run(arguments).await,
                Self::Demo(arguments) => demo::run(arguments).await,
                Self::Migrate(arguments) => migrate::run(arguments).await,
                Self::Import(arguments) => import::run(arguments).await,
                Self::Export(arguments) => export::run(arguments).await,
                Self::Seed(arguments) => seed::run(arguments).await,
                Self::Schema => schema::run(),
            }
        };
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .context("the async runtime cannot be started")?
            .block_on(work)
    }
}

/// A failure of the application in words for the operator.
fn explain(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::Refused(violations) => {
            let codes: Vec<_> = violations.into_iter().map(|violation| violation.code).collect();
            anyhow::anyhow!("refused: {}", codes.join(", "))
        }
        Failure::Unavailable => anyhow::anyhow!("the database cannot be reached"),
        Failure::Fault(cause) => anyhow::anyhow!("{cause:#}"),
    }
}
