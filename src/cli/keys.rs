//! `panda keys`.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf, absolute},
    process::ExitCode,
};

use anyhow::{Context, ensure};
use clap::{Args, Subcommand};

use super::output;
use crate::account::tokens::{Key, generate, key_file};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a new private key into a new file that only its owner may read
    New {
        /// The file to create; it must not exist
        #[arg(long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Print the public half of a key, for services that verify the tokens it signs
    Public {
        /// A file with a private or a public key
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

pub(super) fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    match arguments.command {
        Command::New { output } => make(&output)?,
        Command::Public { file } => output::product(read(&file)?.public_pem())?,
    }
    Ok(ExitCode::SUCCESS)
}

fn make(output: &Path) -> anyhow::Result<()> {
    let path = absolute(output).with_context(|| format!("{} is not a valid path", output.display()))?;
    let shown = path.display();
    ensure!(
        !path.to_string_lossy().contains(','),
        "PANDA_JWT_KEYS separates files by commas, so {shown} would not be found"
    );
    key_file::create(&path, &generate()).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => anyhow::anyhow!("{shown} exists already and is not overwritten"),
        _ => anyhow::Error::new(error).context(format!("the key {shown} cannot be written")),
    })?;
    let key = read(&path)?;
    output::report(format_args!(
        "Key {}, for the environment of the servers:\n\nPANDA_JWT_KEYS={shown}",
        key.id()
    ));
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<Key> {
    key_file::read(path).with_context(|| format!("the key {} cannot be used", path.display()))
}
