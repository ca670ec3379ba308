//! From a booking to an appointment on record.

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use scoped_futures::ScopedFutureExt;
use uuid::Uuid;

use super::{
    Appointment, AppointmentId, Booking,
    conflict::{booking_refused, expect_free},
    limits::CallerLimits,
    references::References,
    store,
};
use crate::{
    database::{Database, Loaded},
    error::Failure,
    idempotency::{Creation, Repeatable},
    patient::{self, PatientScope},
    principal::Principal,
};

/// How often a booking is repeated when what stood in its way is gone by the time one looks.
pub(super) const ATTEMPTS: u32 = 3;

/// An appointment that can be booked unless somebody else is there first.
#[derive(Debug)]
pub struct ValidatedBooking {
    appointment: Appointment,
    scope: PatientScope,
    /// The field by which the booking named its patient.
    patient_field: &'static str,
}

/// A booking, whose patient it may be, and within which limits.
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

    /// Bookings of one patient with a limit are made one after the other. The lock is taken before anything is counted, because
    /// a statement does not see what was committed after it began.
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
        Err(Failure::fault(anyhow::anyhow!("a booking was refused {ATTEMPTS} times with nothing in its way")))
    }
}

impl Repeatable for Appointment {
    fn id(&self) -> Uuid {
        self.id.0
    }

    async fn find(
        connection: &AsyncPgConnection,
        principal: Principal,
        id: Uuid,
    ) -> QueryResult<Option<Self>> {
        let id = AppointmentId(id);
        Loaded::of(&id, store::by_ids(connection, principal.patient_scope(), vec![id]).await?)
    }
}

impl ValidatedBooking {
    /// Books in a transaction of its own.
    pub(super) async fn book(self, database: &Database) -> Result<Appointment, Failure> {
        let new = &self.appointment;
        let written = database.statement(move |connection| store::insert(connection, new).scope_boxed());
        if self.is_booked_by(written.await?)? {
            return Ok(self.appointment);
        }
        let mut connection = database.checkout().await?;
        expect_free(&connection, self.scope, &self.appointment).await?;
        // What stood in its way is gone.
        BookingRequest::write(self, &mut connection).await
    }

    fn is_booked_by(&self, written: QueryResult<bool>) -> Result<bool, Failure> {
        written.map_err(|error| booking_refused(error, self.patient_field))
    }
}
