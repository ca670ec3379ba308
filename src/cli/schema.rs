//! `panda schema`.

use std::process::ExitCode;

use super::output;
use crate::graphql;

pub(super) fn run() -> anyhow::Result<ExitCode> {
    output::product(graphql::sdl())?;
    Ok(ExitCode::SUCCESS)
}
