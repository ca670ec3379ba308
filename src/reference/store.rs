//! Queries for the reference data as a whole.

use diesel::{OptionalExtension, QueryDsl, QueryResult};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::snapshot::Records;
use crate::{
    clinician,
    database::{Loaded, schema::reference_version},
    department::{self, Filter},
    organisation,
};

/// The version of the records. `None` if an operator has deleted its row.
pub async fn version(connection: &AsyncPgConnection) -> QueryResult<Option<Uuid>> {
    reference_version::table.select(reference_version::version).get_result(&mut &*connection).await.optional()
}

/// The total number of records.
pub async fn count(connection: &AsyncPgConnection) -> QueryResult<i64> {
    let clinicians = clinician::store::count(connection, &clinician::Filter::default()).await?;
    let departments = department::store::count(connection, &Filter::default()).await?;
    let organisations = organisation::store::count(connection, &organisation::Filter::default()).await?;
    Ok(clinicians + departments + organisations)
}

/// All readable records. A request for an unreadable one reads it from the database, and gets its error.
pub(super) async fn all(connection: &AsyncPgConnection) -> QueryResult<Records> {
    Ok(Records {
        clinicians: readable(clinician::store::all(connection).await?),
        departments: readable(department::store::all(connection).await?),
        organisations: readable(organisation::store::all(connection).await?),
    })
}

fn readable<T>(records: Vec<Loaded<T>>) -> Vec<T> {
    records.into_iter().filter_map(Loaded::logged).collect()
}
