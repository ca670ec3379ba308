//! The figures of a row and their definitions.

use rust_decimal::Decimal;

use crate::value::Rate;

/// The number of appointments of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub attended: i64,
    pub missed: i64,
    /// The total planned duration of the missed appointments, in minutes.
    pub missed_minutes: i64,
    pub cancelled: i64,
    /// Active appointments that have not ended.
    pub upcoming: i64,
}

/// The published figures of some appointments. `None` means suppressed or undefined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    pub booked: Option<i64>,
    pub attended: Option<i64>,
    pub missed: Option<i64>,
    pub cancelled: Option<i64>,
    pub upcoming: Option<i64>,
    pub missed_minutes: Option<i64>,
    /// Whether a count is suppressed because it concerns few patients.
    pub suppressed: bool,
    pub estimated_cost: Option<Decimal>,
}

/// An interval of shares, each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ConfidenceInterval {
    pub low: f64,
    pub high: f64,
}

impl Counts {
    pub fn booked(self) -> i64 {
        self.attended + self.missed + self.cancelled + self.upcoming
    }

    /// The sum of both.
    pub fn plus(self, other: Self) -> Self {
        Self {
            attended: self.attended + other.attended,
            missed: self.missed + other.missed,
            missed_minutes: self.missed_minutes + other.missed_minutes,
            cancelled: self.cancelled + other.cancelled,
            upcoming: self.upcoming + other.upcoming,
        }
    }

    /// The exact figures.
    pub fn figures(self, rate: Rate) -> Figures {
        Figures {
            booked: Some(self.booked()),
            attended: Some(self.attended),
            missed: Some(self.missed),
            cancelled: Some(self.cancelled),
            upcoming: Some(self.upcoming),
            missed_minutes: Some(self.missed_minutes),
            suppressed: false,
            estimated_cost: Some(rate.cost(self.missed, self.missed_minutes)),
        }
    }
}

impl Figures {
    /// The NHS did-not-attend rate: missed appointments as a share of those attended or missed. Cancelled
    /// appointments are excluded.
    pub fn did_not_attend_rate(&self) -> Option<f64> {
        let (missed, completed) = self.missed_of_completed()?;
        Some(share(missed, completed))
    }

    /// Missed appointments as a share of all booked ones.
    pub fn share_of_booked(&self) -> Option<f64> {
        let booked = self.booked.filter(|booked| *booked > 0)?;
        Some(share(self.missed?, booked))
    }

    /// The 95% confidence interval of the rate: Wilson's score interval without continuity correction (1927).
    /// It stays within 0 and 1 and is suitable for small numbers.
    pub fn did_not_attend_interval(&self) -> Option<ConfidenceInterval> {
        /// The 97.5% quantile of the normal distribution.
        const Z: f64 = 1.959_963_984_540_054;
        let (missed, completed) = self.missed_of_completed()?;
        let (rate, number) = (share(missed, completed), real(completed));
        let centre = rate + Z * Z / (2.0 * number);
        let margin = Z * (rate * (1.0 - rate) / number + Z * Z / (4.0 * number * number)).sqrt();
        let scale = 1.0 + Z * Z / number;
        // If none or all were missed, one end is exact; floating-point rounding would leave an error.
        let low = if missed == 0 { 0.0 } else { ((centre - margin) / scale).max(0.0) };
        let high = if missed == completed { 1.0 } else { ((centre + margin) / scale).min(1.0) };
        Some(ConfidenceInterval { low, high })
    }

    fn missed_of_completed(&self) -> Option<(i64, i64)> {
        let (missed, attended) = (self.missed?, self.attended?);
        let completed = missed + attended;
        (completed > 0).then_some((missed, completed))
    }
}

fn share(part: i64, whole: i64) -> f64 {
    real(part) / real(whole)
}

/// Counts of appointments are far below 2^53, up to which every integer is exactly representable as a float.
#[expect(clippy::cast_precision_loss, reason = "counts of appointments are far below 2^53")]
pub(super) fn real(count: i64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(attended: i64, missed: i64) -> Figures {
        let counts = Counts { attended, missed, ..Counts::default() };
        counts.figures(Rate::PerAppointment("30".parse().unwrap()))
    }

    #[test]
    fn wilsons_interval_matches_published_values() {
        // Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3.
        for (missed, completed, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let range = of(completed - missed, missed).did_not_attend_interval().unwrap();
            assert!((range.low - low).abs() < 5e-5 && (range.high - high).abs() < 5e-5, "{range:?}");
        }
        let all = of(0, 29).did_not_attend_interval().unwrap();
        assert!((all.high - 1.0).abs() < f64::EPSILON);
        assert_eq!(of(0, 0).did_not_attend_interval(), None);
    }

    #[test]
    fn a_rate_without_appointments_is_none() {
        assert_eq!(of(0, 0).did_not_attend_rate(), None);
        assert_eq!(of(0, 0).share_of_booked(), None);
        assert_eq!(of(0, 2).did_not_attend_rate(), Some(1.0));
    }
}
