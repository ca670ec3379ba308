//! The `panda` program: see [`panda::cli`].

use std::process::ExitCode;

/// A request makes thousands of small allocations, which are slow with the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    panda::cli::run()
}
