//! The demo's data: the people of a small town, two years of their appointments, and twelve weeks ahead.
//!
//! All of it is invented and obeys PANDA's rules. Each day's appointments depend only on that day and on the day on which
//! the sample began. So the sample of any later day is known, and a demo that is started again writes the difference:
//! appointments that were booked since, and the outcomes of those that have ended. Records that users changed stay as
//! they are.

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

/// The same sample for everyone who starts on the same day.
const SEED: u64 = 2026;
const PATIENTS: u32 = 2_000;
const DAYS_BEFORE: u64 = 2 * 365;
const DAYS_AFTER: u64 = 12 * 7;

/// The patient who has an account in the demo. The README reads this record.
pub const DEMO_PATIENT_NUMBER: &str = "9999528066";
pub const DEMO_PATIENT_NAME: &str = "Maya Fernandes-Whitaker";

/// What `ensure` did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleChange {
    /// The database was empty and has the sample now.
    Filled { patients: u64, appointments: u64 },
    /// The sample was complete up to an earlier day, and has so many more appointments now.
    ToppedUp { since: NaiveDate, appointments: u64 },
    /// The sample has what belongs to this day.
    Complete,
    /// The database holds other records, and nothing was changed.
    NotOurs,
}

/// The instant for which the sample is made, and a rule of the service that decides what can be recorded by then.
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

/// Fills an empty database with the sample, or completes a sample up to now. Each is one transaction.
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
