//! Counts appointments, by the cells stored in the database or one by one.

mod cells;
mod rows;
mod text;

use std::collections::BTreeMap;

use diesel::{
    QueryResult,
    result::Error,
    sql_types::{BigInt, Int4, Nullable, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::{BucketKey, ReportQuery, calendar::Division, figures::Counts};
use crate::{
    clinician::ClinicianId,
    database::Database,
    department::DepartmentId,
    error::{Failure, Violation},
    organisation::OrganisationId,
    value::ValueError,
};
use cells::CountedQuery;
use rows::AppointmentsQuery;

/// A bucket and its counts: attended, missed, missed minutes, cancelled, upcoming. See [`text::buckets`].
type BucketColumns = (
    Int4,
    Nullable<SqlUuid>,
    Nullable<SqlUuid>,
    Nullable<SqlUuid>,
    Nullable<Int4>,
    Nullable<Int4>,
    (BigInt, BigInt, BigInt, BigInt, BigInt),
);
type Bucket =
    (i32, Option<Uuid>, Option<Uuid>, Option<Uuid>, Option<i32>, Option<i32>, (i64, i64, i64, i64, i64));
type CountsByBucket = BTreeMap<BucketKey, Counts>;

/// Counts the appointments of each non-empty bucket. The result may have one bucket more than a report
/// allows, so that the excess is detected.
pub(super) async fn count(
    database: &Database,
    query: &ReportQuery,
    division: &Division,
) -> Result<CountsByBucket, Failure> {
    let mut connection = database.checkout_for_slow_query().await?;
    count_on(&mut connection, query, division).await.map_err(refused)
}

async fn count_on(
    connection: &mut AsyncPgConnection,
    query: &ReportQuery,
    division: &Division,
) -> QueryResult<CountsByBucket> {
    if query.is_counted()
        && let Some(counted) = by_cells(connection, query, division).await?
    {
        return Ok(counted);
    }
    let counted: Vec<Bucket> = AppointmentsQuery::new(query, division).load(connection).await?;
    Ok(keyed(counted))
}

/// Counts by the cells. Returns `None` if they are for another time zone than the query's.
async fn by_cells(
    connection: &mut AsyncPgConnection,
    query: &ReportQuery,
    division: &Division,
) -> QueryResult<Option<CountsByBucket>> {
    let counted: Vec<(bool, Bucket)> = CountedQuery::new(query, division).load(connection).await?;
    let are_of_zone = counted.iter().all(|(is_of_zone, _)| *is_of_zone);
    Ok(are_of_zone.then(|| keyed(counted.into_iter().map(|(_, bucket)| bucket))))
}

fn keyed(buckets: impl IntoIterator<Item = Bucket>) -> CountsByBucket {
    let small = |number: i32| u8::try_from(number).ok();
    let keyed = |(part, department, clinician, organisation, weekday, hour, counts): Bucket| {
        let (attended, missed, missed_minutes, cancelled, upcoming) = counts;
        // Parts are numbered from one; 0 means that nothing was counted.
        let part = usize::try_from(part).ok()?.checked_sub(1)?;
        let key = BucketKey {
            part,
            department_id: department.map(DepartmentId),
            clinician_id: clinician.map(ClinicianId),
            organisation_id: organisation.filter(|id| !id.is_nil()).map(OrganisationId),
            weekday: weekday.and_then(small),
            hour: hour.and_then(small),
        };
        Some((key, Counts { attended, missed, missed_minutes, cancelled, upcoming }))
    };
    buckets.into_iter().filter_map(keyed).collect()
}

/// The database may know fewer time zones than this program.
fn refused(error: Error) -> Failure {
    match &error {
        Error::DatabaseError(_, info) if info.message().starts_with("time zone ") => {
            Failure::Refused(Violation::new(ValueError::TimeZoneUnknown).at("timeZone").at("period").into())
        }
        _ => error.into(),
    }
}
