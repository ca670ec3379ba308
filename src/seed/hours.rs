//! Divides one clinician's day into appointments.

use chrono::{DateTime, TimeDelta, Utc};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{
    calendar::{MINUTES_A_QUARTER, QUARTERS_A_DAY},
    pick,
};
use crate::appointment::Slot;

/// The rest of a clinician's day.
pub(crate) struct Hours {
    free_from: DateTime<Utc>,
    quarters: u32,
    appointments: u32,
    lengths: &'static [u32],
    shortest: u32,
}

impl Hours {
    pub fn of(opens_at: DateTime<Utc>, count: u64, lengths: &'static [u32]) -> Self {
        let shortest = lengths.iter().min().copied().unwrap_or(MINUTES_A_QUARTER) / MINUTES_A_QUARTER;
        let appointments = u32::try_from(count).unwrap_or_default();
        Self { free_from: opens_at, quarters: QUARTERS_A_DAY, appointments, lengths, shortest }
    }

    /// The next slot. It has a random usual length, or the shortest if the remaining appointments would not
    /// fit otherwise.
    pub fn next(&mut self, rng: &mut ChaCha8Rng) -> Slot {
        self.appointments = self.appointments.saturating_sub(1);
        let room = self.quarters.saturating_sub(self.appointments * self.shortest);
        let length = *pick(rng, self.lengths) / MINUTES_A_QUARTER;
        let length = if length > room { self.shortest } else { length };
        let spare = room.saturating_sub(length);
        let pause = rng.random_range(0..=spare / (self.appointments + 1));
        let minutes = |quarters: u32| TimeDelta::minutes((quarters * MINUTES_A_QUARTER).into());
        let starts_at = self.free_from + minutes(pause);
        let slot = Slot { starts_at, ends_at: starts_at + minutes(length) };
        self.free_from = slot.ends_at;
        self.quarters = self.quarters.saturating_sub(pause + length);
        slot
    }
}
