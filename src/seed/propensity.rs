//! How often a patient misses appointments, relative to other patients.

/// Patients of high propensity miss about five times as many appointments as others.
///
/// Without it, a missed appointment says nothing about the patient's next one. Then the sample data could not
/// answer any question about repeated absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Propensity {
    Low,
    High,
}

/// One patient in seven has a high propensity. Seven is coprime to the periods of ages and of frequent
/// attendance, so neither of them decides who misses more.
const PERIOD: usize = 7;
const HIGH_AT: usize = 3;

impl Propensity {
    /// The propensity for a patient's index.
    pub fn of(index: usize) -> Self {
        if index % PERIOD == HIGH_AT { Self::High } else { Self::Low }
    }

    /// The patient's rate in per cent of the department's. The mean over all patients is 100, so propensities
    /// do not change a department's missed appointments.
    pub const fn per_cent(self) -> u32 {
        match self {
            Self::Low => 65,
            Self::High => 310,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn propensities_do_not_change_the_mean_rate() {
        let total: u32 = (0..PERIOD).map(|index| Propensity::of(index).per_cent()).sum();
        assert_eq!(total as usize, 100 * PERIOD);
    }
}
