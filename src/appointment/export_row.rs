//! Every appointment with those who take part in it, by the names that people know: what files tell.

use std::collections::HashMap;

use diesel::{QueryDsl, QueryResult, QueryableByName, SelectableHelper, sql_query, sql_types};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures_util::{Stream, StreamExt};

use super::{Appointment, row::AppointmentColumns};
use crate::{
    clinician::{Clinician, ClinicianId},
    database::{
        Loaded, Stored, Unreadable,
        schema::{appointments, clinicians, departments, patients},
    },
    department::{Department, DepartmentId},
    patient::{NhsNumber, Patient},
    value::Name,
};

/// An appointment as it is told.
#[derive(Debug, Clone)]
pub struct ExportRow {
    pub appointment: Appointment,
    patient: Stored<NhsNumber>,
    clinician: Stored<Name>,
    department: Stored<Name>,
}

/// A clinician whom a name and a department do not identify, with the clinician's own department.
#[derive(QueryableByName)]
pub struct UnclearClinician {
    #[diesel(sql_type = sql_types::Uuid)]
    pub clinician_id: ClinicianId,
    #[diesel(sql_type = sql_types::Uuid)]
    pub department_id: DepartmentId,
    #[diesel(sql_type = sql_types::Text)]
    department: Stored<Name>,
}

impl ExportRow {
    pub fn patient(&self) -> Result<&NhsNumber, Unreadable> {
        self.patient.of::<Patient>(self.appointment.patient_id.0, "nhs_number")
    }

    pub fn clinician(&self) -> Result<&Name, Unreadable> {
        self.clinician.of::<Clinician>(self.appointment.clinician_id.0, "name")
    }

    pub fn department(&self) -> Result<&Name, Unreadable> {
        self.department.of::<Department>(self.appointment.department_id.0, "name")
    }
}

impl UnclearClinician {
    pub fn department(&self) -> Result<&Name, Unreadable> {
        self.department.of::<Department>(self.department_id.0, "name")
    }
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
) -> QueryResult<impl Stream<Item = QueryResult<Loaded<ExportRow>>>> {
    let all = appointments::table
        .inner_join(patients::table)
        .inner_join(clinicians::table)
        .inner_join(departments::table)
        .order((appointments::starts_at, appointments::id))
        .select((
            Loaded::<AppointmentColumns>::as_select(),
            patients::nhs_number,
            clinicians::name,
            departments::name,
        ));
    let rows = all
        .load_stream::<(Loaded<AppointmentColumns>, Stored<NhsNumber>, Stored<Name>, Stored<Name>)>(
            connection,
        )
        .await?;
    Ok(rows.map(|row| {
        let (row, patient, clinician, department) = row?;
        Ok(row.map(|row| ExportRow { appointment: row.into(), patient, clinician, department }))
    }))
}
