//! Every appointment with those who take part in it, by the names that people know: what files tell.

use std::collections::HashMap;

use diesel::{QueryDsl, QueryResult, QueryableByName, SelectableHelper, sql_query, sql_types};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures_util::{Stream, StreamExt};

use super::{Appointment, row::Row, store::possible};
use crate::{
    clinician::ClinicianId,
    database::schema::{appointments, clinicians, departments, patients},
    department::DepartmentId,
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

/// A clinician whom a name and a department do not identify, with the clinician's own department.
#[derive(QueryableByName)]
pub struct UnclearClinician {
    #[diesel(sql_type = sql_types::Uuid)]
    pub clinician_id: ClinicianId,
    #[diesel(sql_type = sql_types::Uuid)]
    pub department_id: DepartmentId,
    #[diesel(sql_type = sql_types::Text)]
    pub department: Name,
}

/// Clinicians whom a file must name by identifier.
pub async fn unclear_clinicians(
    connection: &AsyncPgConnection,
) -> QueryResult<HashMap<ClinicianId, UnclearClinician>> {
    let found: Vec<UnclearClinician> =
        sql_query(include_str!("unclear_clinicians.sql")).load(&mut &*connection).await?;
    Ok(found.into_iter().map(|clinician| (clinician.clinician_id, clinician)).collect())
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
