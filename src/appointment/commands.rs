//! Commands on appointments.

use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use scoped_futures::ScopedFutureExt;

use super::{
    Amendment, Appointment, AppointmentError, AppointmentId, Booking, CancellationParty, Status,
    conflict::{expect_free, is_overlap, refused},
    found::References,
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
    // Concurrent bookings of one patient would otherwise wait for each other with one connection each.
    let _guard = match limits.patient() {
        Some(patient) => Some(app.booking_locks.lock(&patient.0).await?),
        None => None,
    };
    if let Some(key) = key {
        return idempotency::create(app, request, scope, key).await;
    }
    if limits.patient().is_some() {
        return book_within_limits(app, request).await;
    }
    let (request, now) = (&request, app.clock.now());
    let booking =
        app.database.read(|reader| async move { request.clone().check(&reader, now).await }).await?;
    booking.book(&app.database).await
}

/// Books in one transaction, for a caller whose active appointments are limited.
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

/// Changes the clinician, place or time of an active appointment.
pub async fn amend(
    app: &AppContext,
    scope: PatientScope,
    id: AppointmentId,
    expected_version: Option<i32>,
    amendment: Amendment,
    key: Option<RawKey>,
) -> Result<Appointment, Failure> {
    // Repeated requests would otherwise wait for the row lock with one connection each.
    let _guard = app.appointment_locks.lock(&(scope.patient(), id.0)).await?;
    let has_conflict = AtomicBool::new(false);
    for _ in 1..ATTEMPTS {
        let amended =
            amend_once(app, scope, id, expected_version, &amendment, key.clone(), &has_conflict).await;
        if !has_conflict.swap(false, Ordering::Relaxed) {
            return amended;
        }
        // The next attempt finds the conflicting appointment and its end.
    }
    amend_once(app, scope, id, expected_version, &amendment, key, &has_conflict).await
}

/// Changes an appointment. Sets `has_conflict` if another booking takes the time while this one is checked.
async fn amend_once(
    app: &AppContext,
    scope: PatientScope,
    id: AppointmentId,
    expected_version: Option<i32>,
    amendment: &Amendment,
    key: Option<RawKey>,
    has_conflict: &AtomicBool,
) -> Result<Appointment, Failure> {
    app.keyed("amendAppointment", key)
        .transaction(scope, move |connection| {
            let amendment = amendment.clone();
            async move {
                let current = lock_at_version(connection, scope, id, expected_version).await?;
                let current = with_postcode_source(connection, current, &amendment).await?;
                let found = References::of_amendment(connection, &amendment).await?;
                // Locks the clinician before the patient. The fixed order prevents deadlocks between
                // reschedules.
                let clinician_id = found.clinician.map_or(current.clinician_id, |found| found.id);
                clinician::store::reserve(connection, clinician_id).await?;
                patient::store::reserve(connection, current.patient_id).await?;
                let now = app.clock.now();
                on_id(current.status.expect_active(current.slot, now))?;
                let limits = app.rules.patient_limits.of_caller(scope);
                let amended = current.amend(amendment, found, limits, now)?;
                if amended != current {
                    expect_free(connection, scope, &amended).await?;
                    let saved = store::save(connection, &amended).await;
                    has_conflict.store(is_overlap(&saved), Ordering::Relaxed);
                    saved.map_err(refused)?;
                }
                Ok(amended)
            }
            .scope_boxed()
        })
        .await
}

/// Records the patient's attendance.
pub async fn attend(
    app: &AppContext,
    scope: PatientScope,
    id: AppointmentId,
    expected_version: Option<i32>,
    arrived_late: bool,
    key: Option<RawKey>,
) -> Result<Appointment, Failure> {
    let opens = app.rules.attendance_opens;
    // Repeated requests would otherwise wait for the row lock with one connection each.
    let _guard = app.appointment_locks.lock(&(scope.patient(), id.0)).await?;
    app.keyed("attendAppointment", key)
        .transaction(scope, move |connection| {
            async move {
                let current = lock_at_version(connection, scope, id, expected_version).await?;
                let now = app.clock.now();
                let opens_at = current.slot.attendance_opens_at(opens);
                let time_zone = if now < opens_at {
                    time_zone_of(connection, &current).await?
                } else {
                    TimeZone::default()
                };
                let attended =
                    current.status.clone().attend(current.slot, now, arrived_late, opens_at, time_zone);
                let status = on_id(attended)?;
                save_status(connection, current, status, now).await
            }
            .scope_boxed()
        })
        .await
}

/// Cancels an active appointment permanently.
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
        // The key is looked up before violations of the input are returned.
        (checked, _) => checked,
    };
    // Repeated requests would otherwise wait for the row lock with one connection each.
    let _guard = app.appointment_locks.lock(&(scope.patient(), id.0)).await?;
    app.keyed("cancelAppointment", key)
        .transaction(scope, move |connection| {
            let checked = checked.clone();
            async move {
                let (by, reason) = checked?;
                let current = lock_at_version(connection, scope, id, expected_version).await?;
                let now = app.clock.now();
                let status = on_id(current.status.clone().cancel(current.slot, now, by, reason))?;
                save_status(connection, current, status, now).await
            }
            .scope_boxed()
        })
        .await
}

/// Determines whether the postcode is derived, if the amendment depends on it and the row does not say so.
/// The postcode counts as derived if it equals the organisation's.
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

/// The time zone of the appointment's organisation, or London's without one.
async fn time_zone_of(
    connection: &AsyncPgConnection,
    appointment: &Appointment,
) -> Result<TimeZone, Failure> {
    let Some(id) = appointment.organisation_id else { return Ok(TimeZone::LONDON) };
    let found = organisation::store::by_ids(connection, vec![id]).await?;
    let organisation = Loaded::of(&id, found)?;
    Ok(organisation.map_or(TimeZone::LONDON, |organisation| organisation.time_zone))
}

/// Locks and returns the appointment, and checks the version that the caller expects. `NOT_FOUND` comes
/// before any other refusal, so a caller learns neither version nor status of another patient's appointment.
async fn lock_at_version(
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

/// Saves the final status of an appointment.
async fn save_status(
    connection: &mut AsyncPgConnection,
    current: Appointment,
    status: Status,
    now: DateTime<Utc>,
) -> Result<Appointment, Failure> {
    let updated = Appointment { status, version: current.version + 1, updated_at: now, ..current };
    store::save(connection, &updated).await?;
    Ok(updated)
}

/// Maps a refusal to the field `id`, because it concerns the appointment as a whole.
fn on_id<T>(outcome: Result<T, AppointmentError>) -> Result<T, Failure> {
    outcome.map_err(|refusal| Failure::refuse_field("id", refusal))
}
