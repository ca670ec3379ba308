//! PANDA, the Patient Appointment Network Data Application.

// They panic when a pipe is closed: see `cli::output`.
#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod account;
pub mod analytics;
pub mod appointment;
pub mod cli;
pub mod clinician;
pub mod clock;
pub mod config;
pub mod context;
pub mod database;
pub mod department;
pub mod error;
pub mod export;
pub mod fingerprint;
pub mod graphql;
pub mod http;
pub mod i18n;
pub mod idempotency;
pub mod import;
mod keyed_mutex;
mod log_limit;
pub mod organisation;
pub mod patient;
pub mod principal;
pub mod random;
#[cfg(test)]
mod readable_values;
pub mod reference;
pub mod response_memory;
pub mod sample;
pub mod seed;
pub mod statistics;
pub mod value;
