//! The mutations of appointments.

use async_graphql::{Context, SimpleObject};
use graphql_strict::{PlanOutput, planned};

use super::{
    Appointment,
    inputs::{AmendAppointmentInput, AttendAppointmentInput, BookAppointmentInput, CancelAppointmentInput},
};
use crate::{
    appointment,
    error::Failure,
    graphql::{id::subject, request::request},
};

/// The result of `bookAppointment`.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct BookAppointmentPayload {
    /// The new appointment.
    appointment: Appointment,
}

/// The result of `amendAppointment`.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct AmendAppointmentPayload {
    /// The appointment after the change.
    appointment: Appointment,
}

/// The result of `cancelAppointment`.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct CancelAppointmentPayload {
    /// The appointment after the change.
    appointment: Appointment,
}

/// The result of `attendAppointment`.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct AttendAppointmentPayload {
    /// The appointment after the change.
    appointment: Appointment,
}

#[derive(Default)]
pub(in crate::graphql) struct AppointmentMutation;

#[planned]
impl AppointmentMutation {
    /// Books a patient with a clinician. Neither may have an overlapping appointment; back-to-back appointments are allowed. Unless the server is configured otherwise, a patient can book while fewer than 10 of their appointments are active, including those that staff booked. Beyond that, the error is `BOOKING_LIMIT_REACHED`. Staff can book more.
    async fn book_appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new appointment.")] input: BookAppointmentInput,
    ) -> Result<Option<BookAppointmentPayload>, Failure> {
        let request = request(ctx);
        let key = request.key(input.idempotency_key.as_ref(), &input)?;
        let scope = request.principal.patient_scope();
        let booked = request.command(appointment::book(&request.app, scope, input.into(), key)).await?;
        Ok(Some(BookAppointmentPayload { appointment: booked.into() }))
    }

    /// Changes the clinician, place or time of an active appointment.
    async fn amend_appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The record and its changes.")] input: AmendAppointmentInput,
    ) -> Result<Option<AmendAppointmentPayload>, Failure> {
        let (request, id, version) = (request(ctx), subject(&input.id)?, input.expected_version);
        let key = request.key_of_change(ctx, input.idempotency_key.as_ref(), &input)?;
        let scope = request.principal.patient_scope();
        let amended = appointment::amend(&request.app, scope, id, version, input.into(), key);
        let amended = request.command(amended).await?;
        Ok(Some(AmendAppointmentPayload { appointment: amended.into() }))
    }

    /// Cancels an active appointment. A cancellation is final.
    async fn cancel_appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The appointment to cancel.")] input: CancelAppointmentInput,
    ) -> Result<Option<CancelAppointmentPayload>, Failure> {
        let (request, id, version) = (request(ctx), subject(&input.id)?, input.expected_version);
        let key = request.key_of_change(ctx, input.idempotency_key.as_ref(), &input)?;
        let (scope, by) = (request.principal.patient_scope(), input.cancelled_by.map(Into::into));
        let cancelled = appointment::cancel(&request.app, scope, id, version, by, input.reason, key);
        let cancelled = request.command(cancelled).await?;
        Ok(Some(CancelAppointmentPayload { appointment: cancelled.into() }))
    }

    /// Records that the patient attended. This is possible from twelve hours before the start, unless the server is configured otherwise, until the end.
    async fn attend_appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The appointment and the attendance.")] input: AttendAppointmentInput,
    ) -> Result<Option<AttendAppointmentPayload>, Failure> {
        let (request, id, version) = (request(ctx), subject(&input.id)?, input.expected_version);
        let key = request.key_of_change(ctx, input.idempotency_key.as_ref(), &input)?;
        let scope = request.principal.patient_scope();
        let attended = appointment::attend(&request.app, scope, id, version, input.arrived_late, key);
        let attended = request.command(attended).await?;
        Ok(Some(AttendAppointmentPayload { appointment: attended.into() }))
    }
}
