//! What becomes of an appointment of the sample.

use chrono::{DateTime, Utc, Weekday};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{propensity::Propensity, staff::Department};

/// How an appointment turns out, once it has ended.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fate {
    Attended,
    Missed,
    Cancelled,
    /// Nobody has written down whether the patient came.
    Unrecorded,
}

const CANCELLED_PER_MILLE: u32 = 80;
const UNRECORDED_PER_MILLE: u32 = 4;
/// Caps the product of all factors, so that it stays a valid ratio whatever a department's rate is.
const HIGHEST_PER_MILLE: u32 = 900;

impl Fate {
    pub fn draw(
        rng: &mut ChaCha8Rng,
        department: &Department,
        weekday: Weekday,
        propensity: Propensity,
    ) -> Self {
        let wait_days = rng.random_range(department.wait_days.clone());
        Self::after(rng, department, weekday, wait_days, propensity)
    }

    /// The same, for a patient who has waited for so many days.
    pub fn after(
        rng: &mut ChaCha8Rng,
        department: &Department,
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

    /// The status that the file tells at an instant.
    pub fn status(self, ends_at: DateTime<Utc>, now: DateTime<Utc>) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Attended | Self::Missed if now < ends_at => "active",
            Self::Unrecorded => "active",
            Self::Attended => "attended",
            Self::Missed => "missed",
        }
    }
}

/// The department's usual rate, raised or lowered by the day of the week, by how long the patient has waited, and by the
/// patient's propensity.
fn missed_per_mille(
    department: &Department,
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
    use super::{super::staff::CLINICIANS, *};

    #[test]
    fn patients_who_waited_long_miss_more_and_those_seen_at_once_miss_less() {
        for clinician in &CLINICIANS {
            let rate = |weekday, wait_days| {
                missed_per_mille(clinician.department, weekday, wait_days, Propensity::Low)
            };
            assert!(rate(Weekday::Wed, 0) < rate(Weekday::Wed, 7));
            assert!(rate(Weekday::Wed, 7) < rate(Weekday::Wed, 90));
            assert!(rate(Weekday::Wed, 7) < rate(Weekday::Mon, 7));
        }
    }
}
