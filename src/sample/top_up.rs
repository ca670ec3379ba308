//! Completes a sample up to the present.
//!
//! The sample of today is compared with the database by identifier. New appointments are added unless they collide with
//! a booking of a user, or refer to a record that a user removed. An appointment that no user has changed (version 1) gets
//! its outcome. Everything else stays as it is.

use std::sync::LazyLock;

use chrono::Days;
use tokio_postgres::Client;

use super::{
    DAYS_AFTER, SampleChange, SampleClock,
    record::{self, Record},
    town::Town,
};
use crate::{
    seed::{
        SeedError,
        write::{self, APPOINTMENT_COLUMNS},
    },
    value::london_midnight,
};

const STAGE: &str =
    "CREATE TEMPORARY TABLE sample_stage (LIKE appointments INCLUDING DEFAULTS) ON COMMIT DROP";

/// Those booked since the sample was completed, and those beyond its last day at that time.
static ADD: LazyLock<String> = LazyLock::new(|| {
    format!(
        "INSERT INTO appointments ({APPOINTMENT_COLUMNS}) SELECT {APPOINTMENT_COLUMNS} FROM sample_stage AS stage
         WHERE (created_at >= $1 OR starts_at >= $2)
           AND EXISTS (SELECT FROM patients WHERE id = stage.patient_id)
           AND EXISTS (SELECT FROM clinicians WHERE id = stage.clinician_id)
           AND EXISTS (SELECT FROM departments WHERE id = stage.department_id)
           AND EXISTS (SELECT FROM organisations WHERE id = stage.organisation_id)
         ORDER BY starts_at, id
         ON CONFLICT DO NOTHING"
    )
});

const DECIDE: &str = "
    UPDATE appointments AS kept
    SET status = stage.status, attended_at = stage.attended_at, arrived_late = stage.arrived_late,
        cancelled_at = stage.cancelled_at, cancelled_by = stage.cancelled_by,
        cancellation_reason = stage.cancellation_reason, version = stage.version, updated_at = stage.updated_at
    FROM sample_stage AS stage
    WHERE kept.id = stage.id AND kept.status = 'active' AND kept.version = 1 AND stage.status <> 'active'";

pub(super) async fn run(
    client: &mut Client,
    present: SampleClock,
    Record { founded_on, filled_on }: Record,
) -> Result<SampleChange, SeedError> {
    let today = present.today();
    if today < filled_on {
        return Ok(SampleChange::Complete);
    }
    let (town, _) = Town::founded_on(founded_on);
    let transaction = client.transaction().await?;
    transaction.batch_execute(STAGE).await?;
    let days = filled_on.iter_days().take_while(|day| *day <= present.horizon());
    let rows = days.flat_map(|day| town.appointments_on(day, present));
    write::appointments(&transaction, "sample_stage", rows, &|_| {}).await?;
    let beyond = london_midnight(filled_on + Days::new(DAYS_AFTER + 1));
    let appointments = transaction.execute(ADD.as_str(), &[&london_midnight(filled_on), &beyond]).await?;
    transaction.execute(DECIDE, &[]).await?;
    record::set_filled_on(&transaction, today).await?;
    transaction.commit().await?;
    Ok(if today == filled_on {
        SampleChange::Complete
    } else {
        SampleChange::ToppedUp { since: filled_on, appointments }
    })
}
