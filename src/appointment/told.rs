//! Every appointment with those who take part in it, by the names that people know: what files tell.

use std::collections::HashSet;

use diesel::{QueryDsl, QueryResult, QueryableByName, SelectableHelper, sql_query, sql_types};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures_util::{Stream, StreamExt};

use super::{Appointment, row::Row, store::possible};
use crate::{
    clinician::ClinicianId,
    database::schema::{appointments, clinicians, departments, patients},
    patient::NhsNumber,
    value::Name,
};

/// An appointment as it is told.
#[derive(Debug, Clone)]
pub struct Told {
    pub appointment: Appointment,
    pub patient: NhsNumber,
    pub clinician: Name,
    pub department: Name,
}

#[derive(QueryableByName)]
struct Namesake {
    #[diesel(sql_type = sql_types::Uuid)]
    clinician_id: ClinicianId,
}

/// Clinicians whose name alone does not tell whom an appointment in one of their departments is with.
pub async fn namesakes(connection: &AsyncPgConnection) -> QueryResult<HashSet<ClinicianId>> {
    let found: Vec<Namesake> = sql_query(include_str!("namesakes.sql")).load(&mut &*connection).await?;
    Ok(found.into_iter().map(|namesake| namesake.clinician_id).collect())
}

/// Every appointment in the order of time, one by one.
pub async fn all_in_order(
    connection: &mut AsyncPgConnection,
) -> QueryResult<impl Stream<Item = QueryResult<Told>>> {
    let all = appointments::table
        .inner_join(patients::table)
        .inner_join(clinicians::table)
        .inner_join(departments::table)
        .order((appointments::starts_at, appointments::id))
        .select((Row::as_select(), patients::nhs_number, clinicians::name, departments::name));
    let rows = all.load_stream::<(Row, NhsNumber, Name, Name)>(connection).await?;
    Ok(rows.map(|row| {
        let (row, patient, clinician, department) = row?;
        Ok(Told { appointment: possible(row)?, patient, clinician, department })
    }))
}
