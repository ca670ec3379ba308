//! What can be done to an appointment.

use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use scoped_futures::ScopedFutureExt;

use super::{
    Amendment, Appointment, AppointmentError, AppointmentId, Booking, CancellationParty, Status,
    conflict::{expect_free, is_overlap, refused},
    references::References,
    store,
    validation::{ATTEMPTS, BookingRequest},
};
use crate::{
    clinician,
    context::AppContext,
    database::Loaded,
    error::{Failure, GeneralError, Violations},
    idempotency::{self, Creation, RawKey},
    organisation,
    patient::{self, PatientScope},
    value::{Note, TimeZone, expect_version},
};

/// Books a patient with a clinician.
pub async fn book(
    app: &AppContext,
    scope: PatientScope,
    booking: Booking,
    key: Option<RawKey>,
) -> Result<Appointment, Failure> {
    let limits = app.rules.patient_limits.of_caller(scope);
    let request = BookingRequest { booking, scope, limits };
    // Bookings of one patient would wait for each other with a connection each.
    let _turn = match limits.patient() {
        Some(patient) => Some(app.patients_booking.lock(&patient).await?),
        None => None,
    };
    if let Some(key) = key {
        return idempotency::create(app, request, key).await;
    }
    if limits.patient().is_some() {
        return book_within_limits(app, request).await;
    }
    let (request, now) = (&request, app.clock.now());
    let booking =
        app.database.read(|reader| async move { request.clone().check(&reader, now).await }).await?;
    booking.book(&app.database).await
}

/// Books in one transaction, for a caller whose active appointments are counted.
async fn book_within_limits(app: &AppContext, request: BookingRequest) -> Result<Appointment, Failure> {
    let request = &request;
    app.database
        .transaction(move |connection| {
            async move {
                request.lock(connection).await?;
                let booking = request.clone().check(connection, app.clock.now()).await?;
                BookingRequest::write(booking, connection).await
            }
            .scope_boxed()
        })
        .await
}

/// Changes clinician, place or time of an active appointment.
pub async fn amend(
    app: &AppContext,
    scope: PatientScope,
    id: AppointmentId,
    expected_version: Option<i32>,
    amendment: Amendment,
    key: Option<RawKey>,
) -> Result<Appointment, Failure> {
    // Repeats would wait for the lock on the row with a connection each.
    let _turn = app.appointments_changing.lock(&(scope, id)).await?;
    let is_overtaken = AtomicBool::new(false);
    for _ in 1..ATTEMPTS {
        let amended =
            amend_once(app, scope, id, expected_version, &amendment, key.clone(), &is_overtaken).await;
        if !is_overtaken.swap(false, Ordering::Relaxed) {
            return amended;
        }
        // The next attempt finds what stands in the way, and until when.
    }
    amend_once(app, scope, id, expected_version, &amendment, key, &is_overtaken).await
}

/// Changes an appointment, unless another booking takes the time while this one is checked.
async fn amend_once(
    app: &AppContext,
    scope: PatientScope,
    id: AppointmentId,
    expected_version: Option<i32>,
    amendment: &Amendment,
    key: Option<RawKey>,
    is_overtaken: &AtomicBool,
) -> Result<Appointment, Failure> {
    app.keyed("amendAppointment", key)
        .transaction(move |connection| {
            let amendment = amendment.clone();
            async move {
                let current = locked(connection, scope, id, expected_version).await?;
                let current = with_postcode_source(connection, current, &amendment).await?;
                let found = References::of_amendment(connection, &amendment).await?;
                // The clinician first, then the patient: all who move appointments wait in the same order.
                let clinician_id = found.clinician.map_or(current.clinician_id, |found| found.id);
                clinician::store::reserve(connection, clinician_id).await?;
                patient::store::reserve(connection, current.patient_id).await?;
                let now = app.clock.now();
                in_general(current.status.expect_active(current.slot, now))?;
                let limits = app.rules.patient_limits.of_caller(scope);
                let amended = current.amend(amendment, found, limits, now)?;
                if amended != current {
                    expect_free(connection, scope, &amended).await?;
                    let saved = store::save(connection, &amended).await;
                    is_overtaken.store(is_overlap(&saved), Ordering::Relaxed);
                    saved.map_err(refused)?;
                }
                Ok(amended)
            }
            .scope_boxed()
        })
        .await
}

/// Records that the patient came.
pub async fn attend(
    app: &AppContext,
    scope: PatientScope,
    id: AppointmentId,
    expected_version: Option<i32>,
    arrived_late: bool,
    key: Option<RawKey>,
) -> Result<Appointment, Failure> {
    let opens = app.rules.attendance_opens;
    // Repeats would wait for the lock on the row with a connection each.
    let _turn = app.appointments_changing.lock(&(scope, id)).await?;
    app.keyed("attendAppointment", key)
        .transaction(move |connection| {
            async move {
                let current = locked(connection, scope, id, expected_version).await?;
                let now = app.clock.now();
                let opens_at = current.slot.attendance_opens_at(opens);
                let time_zone = if now < opens_at {
                    time_zone_of(connection, &current).await?
                } else {
                    TimeZone::default()
                };
                let attended =
                    current.status.clone().attend(current.slot, now, arrived_late, opens_at, time_zone);
                let status = in_general(attended)?;
                conclude(connection, current, status, now).await
            }
            .scope_boxed()
        })
        .await
}

/// Calls an active appointment off, for good.
pub async fn cancel(
    app: &AppContext,
    scope: PatientScope,
    id: AppointmentId,
    expected_version: Option<i32>,
    by: Option<CancellationParty>,
    reason: Option<String>,
    key: Option<RawKey>,
) -> Result<Appointment, Failure> {
    let mut violations = Violations::default();
    let by = violations.check("cancelledBy", CancellationParty::spoken_for(by, scope)).flatten();
    let reason: Option<Note> = reason.and_then(|raw| violations.check("reason", raw.parse()));
    let checked = match (violations.or(Some((by, reason))), &key) {
        (Err(faults), None) => return Err(faults.into()),
        // A key is looked up before the faults of its input are told.
        (checked, _) => checked,
    };
    // Repeats would wait for the lock on the row with a connection each.
    let _turn = app.appointments_changing.lock(&(scope, id)).await?;
    app.keyed("cancelAppointment", key)
        .transaction(move |connection| {
            let checked = checked.clone();
            async move {
                let (by, reason) = checked?;
                let current = locked(connection, scope, id, expected_version).await?;
                let now = app.clock.now();
                let status = in_general(current.status.clone().cancel(current.slot, now, by, reason))?;
                conclude(connection, current, status, now).await
            }
            .scope_boxed()
        })
        .await
}

/// The appointment with the source of its postcode, where an amendment depends on it and the row does not say so. The postcode
/// counts as derived if it equals that of the organisation.
async fn with_postcode_source(
    connection: &AsyncPgConnection,
    current: Appointment,
    amendment: &Amendment,
) -> Result<Appointment, Failure> {
    if current.postcode_derived.is_some() || !amendment.moves_without_postcode() {
        return Ok(current);
    }
    let organisation = match current.organisation_id {
        Some(id) => Loaded::of(&id, organisation::store::by_ids(connection, vec![id]).await?)?,
        None => None,
    };
    let is_derived = organisation.is_some_and(|organisation| organisation.postcode == current.postcode);
    Ok(Appointment { postcode_derived: Some(is_derived), ..current })
}

/// The time zone of the organisation where the patient is seen, or London's without one.
async fn time_zone_of(
    connection: &AsyncPgConnection,
    appointment: &Appointment,
) -> Result<TimeZone, Failure> {
    let Some(id) = appointment.organisation_id else { return Ok(TimeZone::LONDON) };
    let found = organisation::store::by_ids(connection, vec![id]).await?;
    let organisation = Loaded::of(&id, found)?;
    Ok(organisation.map_or(TimeZone::LONDON, |organisation| organisation.time_zone))
}

/// The appointment as it is now, at the version that the caller knows. That there is none for the caller is told before
/// anything else, so that of somebody else's neither version nor status is.
async fn locked(
    connection: &AsyncPgConnection,
    scope: PatientScope,
    id: AppointmentId,
    expected_version: Option<i32>,
) -> Result<Appointment, Failure> {
    let not_found = || Failure::refuse_field("id", GeneralError::NotFound);
    let current = store::lock(connection, scope, id).await?.ok_or_else(not_found)?;
    expect_version(expected_version, current.version, current.updated_at)?;
    Ok(current)
}

/// Writes what became of an appointment.
async fn conclude(
    connection: &mut AsyncPgConnection,
    current: Appointment,
    status: Status,
    now: DateTime<Utc>,
) -> Result<Appointment, Failure> {
    let concluded = Appointment { status, version: current.version + 1, updated_at: now, ..current };
    store::save(connection, &concluded).await?;
    Ok(concluded)
}

/// A refusal that concerns the appointment as a whole.
fn in_general<T>(outcome: Result<T, AppointmentError>) -> Result<T, Failure> {
    outcome.map_err(|refusal| Failure::refuse_field("id", refusal))
}
