//! The `panda` program: see [`panda::cli`].

use std::process::ExitCode;

/// A request makes thousands of small things, which the system's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    panda::cli::run()
}
