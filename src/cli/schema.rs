//! `panda schema`.

use std::{io::Write, process::ExitCode};

use crate::graphql;

pub(super) fn run() -> anyhow::Result<ExitCode> {
    std::io::stdout().write_all(graphql::sdl().as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
