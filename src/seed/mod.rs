//! Generates data of any size for load tests, query plans, statistics and trials of PANDA.
//!
//! All data obeys PANDA's rules. It is written in one transaction, and only into a database without records.
//! It depends only on the plan and the day, except for the random keys that distinguish patients for
//! analysts. Later in a day, only outcomes since then differ. Memory holds the staff, one
//! day's appointments, and 36 bytes per patient.

mod addresses;
pub(crate) mod booking;
pub(crate) mod calendar;
pub(crate) mod departments;
mod diary;
mod error;
pub(crate) mod hours;
pub(crate) mod names;
mod numbers;
pub(crate) mod outcome;
pub(crate) mod people;
pub(crate) mod places;
pub(crate) mod pools;
mod propensity;
mod shuffle;
mod sites;
pub(crate) mod staff;
#[cfg(test)]
mod tests;
pub(crate) mod write;

use chrono::{DateTime, Utc};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio_postgres::Transaction;
use uuid::{Builder, Uuid};

pub use error::{Refusal, SeedError};

use self::{
    calendar::Calendar,
    diary::Diary,
    people::{People, Settlement},
    staff::Staff,
};
use crate::{context::AppContext, database::migrations, error::Failure};

/// The size of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    pub patients: u32,
    pub appointments: u32,
    /// The seed of the random numbers. Another seed gives other people.
    pub seed: u64,
}

impl Plan {
    /// Far below the number of NHS numbers that are not assigned to people.
    pub const MAXIMUM_PATIENTS: u32 = 5_000_000;
    pub const MAXIMUM_APPOINTMENTS: u32 = 50_000_000;
    /// With fewer patients, some ages would be absent.
    pub const MINIMUM_PATIENTS: u32 = 20;
    /// About one per fortnight over the years of records.
    pub const APPOINTMENTS_A_PATIENT: u32 = 100;

    /// Refuses a plan beyond the maximum, and one with too many appointments per patient.
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

/// The number of records written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seeded {
    pub organisations: usize,
    pub departments: usize,
    pub clinicians: usize,
    pub patients: u32,
    pub appointments: u32,
}

/// Fills an empty database by the plan, completely or not at all. Calls `progress` with the number of rows
/// sent since the last call.
pub async fn run(
    app: &AppContext,
    plan: Plan,
    progress: &(dyn Fn(usize) + Send + Sync),
) -> Result<Seeded, SeedError> {
    plan.check()?;
    let compatibility = migrations::check_compatibility(&*app.database.checkout().await?).await?;
    compatibility.map_err(Refusal::Incompatible)?;
    let mut client = app.database.bulk().await?;
    let mut transaction = client.transaction().await?;
    match fill(&mut transaction, app, plan, progress).await {
        Ok(seeded) => {
            transaction.commit().await?;
            if let Err(error) = write::tidy(&client).await {
                tracing::warn!(?error, "the tables were filled, but not analysed");
            }
            Ok(seeded)
        }
        Err(error) => {
            // Closing the connection also rolls back, but later. The first error is more useful than one of
            // the rollback.
            drop(transaction.rollback().await);
            Err(error)
        }
    }
}

async fn fill(
    transaction: &mut Transaction<'_>,
    app: &AppContext,
    plan: Plan,
    progress: &(dyn Fn(usize) + Send + Sync),
) -> Result<Seeded, SeedError> {
    write::expect_emptiness(transaction).await?;
    let calendar = Calendar::around(app.clock.now());
    let staff = Staff::hire(&mut rng(plan.seed, RandomStream::Staff), calendar, plan.appointments);
    write::staff(transaction, &staff).await?;
    let settlement = Settlement::new(rng(plan.seed, RandomStream::People), calendar, plan.patients);
    let mut people = People::default();
    let patients = settlement.enumerate().inspect(|(index, patient)| people.remember(*index, patient));
    let patients = write::patients(transaction, patients.map(|(_, patient)| patient), progress).await?;
    people.sort();
    let rng = rng(plan.seed, RandomStream::Diary);
    let opens = app.rules.attendance_opens;
    let mut diary = Diary::new(rng, calendar, opens, &staff, &people, plan.appointments);
    let appointments = calendar.working_days().flat_map(|day| diary.fill(day));
    let appointments = write::first_appointments(transaction, appointments, progress).await?;
    if (patients, appointments) != (u64::from(plan.patients), u64::from(plan.appointments)) {
        let what = anyhow::anyhow!("{patients} patients and {appointments} appointments were generated");
        return Err(Failure::fault(what).into());
    }
    Ok(Seeded {
        organisations: staff.sites.len(),
        departments: staff.departments.len(),
        clinicians: staff.clinicians.len(),
        patients: plan.patients,
        appointments: plan.appointments,
    })
}

/// Parts with independent random numbers, so that a larger number of one part does not change the others.
#[derive(Debug, Clone, Copy)]
pub(crate) enum RandomStream {
    Staff,
    People,
    Diary,
}

pub(crate) fn rng(seed: u64, purpose: RandomStream) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(purpose as u64);
    rng
}

/// Picks an item with equal probability. The list must not be empty.
pub(crate) fn pick<'a, T>(rng: &mut ChaCha8Rng, items: &'a [T]) -> &'a T {
    &items[rng.random_range(0..items.len())]
}

/// A UUIDv7 with this instant as its creation time.
pub(crate) fn id(rng: &mut ChaCha8Rng, created_at: DateTime<Utc>) -> Uuid {
    let milliseconds = u64::try_from(created_at.timestamp_millis()).unwrap_or_default();
    Builder::from_unix_timestamp_millis(milliseconds, &rng.random()).into_uuid()
}
