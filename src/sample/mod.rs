//! The demo's data: the people of a small town, two years of past appointments, and twelve weeks of future
//! ones.
//!
//! All data is invented and obeys PANDA's rules. Each day's appointments depend only on that day and on the
//! day on which the sample began. Therefore the sample of any later day can be computed. When a demo is
//! started again, it writes the difference: new appointments, and outcomes of ended appointments.
//! Records that users changed stay unchanged.

mod diary;
mod record;
mod staff;
#[cfg(test)]
mod tests;
mod top_up;
mod town;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use tokio_postgres::Client;

use self::{record::Record, town::Town};
use crate::{
    context::AppContext,
    seed::{Refusal, SeedError, write},
    value::london_day,
};

/// A constant, so that all demos started on the same day have the same sample.
const SEED: u64 = 2026;
const PATIENTS: u32 = 2_000;
const DAYS_BEFORE: u64 = 2 * 365;
const DAYS_AFTER: u64 = 12 * 7;

/// The demo patient, who has an account. The documents read this record.
pub const DEMO_PATIENT_NUMBER: &str = "9999528066";
pub const DEMO_PATIENT_NAME: &str = "Maya Fernandes-Whitaker";

/// The result of `ensure`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleChange {
    /// The database was empty and was filled.
    Filled { patients: u64, appointments: u64 },
    /// The sample was complete up to an earlier day. That many appointments were added.
    ToppedUp { since: NaiveDate, appointments: u64 },
    /// The sample was already complete for this day.
    Complete,
    /// The database has other records. Nothing was changed.
    NotOurs,
}

/// The instant of the sample, and the rule that decides when attendance can be recorded.
#[derive(Debug, Clone, Copy)]
struct SampleClock {
    now: DateTime<Utc>,
    attendance_opens: TimeDelta,
}

impl SampleClock {
    fn today(self) -> NaiveDate {
        london_day(self.now)
    }

    /// The last day with appointments.
    fn horizon(self) -> NaiveDate {
        self.today() + Days::new(DAYS_AFTER)
    }
}

/// Fills an empty database with the sample, or completes an older sample up to the present. Either is one
/// transaction.
pub async fn ensure(app: &AppContext) -> Result<SampleChange, SeedError> {
    let present = SampleClock { now: app.clock.now(), attendance_opens: app.rules.attendance_opens };
    let mut client = app.database.bulk().await?;
    match record::read(&client).await? {
        Some(record) => top_up::run(&mut client, present, record).await,
        None => match fill(&mut client, present).await {
            Err(SeedError::Refused(Refusal::NotEmpty)) => Ok(SampleChange::NotOurs),
            filled => filled,
        },
    }
}

async fn fill(client: &mut Client, present: SampleClock) -> Result<SampleChange, SeedError> {
    let mut transaction = client.transaction().await?;
    write::expect_emptiness(&transaction).await?;
    let today = present.today();
    let (town, patients) = Town::founded_on(today);
    write::staff(&transaction, &town.staff).await?;
    let patients = write::patients(&transaction, patients.into_iter(), &|_| {}).await?;
    let days = (today - Days::new(DAYS_BEFORE)).iter_days().take_while(|day| *day <= present.horizon());
    let rows = days.flat_map(|day| town.appointments_on(day, present));
    let appointments = write::first_appointments(&mut transaction, rows, &|_| {}).await?;
    record::create(&transaction, Record { founded_on: today, filled_on: today }).await?;
    transaction.commit().await?;
    write::tidy(client).await?;
    Ok(SampleChange::Filled { patients, appointments })
}
