//! Measures single steps of a request without a database: parsing and preparing a document, and serialising
//! responses and errors.
//!
//! ```sh
//! cargo bench --bench micro                                   # half a minute
//! cargo bench --bench micro -- --save-baseline before         # and after a change: --baseline before
//! ```
//!
//! They show how a change affects a step. The bench `load` measures whole requests.

mod answers;
mod documents;
mod errors;

use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use mimalloc::MiMalloc;

/// As in the program.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn short() -> Criterion {
    let warm = Duration::from_millis(300);
    Criterion::default().warm_up_time(warm).measurement_time(Duration::from_secs(1)).sample_size(50)
}

criterion_group! {
    name = steps;
    config = short();
    targets = documents::parsing, documents::preparation, answers::serialisation, errors::localisation
}
criterion_main!(steps);
