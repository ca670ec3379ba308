//! Validates a booking and inserts it.

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use scoped_futures::ScopedFutureExt;
use uuid::Uuid;

use super::{
    Appointment, AppointmentId, Booking,
    conflict::{booking_refused, expect_free},
    found::References,
    limits::CallerLimits,
    store,
};
use crate::{
    database::{Database, Loaded},
    error::Failure,
    idempotency::{Creation, Repeatable},
    patient::{self, PatientScope},
};

/// How often an insert is tried when the conflicting appointment has disappeared by the time of the check.
pub(super) const ATTEMPTS: u32 = 3;

/// A validated appointment that is inserted unless its time is taken first.
#[derive(Debug)]
pub struct ValidatedBooking {
    appointment: Appointment,
    scope: PatientScope,
    /// The input field that identifies the patient.
    patient_field: &'static str,
}

/// A booking, with the scope of patients that its caller may book and the caller's limits.
#[derive(Debug, Clone)]
pub(super) struct BookingRequest {
    pub booking: Booking,
    pub scope: PatientScope,
    pub limits: CallerLimits,
}

impl Creation for BookingRequest {
    const OPERATION: &'static str = "bookAppointment";
    type Checked = ValidatedBooking;
    type Entity = Appointment;

    /// Serialises the bookings of a patient with a limit. The lock is taken before the active appointments
    /// are counted, because a statement does not see what is committed after it starts.
    async fn lock(&self, connection: &AsyncPgConnection) -> QueryResult<()> {
        match self.limits.patient() {
            Some(patient) => patient::store::reserve(connection, patient).await,
            None => Ok(()),
        }
    }

    async fn check(
        self,
        connection: &AsyncPgConnection,
        now: DateTime<Utc>,
    ) -> Result<ValidatedBooking, Failure> {
        let Self { booking, scope, limits } = self;
        let found = References::of_booking(connection, scope, &booking).await?;
        let active = match found.patient.and(limits.patient()) {
            Some(patient) => store::count_active(connection, patient, now).await?,
            None => 0,
        };
        let patient_field = booking.patient.field();
        let appointment = booking.validate(References { active, ..found }, limits, now)?;
        Ok(ValidatedBooking { appointment, scope, patient_field })
    }

    async fn write(
        booking: ValidatedBooking,
        connection: &mut AsyncPgConnection,
    ) -> Result<Appointment, Failure> {
        for _ in 0..ATTEMPTS {
            if booking.is_booked_by(store::insert(connection, &booking.appointment).await)? {
                return Ok(booking.appointment);
            }
            expect_free(connection, booking.scope, &booking.appointment).await?;
        }
        Err(Failure::fault(anyhow::anyhow!(
            "a booking was refused {ATTEMPTS} times without a conflicting appointment"
        )))
    }
}

impl Repeatable for Appointment {
    type Visibility = PatientScope;

    fn id(&self) -> Uuid {
        self.id.0
    }

    async fn find(
        connection: &AsyncPgConnection,
        scope: PatientScope,
        id: Uuid,
    ) -> QueryResult<Option<Self>> {
        let id = AppointmentId(id);
        Loaded::of(&id, store::by_ids(connection, scope, vec![id]).await?)
    }
}

impl ValidatedBooking {
    /// Inserts the booking in its own transaction.
    pub(super) async fn book(self, database: &Database) -> Result<Appointment, Failure> {
        let new = &self.appointment;
        let inserted = database.statement(move |connection| store::insert(connection, new).scope_boxed());
        if self.is_booked_by(inserted.await?)? {
            return Ok(self.appointment);
        }
        let mut connection = database.checkout().await?;
        expect_free(&connection, self.scope, &self.appointment).await?;
        // The conflicting appointment has disappeared meanwhile.
        BookingRequest::write(self, &mut connection).await
    }

    fn is_booked_by(&self, inserted: QueryResult<bool>) -> Result<bool, Failure> {
        inserted.map_err(|error| booking_refused(error, self.patient_field))
    }
}
