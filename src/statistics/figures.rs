//! The figures of a row, each with its one definition.

use rust_decimal::Decimal;

use super::Rate;

/// How many appointments there are of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub attended: i64,
    pub missed: i64,
    /// What the missed ones were to last, in minutes.
    pub missed_minutes: i64,
    pub cancelled: i64,
    /// Active, and not over.
    pub upcoming: i64,
}

/// What is told of some appointments. What is `None` is not told, or has no meaning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    pub booked: Option<i64>,
    pub attended: Option<i64>,
    pub missed: Option<i64>,
    pub cancelled: Option<i64>,
    pub upcoming: Option<i64>,
    pub missed_minutes: Option<i64>,
    /// Whether a count is not told because it is about a few patients.
    pub suppressed: bool,
    pub estimated_cost: Option<Decimal>,
}

/// From one share to another, both from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ConfidenceInterval {
    pub low: f64,
    pub high: f64,
}

impl Counts {
    pub fn booked(self) -> i64 {
        self.attended + self.missed + self.cancelled + self.upcoming
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            attended: self.attended + other.attended,
            missed: self.missed + other.missed,
            missed_minutes: self.missed_minutes + other.missed_minutes,
            cancelled: self.cancelled + other.cancelled,
            upcoming: self.upcoming + other.upcoming,
        }
    }

    /// Everything, as it is.
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
    /// The did-not-attend rate of the NHS: of those appointments that were kept or missed, how many were missed. What was called
    /// off in time is not in it.
    pub fn did_not_attend_rate(&self) -> Option<f64> {
        let (missed, due) = self.missed_of_due()?;
        Some(share(missed, due))
    }

    /// The same of all that was booked.
    pub fn share_of_booked(&self) -> Option<f64> {
        let booked = self.booked.filter(|booked| *booked > 0)?;
        Some(share(self.missed?, booked))
    }

    /// Where the rate lies with a confidence of 95 %, by Wilson's score interval without continuity correction (1927), which
    /// stays within 0 and 1 and is good for small numbers too.
    pub fn did_not_attend_interval(&self) -> Option<ConfidenceInterval> {
        /// The quantile of the normal distribution for 97.5 %.
        const Z: f64 = 1.959_963_984_540_054;
        let (missed, due) = self.missed_of_due()?;
        let (rate, number) = (share(missed, due), real(due));
        let centre = rate + Z * Z / (2.0 * number);
        let margin = Z * (rate * (1.0 - rate) / number + Z * Z / (4.0 * number * number)).sqrt();
        let scale = 1.0 + Z * Z / number;
        // Where nothing or everything was missed, the end is exact; rounding would leave a trace.
        let low = if missed == 0 { 0.0 } else { ((centre - margin) / scale).max(0.0) };
        let high = if missed == due { 1.0 } else { ((centre + margin) / scale).min(1.0) };
        Some(ConfidenceInterval { low, high })
    }

    fn missed_of_due(&self) -> Option<(i64, i64)> {
        let (missed, attended) = (self.missed?, self.attended?);
        let due = missed + attended;
        (due > 0).then_some((missed, due))
    }
}

fn share(part: i64, whole: i64) -> f64 {
    real(part) / real(whole)
}

/// Counts of appointments are far below 2^53, up to which every integer is a float.
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
    fn wilsons_interval_is_that_of_the_books() {
        // Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3.
        for (missed, due, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let range = of(due - missed, missed).did_not_attend_interval().unwrap();
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
