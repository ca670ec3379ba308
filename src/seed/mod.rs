//! Made-up data of any size: for load tests, for the plans of lists, for statistics, and to try PANDA out.
//!
//! All of it obeys PANDA's rules, is written in one transaction, and only into a database without any record. It depends
//! on the plan and the day alone, but for the random keys by which analysts tell people apart: later in a day, only what has
//! happened since differs. Nothing is kept in memory but the staff, one day's appointments, and 36 bytes for each patient.

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
    pub patients: u32,
    pub appointments: u32,
}

/// Fills an empty database as planned: all of it or nothing. Tells `progress` how many more patients and appointments
/// have been sent.
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
                tracing::warn!(?error, "the tables were filled and not analysed");
            }
            Ok(seeded)
        }
        Err(error) => {
            // The connection's end would do, but that may take a moment. The error has something better to say.
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
        let what = anyhow::anyhow!("{patients} patients and {appointments} appointments were made up");
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

/// What is made up with random numbers of its own, so that more of one thing changes nothing about the others.
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

/// One of the items, each as likely as the others. There must be one.
pub(crate) fn pick<'a, T>(rng: &mut ChaCha8Rng, items: &'a [T]) -> &'a T {
    &items[rng.random_range(0..items.len())]
}

/// An identifier such as a record gets that is made at this instant.
pub(crate) fn id(rng: &mut ChaCha8Rng, created_at: DateTime<Utc>) -> Uuid {
    let milliseconds = u64::try_from(created_at.timestamp_millis()).unwrap_or_default();
    Builder::from_unix_timestamp_millis(milliseconds, &rng.random()).into_uuid()
}
