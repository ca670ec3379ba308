//! The `panda` program: see [`panda::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    panda::cli::run()
}
