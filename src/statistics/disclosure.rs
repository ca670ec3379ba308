//! Disclosure control: no figure reveals anything about a few patients.
//!
//! The rules are those of NHS Digital for hospital statistics. Counts of one to seven are suppressed, and
//! others are rounded to the nearest five. Totals are rounded independently. Derived figures are computed
//! from rounded counts.

use super::figures::{Counts, Figures};
use crate::{account::Role, value::Rate};

/// The precision of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DisclosureControl {
    Exact,
    Rounded,
}

const FEW: std::ops::RangeInclusive<i64> = 1..=7;
const STEP: i64 = 5;

impl DisclosureControl {
    /// Roles that may read patients' records get exact figures, because there is nothing to hide from them.
    pub fn to(role: Option<Role>) -> Self {
        match role {
            Some(Role::Staff | Role::Admin) => Self::Exact,
            Some(Role::Analyst | Role::Patient) | None => Self::Rounded,
        }
    }

    pub(super) fn figures(self, counts: Counts, rate: Rate) -> Figures {
        match self {
            Self::Exact => counts.figures(rate),
            Self::Rounded => rounded(counts, rate),
        }
    }
}

fn rounded(counts: Counts, rate: Rate) -> Figures {
    let missed = suppress_small_count(counts.missed);
    // Exact minutes would reveal exact counts, so the minutes are the rounded count times the rounded average
    // length.
    let missed_minutes = missed.map(|missed| missed * nearest(counts.missed_minutes, counts.missed));
    let all = [counts.booked(), counts.attended, counts.missed, counts.cancelled, counts.upcoming];
    Figures {
        booked: suppress_small_count(counts.booked()),
        attended: suppress_small_count(counts.attended),
        missed,
        cancelled: suppress_small_count(counts.cancelled),
        upcoming: suppress_small_count(counts.upcoming),
        missed_minutes,
        suppressed: all.iter().any(|count| FEW.contains(count)),
        estimated_cost: missed.zip(missed_minutes).map(|(missed, minutes)| rate.cost(missed, minutes)),
    }
}

fn suppress_small_count(count: i64) -> Option<i64> {
    (!FEW.contains(&count)).then_some(nearest(count, 1))
}

/// The quotient, rounded to the nearest multiple of five; 0 if the divisor is 0.
fn nearest(dividend: i64, divisor: i64) -> i64 {
    if divisor == 0 {
        return 0;
    }
    let step = STEP * divisor;
    (2 * dividend + step).div_euclid(2 * step) * STEP
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_counts_are_suppressed_and_others_are_rounded() {
        let of = |count: i64| suppress_small_count(count);
        assert_eq!(of(0), Some(0));
        for few in 1..=7 {
            assert_eq!(of(few), None, "{few}");
        }
        assert_eq!([8, 12, 13, 17, 18, 22, 23].map(of), [10, 10, 15, 15, 20, 20, 25].map(Some));
    }

    #[test]
    fn derived_figures_are_computed_from_rounded_counts() {
        let rate = Rate::PerAppointment("30".parse().unwrap());
        let counts =
            Counts { attended: 18, missed: 12, missed_minutes: 12 * 20 + 7, cancelled: 0, upcoming: 0 };
        let figures = DisclosureControl::Rounded.figures(counts, rate);
        assert_eq!((figures.booked, figures.attended, figures.missed), (Some(30), Some(20), Some(10)));
        assert_eq!(figures.missed_minutes, Some(200));
        assert_eq!(figures.estimated_cost.unwrap().to_string(), "300.00");
        assert!((figures.did_not_attend_rate().unwrap() - 10.0 / 30.0).abs() < f64::EPSILON);
        assert!(!figures.suppressed);
        let few = DisclosureControl::Rounded.figures(Counts { missed: 3, ..counts }, rate);
        assert!(few.suppressed && few.missed.is_none() && few.missed_minutes.is_none());
        assert_eq!(
            (few.estimated_cost, few.did_not_attend_rate(), few.share_of_booked()),
            (None, None, None)
        );
        assert_eq!(few.attended, Some(20));
    }
}
