//! The mutations of patients.

use async_graphql::{Context, ID, SimpleObject};
use graphql_strict::{PlanOutput, planned};

use super::{
    Patient,
    inputs::{AmendPatientInput, RegisterPatientInput, RemovePatientInput},
};
use crate::{
    error::Failure,
    graphql::{
        id::{GlobalId, subject},
        request::request,
    },
    patient,
};

/// The result of `registerPatient`.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct RegisterPatientPayload {
    /// The new patient.
    patient: Patient,
}

/// The result of `amendPatient`.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct AmendPatientPayload {
    /// The patient after the change.
    patient: Patient,
}

/// The result of `removePatient`.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct RemovePatientPayload {
    /// The identifier that the patient had.
    removed_id: ID,
}

#[derive(Default)]
pub(in crate::graphql) struct PatientMutation;

#[planned]
impl PatientMutation {
    /// Records a new patient.
    async fn register_patient(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new record.")] input: RegisterPatientInput,
    ) -> Result<Option<RegisterPatientPayload>, Failure> {
        let request = request(ctx);
        let key = request.key(input.idempotency_key.as_ref(), &input)?;
        let patient = request.command(patient::register(&request.app, input.into(), key)).await?;
        Ok(Some(RegisterPatientPayload { patient: patient.into() }))
    }

    /// Changes a patient's record. A patient may change `phone` and `addressLines` of their own record, unless the server is configured otherwise. Every other field that they send is refused with `FORBIDDEN`.
    async fn amend_patient(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The record and its changes.")] input: AmendPatientInput,
    ) -> Result<Option<AmendPatientPayload>, Failure> {
        let (request, id, version) = (request(ctx), subject(&input.id)?, input.expected_version);
        let key = request.key_of_change(ctx, input.idempotency_key.as_ref(), &input)?;
        let scope = request.principal.patient_scope();
        let amended = patient::amend(&request.app, scope, id, version, input.into(), key);
        let patient = request.command(amended).await?;
        Ok(Some(AmendPatientPayload { patient: patient.into() }))
    }

    /// Removes the record of a patient. The patient must have no appointment on record, past and cancelled ones included.
    async fn remove_patient(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The record to remove.")] input: RemovePatientInput,
    ) -> Result<Option<RemovePatientPayload>, Failure> {
        let (request, id) = (request(ctx), subject(&input.id)?);
        let key = request.key_of_change(ctx, input.idempotency_key.as_ref(), &input)?;
        let scope = request.principal.patient_scope();
        let removed = patient::remove(&request.app, scope, id, input.expected_version, key);
        let removed = request.command(removed).await?;
        Ok(Some(RemovePatientPayload { removed_id: removed.to_global() }))
    }
}
