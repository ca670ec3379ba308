//! Booking appointments, and recording what becomes of them.

use async_graphql::{Context, Object, SimpleObject};

use super::{
    Appointment,
    inputs::{AmendAppointmentInput, AttendAppointmentInput, BookAppointmentInput, CancelAppointmentInput},
};
use crate::{
    appointment,
    error::Failure,
    graphql::{id::subject, request::request},
};

/// The outcome of a booking.
#[derive(SimpleObject)]
pub(super) struct BookAppointmentPayload {
    /// The new appointment.
    appointment: Appointment,
}

/// The outcome of an amendment.
#[derive(SimpleObject)]
pub(super) struct AmendAppointmentPayload {
    /// The appointment as it is now.
    appointment: Appointment,
}

/// The outcome of a cancellation.
#[derive(SimpleObject)]
pub(super) struct CancelAppointmentPayload {
    /// The appointment as it is now.
    appointment: Appointment,
}

/// The outcome of recording attendance.
#[derive(SimpleObject)]
pub(super) struct AttendAppointmentPayload {
    /// The appointment as it is now.
    appointment: Appointment,
}

#[derive(Default)]
pub(in crate::graphql) struct AppointmentMutation;

#[Object]
impl AppointmentMutation {
    /// Books a patient with a clinician. Neither may have another appointment at that time; back to back is allowed. Unless the server is set otherwise, a patient can book while fewer than 10 of their appointments are active (`BOOKING_LIMIT_REACHED` beyond), those that staff booked included; staff can book more.
    async fn book_appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is booked.")] input: BookAppointmentInput,
    ) -> Result<Option<BookAppointmentPayload>, Failure> {
        let request = request(ctx);
        let key = request.key(input.idempotency_key.as_ref(), &input)?;
        let scope = request.principal.patient_scope();
        let booked = request.command(appointment::book(&request.app, scope, input.into(), key)).await?;
        Ok(Some(BookAppointmentPayload { appointment: booked.into() }))
    }

    /// Changes clinician, place or time of an active appointment.
    async fn amend_appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is changed.")] input: AmendAppointmentInput,
    ) -> Result<Option<AmendAppointmentPayload>, Failure> {
        let (request, id, version) = (request(ctx), subject(&input.id)?, input.expected_version);
        let key = request.key_of_change(ctx, input.idempotency_key.as_ref(), &input)?;
        let scope = request.principal.patient_scope();
        let amended = appointment::amend(&request.app, scope, id, version, input.into(), key);
        let amended = request.command(amended).await?;
        Ok(Some(AmendAppointmentPayload { appointment: amended.into() }))
    }

    /// Calls an active appointment off. A cancelled appointment never comes back.
    async fn cancel_appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is called off.")] input: CancelAppointmentInput,
    ) -> Result<Option<CancelAppointmentPayload>, Failure> {
        let (request, id, version) = (request(ctx), subject(&input.id)?, input.expected_version);
        let key = request.key_of_change(ctx, input.idempotency_key.as_ref(), &input)?;
        let (scope, by) = (request.principal.patient_scope(), input.cancelled_by.map(Into::into));
        let cancelled = appointment::cancel(&request.app, scope, id, version, by, input.reason, key);
        let cancelled = request.command(cancelled).await?;
        Ok(Some(CancelAppointmentPayload { appointment: cancelled.into() }))
    }

    /// Records that the patient came. This is possible from some time before the start (twelve hours, unless the server is set otherwise) until the end.
    async fn attend_appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose attendance is recorded.")] input: AttendAppointmentInput,
    ) -> Result<Option<AttendAppointmentPayload>, Failure> {
        let (request, id, version) = (request(ctx), subject(&input.id)?, input.expected_version);
        let key = request.key_of_change(ctx, input.idempotency_key.as_ref(), &input)?;
        let scope = request.principal.patient_scope();
        let attended = appointment::attend(&request.app, scope, id, version, input.arrived_late, key);
        let attended = request.command(attended).await?;
        Ok(Some(AttendAppointmentPayload { appointment: attended.into() }))
    }
}
