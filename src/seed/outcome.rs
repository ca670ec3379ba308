//! What becomes of an appointment.

use chrono::{DateTime, TimeDelta, Utc, Weekday};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{departments::DepartmentProfile, pick, propensity::Propensity};
use crate::appointment::{CancellationParty, Slot, Status};

/// How an appointment turns out, once it has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SampleOutcome {
    Attended,
    Missed,
    Cancelled,
    /// No attendance was recorded, although the patient came.
    Unrecorded,
}

const CANCELLED_PER_MILLE: u32 = 80;
const UNRECORDED_PER_MILLE: u32 = 4;
/// Caps the product of all factors, so that it stays a valid ratio whatever a department's rate is.
const HIGHEST_PER_MILLE: u32 = 900;
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

impl SampleOutcome {
    /// Draws the outcome for a patient who has waited for so many days.
    pub fn draw(
        rng: &mut ChaCha8Rng,
        department: &DepartmentProfile,
        weekday: Weekday,
        wait_days: u32,
        propensity: Propensity,
    ) -> Self {
        let missed = missed_per_mille(department, weekday, wait_days, propensity);
        let mut happens = |per_mille| rng.random_ratio(per_mille, 1000);
        if happens(CANCELLED_PER_MILLE) {
            Self::Cancelled
        } else if happens(UNRECORDED_PER_MILLE) {
            Self::Unrecorded
        } else if happens(missed) {
            Self::Missed
        } else {
            Self::Attended
        }
    }

    /// The status at an instant, and when it came to be; `None` since the booking.
    ///
    /// What is drawn does not depend on the instant, so that a later one finds nothing else changed.
    pub fn status_at(
        self,
        rng: &mut ChaCha8Rng,
        slot: Slot,
        booked_at: DateTime<Utc>,
        now: DateTime<Utc>,
        attendance_opens: TimeDelta,
    ) -> (Status, Option<DateTime<Utc>>) {
        let (at, status) = match self {
            Self::Missed | Self::Unrecorded => return (Status::Active, None),
            Self::Attended => {
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
            Self::Cancelled => {
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
}

/// The department's usual rate, raised or lowered by the day of the week, by how long the patient has waited, and by the
/// patient's propensity.
fn missed_per_mille(
    department: &DepartmentProfile,
    weekday: Weekday,
    wait_days: u32,
    propensity: Propensity,
) -> u32 {
    let by_weekday = match weekday {
        Weekday::Mon => 125,
        Weekday::Fri => 110,
        Weekday::Sat | Weekday::Sun => 100,
        Weekday::Tue | Weekday::Wed | Weekday::Thu => 85,
    };
    let by_wait = match wait_days {
        0..=1 => 50,
        2..=13 => 95,
        14..=55 => 100,
        56.. => 115,
    };
    let rate = department.missed_per_mille * by_weekday * by_wait * propensity.per_cent() / (100 * 100 * 100);
    rate.min(HIGHEST_PER_MILLE)
}

#[cfg(test)]
mod tests {
    use super::{super::departments::units, *};

    #[test]
    fn patients_who_waited_long_miss_more_and_those_seen_at_once_miss_less() {
        for unit in units(u32::MAX) {
            let rate =
                |weekday, wait_days| missed_per_mille(unit.department, weekday, wait_days, Propensity::Low);
            assert!(rate(Weekday::Wed, 0) < rate(Weekday::Wed, 7));
            assert!(rate(Weekday::Wed, 7) < rate(Weekday::Wed, 90));
            assert!(rate(Weekday::Wed, 7) < rate(Weekday::Mon, 7));
        }
    }
}
