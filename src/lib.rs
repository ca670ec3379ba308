//! PANDA, the Patient Appointment Network Data Application.

// Both macros panic when a pipe is closed: see `cli::output`.
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
pub mod error_catalogue;
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
pub mod random;
#[cfg(test)]
mod readable_values;
pub mod reference;
pub mod response_memory;
pub mod sample;
pub mod seed;
pub mod statistics;
pub mod value;

use self::error::definitions;

/// The error codes that the modules declare, for `error_catalogue`. A feature with codes adds its enum here.
fn declared_codes() -> Vec<error::Definition> {
    [
        definitions::<error::GeneralError>(),
        definitions::<error::ParameterError>(),
        definitions::<value::ValueError>(),
        definitions::<idempotency::IdempotencyKeyError>(),
        definitions::<patient::PatientError>(),
        definitions::<patient::DateOfBirthError>(),
        definitions::<patient::NhsNumberError>(),
        definitions::<clinician::ClinicianError>(),
        definitions::<department::DepartmentError>(),
        definitions::<organisation::OrganisationError>(),
        definitions::<account::AccountError>(),
        definitions::<appointment::AppointmentError>(),
        definitions::<appointment::BookingError>(),
        definitions::<statistics::StatisticsError>(),
        definitions::<import::ImportError>(),
    ]
    .concat()
}
