//! Every query about appointments. Whatever finds one takes the reach of whoever asks; the others are about an appointment
//! that has been found, or is about to be made.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, NullableExpressionMethods, QueryDsl, QueryResult,
    SelectableHelper, dsl::select, pg::Pg,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::{
    Appointment, AppointmentId, Filter, Parent, Slot,
    conflict::Overlapping,
    listing::ListQuery,
    references::{KnownClinician, KnownOrganisation, ReferenceIds, References},
    row::{ACTIVE, ATTENDED, AppointmentColumns},
};
use crate::{
    database::{
        Loaded, Page, PageRequest, read_page, read_page_of,
        schema::{appointments, clinicians, departments, organisations, patients},
    },
    department::DepartmentId,
    patient::{PatientId, PatientScope},
    value::Postcode,
};

/// The column that tells whose appointment it is.
const PATIENT: &str = "appointments.patient_id";

pub async fn list(
    connection: &AsyncPgConnection,
    filter: &Filter,
    page_request: &PageRequest,
    now: DateTime<Utc>,
) -> QueryResult<Page<Loaded<Appointment>>> {
    let listing = ListQuery { filter, beneath: None, now };
    Ok(read_page!(page_request, connection, listing.page(page_request), listing.all().count())
        .map(appointment))
}

/// The same page of the appointments of each parent.
pub async fn list_of(
    connection: &AsyncPgConnection,
    parent: Parent,
    parents: Vec<Uuid>,
    filter: &Filter,
    page_request: &PageRequest,
    now: DateTime<Utc>,
) -> QueryResult<HashMap<Uuid, Page<Loaded<Appointment>>>> {
    let listing = ListQuery { filter, beneath: Some(parent), now };
    let slices =
        read_page_of!(page_request, connection, parents, listing.page(page_request), listing.all().count());
    Ok(slices.into_iter().map(|(id, slice)| (id, slice.map(appointment))).collect())
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

/// The appointment, which no other transaction can change until this one ends.
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

/// Looks up all that is sought in one statement, of which the text is the same whatever is sought: nobody has an identifier
/// that is null.
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

/// Writes a new appointment unless it exists, or would overlap one that does, and tells whether it was written.
///
/// `ON CONFLICT` cannot deadlock, as two exclusion constraints on a plain `INSERT` do under load. The statement is for a
/// single row because one for a list is parsed and planned each time, for diesel does not know how long the next list is.
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

/// How many appointments of a patient are active.
pub(super) async fn count_active(
    connection: &AsyncPgConnection,
    patient: PatientId,
    now: DateTime<Utc>,
) -> QueryResult<i64> {
    appointments::table
        .filter(appointments::patient_id.eq(patient))
        .filter(appointments::status.eq(ACTIVE).and(appointments::ends_at.gt(now)))
        // None that began before lasts until now: an index need not be searched back to the first of all.
        .filter(appointments::starts_at.gt(now - TimeDelta::minutes(Slot::MAXIMUM_MINUTES)))
        .count()
        .get_result(&mut &*connection)
        .await
}

/// The appointments that stand in the way of one at this time, other than that one itself.
pub(super) async fn in_the_way(
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
        // None that began before lasts until then: an index need not be searched back to the first of all.
        .filter(appointments::starts_at.gt(starts_at - TimeDelta::minutes(Slot::MAXIMUM_MINUTES)))
        .filter(appointments::status.eq_any([ACTIVE, ATTENDED]).and(appointments::id.ne(booking.id)))
        .select((appointments::clinician_id, appointments::patient_id, appointments::ends_at))
        .load(&mut &*connection)
        .await
}

fn appointment(row: Loaded<AppointmentColumns>) -> Loaded<Appointment> {
    row.map(Appointment::from)
}
