//! What became of an appointment by now.

use chrono::{DateTime, TimeDelta, Utc};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::{
    appointment::{CancellationParty, Slot, Status},
    sample::{fate::Fate, pick},
};

const REASONS: [&str; 6] = [
    "Unwell",
    "Cannot get away from work",
    "Feels better",
    "Clinician on sick leave",
    "No transport",
    "Clinic overbooked",
];

/// How early patients arrive, at most.
const EARLY: TimeDelta = TimeDelta::minutes(25);
/// And how late.
const LATE: TimeDelta = TimeDelta::minutes(14);

/// The status at an instant, and when it came to be; `None` since the booking.
///
/// What is drawn does not depend on the instant, so that a later one finds nothing else changed.
pub(super) fn by_now(
    rng: &mut ChaCha8Rng,
    fate: Fate,
    slot: Slot,
    booked_at: DateTime<Utc>,
    now: DateTime<Utc>,
    attendance_opens: TimeDelta,
) -> (Status, Option<DateTime<Utc>>) {
    let (at, status) = match fate {
        Fate::Missed | Fate::Unrecorded => return (Status::Active, None),
        Fate::Attended => {
            let (early, late) = (EARLY.min(attendance_opens), LATE.min(slot.ends_at - slot.starts_at));
            let is_late = rng.random_ratio(1, 8);
            let at = if is_late {
                slot.starts_at + TimeDelta::seconds(rng.random_range(1..late.num_seconds()))
            } else {
                slot.starts_at - TimeDelta::seconds(rng.random_range(0..=early.num_seconds()))
            };
            let at = at.max(booked_at + TimeDelta::seconds(1));
            (at, Status::Attended { at: Some(at.into()), arrived_late: Some(is_late) })
        }
        Fate::Cancelled => {
            let seconds = (slot.starts_at - booked_at).num_seconds();
            let at = booked_at + TimeDelta::seconds(rng.random_range(1..seconds));
            let by = if rng.random_ratio(7, 10) {
                CancellationParty::Patient
            } else {
                CancellationParty::Provider
            };
            let reason = rng.random_ratio(2, 5).then(|| *pick(rng, &REASONS));
            let reason = reason.and_then(|reason| reason.parse().ok());
            (at, Status::Cancelled { at: Some(at.into()), by: Some(by.into()), reason })
        }
    };
    if at <= now { (status, Some(at)) } else { (Status::Active, None) }
}
