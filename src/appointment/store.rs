//! Queries on appointments. Queries that find appointments take the caller's patient scope. The others
//! concern an appointment that has already been found or is about to be inserted.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, NullableExpressionMethods, QueryDsl, QueryResult, Queryable,
    SelectableHelper, dsl::select, pg::Pg,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::{
    Appointment, AppointmentId, Filter, Parent, Slot,
    found::{KnownClinician, KnownOrganisation, ReferenceIds, References},
    listing::ListQuery,
    row::{ACTIVE, ATTENDED, AppointmentColumns},
};
use crate::{
    clinician::ClinicianId,
    database::{
        Loaded, Page, PageRequest, read_page, read_page_of,
        schema::{appointments, clinicians, departments, organisations, patients},
    },
    department::DepartmentId,
    patient::{PatientId, PatientScope},
    value::Postcode,
};

/// The column of an appointment's owner.
const PATIENT: &str = "appointments.patient_id";

pub async fn list(
    connection: &AsyncPgConnection,
    filter: &Filter,
    page_request: &PageRequest,
    now: DateTime<Utc>,
) -> QueryResult<Page<Loaded<Appointment>>> {
    let listing = ListQuery { filter, parent: None, now };
    Ok(read_page!(page_request, connection, listing.page(page_request), listing.all().count())
        .map(appointment))
}

/// Reads the same page of each parent's appointments.
pub async fn list_of(
    connection: &AsyncPgConnection,
    parent: Parent,
    parents: Vec<Uuid>,
    filter: &Filter,
    page_request: &PageRequest,
    now: DateTime<Utc>,
) -> QueryResult<HashMap<Uuid, Page<Loaded<Appointment>>>> {
    let listing = ListQuery { filter, parent: Some(parent), now };
    let pages =
        read_page_of!(page_request, connection, parents, listing.page(page_request), listing.all().count());
    Ok(pages.into_iter().map(|(id, page)| (id, page.map(appointment))).collect())
}

pub async fn by_ids(
    connection: &AsyncPgConnection,
    scope: PatientScope,
    ids: Vec<AppointmentId>,
) -> QueryResult<HashMap<AppointmentId, Loaded<Appointment>>> {
    let query = appointments::table.filter(appointments::id.eq_any(ids)).filter(scope.holds(PATIENT));
    let query = query.select((appointments::id, Loaded::<AppointmentColumns>::as_select()));
    let rows: Vec<(AppointmentId, Loaded<AppointmentColumns>)> = query.load(&mut &*connection).await?;
    Ok(rows.into_iter().map(|(id, row)| (id, appointment(row))).collect())
}

/// Takes `FOR UPDATE`: no other transaction can change the appointment until this one ends.
pub async fn lock(
    connection: &AsyncPgConnection,
    scope: PatientScope,
    id: AppointmentId,
) -> QueryResult<Option<Appointment>> {
    let query = appointments::table
        .find(id)
        .filter(scope.holds(PATIENT))
        .select(Loaded::<AppointmentColumns>::as_select());
    Ok(Loaded::only(query.for_update().get_result(&mut &*connection).await)?.map(Appointment::from))
}

/// Looks up all entities in one statement. Its text is the same for every combination of identifiers: an
/// absent identifier is null, which matches no row.
pub(super) async fn find(
    connection: &AsyncPgConnection,
    scope: PatientScope,
    ids: ReferenceIds,
) -> QueryResult<References> {
    let ReferenceIds { patient_id, nhs_number, clinician_id, department_id, organisation_id } = ids;
    let patient = patients::table.filter(scope.holds("patients.id")).into_boxed::<Pg>();
    let patient = match nhs_number {
        Some(number) => patient.filter(patients::nhs_number.eq(number)),
        None => patient.filter(patients::id.nullable().eq(patient_id)),
    };
    let clinician = clinicians::table.filter(clinicians::id.nullable().eq(clinician_id));
    let department = departments::table.filter(departments::id.nullable().eq(department_id));
    let organisation = organisations::table.filter(organisations::id.nullable().eq(organisation_id));
    let (patient, of_clinician, department, postcode): (_, Option<DepartmentId>, _, Option<Postcode>) =
        select((
            patient.select(patients::id).single_value(),
            clinician.select(clinicians::department_id).single_value(),
            department.select(departments::id).single_value(),
            organisation.select(organisations::postcode).single_value(),
        ))
        .get_result(&mut &*connection)
        .await?;
    let clinician = clinician_id.zip(of_clinician);
    let organisation = organisation_id.zip(postcode);
    Ok(References {
        patient,
        clinician: clinician.map(|(id, department_id)| KnownClinician { id, department_id }),
        department,
        organisation: organisation.map(|(id, postcode)| KnownOrganisation { id, postcode }),
        active: 0,
    })
}

/// Inserts an appointment unless its id exists or it would overlap. Returns whether it was inserted.
///
/// `ON CONFLICT` cannot deadlock, but two exclusion constraints on a plain `INSERT` deadlock under load. The
/// statement inserts a single row. A list would be parsed and planned on each call, because diesel cannot
/// know the length of the next list.
pub async fn insert(connection: &AsyncPgConnection, new: &Appointment) -> QueryResult<bool> {
    let statement = diesel::insert_into(appointments::table)
        .values(AppointmentColumns::from(new))
        .on_conflict_do_nothing();
    Ok(statement.execute(&mut &*connection).await? > 0)
}

pub async fn save(connection: &mut AsyncPgConnection, appointment: &Appointment) -> QueryResult<()> {
    let row = AppointmentColumns::from(appointment);
    diesel::update(appointments::table.find(appointment.id)).set(row).execute(connection).await?;
    Ok(())
}

/// Counts a patient's active appointments.
pub(super) async fn count_active(
    connection: &AsyncPgConnection,
    patient: PatientId,
    now: DateTime<Utc>,
) -> QueryResult<i64> {
    appointments::table
        .filter(appointments::patient_id.eq(patient))
        .filter(appointments::status.eq(ACTIVE).and(appointments::ends_at.gt(now)))
        // An appointment that started before this bound has ended by now. The bound limits the scan of the
        // index.
        .filter(appointments::starts_at.gt(now - TimeDelta::minutes(Slot::MAXIMUM_MINUTES)))
        .count()
        .get_result(&mut &*connection)
        .await
}

/// The appointments that overlap this one, other than itself.
pub(super) async fn overlapping(
    connection: &AsyncPgConnection,
    booking: &Appointment,
) -> QueryResult<Vec<Overlapping>> {
    let Slot { starts_at, ends_at } = booking.slot;
    appointments::table
        .filter(
            appointments::clinician_id
                .eq(booking.clinician_id)
                .or(appointments::patient_id.eq(booking.patient_id)),
        )
        .filter(appointments::starts_at.lt(ends_at).and(appointments::ends_at.gt(starts_at)))
        // An appointment that starts before this bound ends before this slot starts. The bound limits the
        // scan of the index.
        .filter(appointments::starts_at.gt(starts_at - TimeDelta::minutes(Slot::MAXIMUM_MINUTES)))
        .filter(appointments::status.eq_any([ACTIVE, ATTENDED]).and(appointments::id.ne(booking.id)))
        .select((appointments::clinician_id, appointments::patient_id, appointments::ends_at))
        .load(&mut &*connection)
        .await
}

fn appointment(row: Loaded<AppointmentColumns>) -> Loaded<Appointment> {
    row.map(Appointment::from)
}

/// An overlapping appointment of the same clinician or patient.
#[derive(Debug, Clone, Copy, Queryable)]
pub(super) struct Overlapping {
    pub clinician_id: ClinicianId,
    pub patient_id: PatientId,
    pub ends_at: DateTime<Utc>,
}
