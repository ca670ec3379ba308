//! What every sample keeps to, whatever its instant.

mod diary;
mod people;

use std::{collections::HashSet, sync::LazyLock};

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::value::parse_timestamp;

const SEED: u64 = 7;

/// Ordinary days, both changes of London's clocks, a leap day, and an evening on which London has a later date than UTC.
const INSTANTS: [&str; 9] = [
    "2026-01-14T10:20:00Z",
    "2026-06-30T23:30:00Z",
    "2025-03-30T00:59:59Z",
    "2025-03-30T01:00:00Z",
    "2025-10-26T00:30:00Z",
    "2025-10-26T01:30:00Z",
    "2024-02-29T09:00:00Z",
    "2025-12-25T12:00:00Z",
    "2031-09-01T15:45:30Z",
];

static SAMPLES: LazyLock<Vec<(DateTime<Utc>, Sample)>> =
    LazyLock::new(|| INSTANTS.map(|raw| (instant(raw), generate(instant(raw), SEED))).to_vec());

fn samples() -> impl Iterator<Item = (DateTime<Utc>, &'static Sample)> {
    SAMPLES.iter().map(|(now, sample)| (*now, sample))
}

fn instant(raw: &str) -> DateTime<Utc> {
    parse_timestamp(raw).unwrap()
}

fn minutes(duration: &str) -> u32 {
    match duration {
        "15m" => 15,
        "30m" => 30,
        "45m" => 45,
        "1h" => 60,
        "1h30m" => 90,
        other => panic!("{other} is not a duration of the sample"),
    }
}

fn slot(row: &AppointmentRow) -> (DateTime<Utc>, DateTime<Utc>) {
    let starts_at = instant(&row.time);
    (starts_at, starts_at + TimeDelta::minutes(minutes(&row.duration).into()))
}

fn distinct<T: std::hash::Hash + Eq>(items: impl Iterator<Item = T>) -> usize {
    items.collect::<HashSet<_>>().len()
}

#[test]
fn there_are_as_many_rows_as_promised_and_none_twice() {
    for (_, sample) in samples() {
        assert_eq!(sample.patients.len(), 200);
        assert_eq!(sample.appointments.len(), 2_000);
        assert_eq!(distinct(sample.patients.iter().map(|row| &row.nhs_number)), 200);
        assert_eq!(distinct(sample.appointments.iter().map(|row| &row.id)), 2_000);
        assert_eq!(distinct(sample.appointments.iter().map(|row| &row.department)), 6);
        assert_eq!(distinct(sample.appointments.iter().map(|row| &row.clinician)), 14);
        assert_eq!(distinct(sample.appointments.iter().map(|row| &row.duration)), 5);
    }
}

#[test]
fn a_sample_is_the_same_whenever_instant_and_seed_are() {
    let now = instant("2026-01-14T10:20:00Z");
    assert_eq!(generate(now, SEED), generate(now, SEED));
    assert_ne!(generate(now, SEED), generate(now, SEED + 1));
    assert_ne!(generate(now, SEED), generate(now + TimeDelta::days(1), SEED));
}

#[test]
fn later_in_a_day_only_what_has_ended_since_differs() {
    let [morning, evening] = ["2026-01-14T08:00:00Z", "2026-01-14T18:00:00Z"].map(instant);
    let [before, after] = [morning, evening].map(|now| generate(now, SEED));
    assert_eq!(before.patients, after.patients);
    let mut changes = 0;
    for (before, after) in before.appointments.into_iter().zip(after.appointments) {
        changes += u32::from(before.status != after.status);
        let ends_at = slot(&after).1;
        assert!(before.status == after.status || (ends_at > morning && ends_at <= evening));
        assert_eq!(AppointmentRow { status: after.status.clone(), ..before }, after);
    }
    assert!(changes > 0);
}
