//! Refusals as readers of each language get them.

use async_graphql::{Error, Pos, ServerError};
use criterion::{BatchSize, Criterion};
use panda::{
    appointment::AppointmentError,
    error::{Failure, Violations},
    graphql::{ErrorAnswer, present},
    i18n::Locale,
};

/// Two refusals of one booking: a message that selects by numbers, and one that is always the same.
pub fn localisation(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("localise");
    for locale in Locale::all() {
        let answer = ErrorAnswer { locale, request_id: "bench" };
        let told = present(refused(), answer);
        assert!(told.len() == 2 && told.iter().all(|error| !error.message.is_empty()), "{told:?}");
        group.bench_function(locale.to_string(), |bencher| {
            bencher.iter_batched(refused, |errors| present(errors, answer), BatchSize::SmallInput);
        });
    }
}

fn refused() -> Vec<ServerError> {
    let mut faults = Violations::default();
    faults.refuse(
        "durationMinutes",
        AppointmentError::DurationOutOfRange { minimum_minutes: 5, maximum_minutes: 480 },
    );
    faults.refuse("startsAt", AppointmentError::PatientBusy { busy_until: None });
    let error = Error::from(Failure::from(faults).under("input"));
    vec![ServerError { path: vec![], ..error.into_server_error(Pos { line: 1, column: 12 }) }]
}
