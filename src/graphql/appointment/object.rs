//! The type `Appointment`.

#![expect(clippy::unused_async, reason = "resolvers are asynchronous, whether or not they wait")]

use async_graphql::{Context, ID, Lookahead, Object};
use futures_util::future::{BoxFuture, join4};

use super::status::{AppointmentStatus, CancellationParty};
use crate::{
    appointment::{self, Status},
    error::Failure,
    graphql::{
        clinician::Clinician,
        connection::{Edge, PageNode},
        department::Department,
        id::GlobalId,
        inline_resolved::InlineResolved,
        loaders::{Loaders, present},
        organisation::Organisation,
        patient::Patient,
        request::request,
        scalars::{DateTimeText, PostcodeText},
    },
    value::Note,
};

pub(in crate::graphql) struct Appointment(appointment::Appointment);

impl From<appointment::Appointment> for Appointment {
    fn from(appointment: appointment::Appointment) -> Self {
        Self(appointment)
    }
}

impl PageNode for Appointment {
    fn prefetch<'a>(
        edges: &'a [Edge<Self>],
        loaders: &'a Loaders,
        node: &Lookahead<'_>,
    ) -> BoxFuture<'a, ()> {
        let if_asked_for = |name| {
            let edges = if node.field(name).exists() { edges } else { &[] };
            edges.iter().filter_map(Edge::readable)
        };
        let [of_patients, of_clinicians, of_departments, of_organisations] =
            ["patient", "clinician", "department", "organisation"].map(if_asked_for);
        Box::pin(async move {
            join4(
                loaders.patients.prefetch(of_patients.map(|appointment| appointment.0.patient_id)),
                loaders.clinicians.prefetch(of_clinicians.map(|appointment| appointment.0.clinician_id)),
                loaders.departments.prefetch(of_departments.map(|appointment| appointment.0.department_id)),
                loaders
                    .organisations
                    .prefetch(of_organisations.filter_map(|appointment| appointment.0.organisation_id)),
            )
            .await;
        })
    }
}

/// An appointment of a patient with a clinician.
#[Object]
impl Appointment {
    /// Identifies the appointment among all objects of this server. Opaque.
    pub(in crate::graphql) async fn id(&self) -> ID {
        self.0.id.to_global()
    }

    /// What became of the appointment, at the instant of this request. An active one is missed from its end on.
    async fn status(&self, ctx: &Context<'_>) -> AppointmentStatus {
        self.0.status.kind(self.0.slot, request(ctx).now()).into()
    }

    /// When it starts.
    async fn starts_at(&self) -> DateTimeText {
        self.0.slot.starts_at.into()
    }

    /// When it ends: the first instant that no longer belongs to it.
    async fn ends_at(&self) -> DateTimeText {
        self.0.slot.ends_at.into()
    }

    /// How long it lasts, in minutes.
    async fn duration_minutes(&self) -> i64 {
        self.0.slot.minutes()
    }

    /// Who is seen. Null when the patient's record cannot be read; an error at this path says so.
    async fn patient(&self, ctx: &Context<'_>) -> Result<Option<InlineResolved<Patient>>, Failure> {
        present(request(ctx).loaders.patients.record(self.0.patient_id).await?).map(Some)
    }

    /// Who sees the patient.
    async fn clinician(&self, ctx: &Context<'_>) -> Result<InlineResolved<Clinician>, Failure> {
        present(request(ctx).loaders.clinicians.load(self.0.clinician_id).await?)
    }

    /// The department in which it was booked, whatever the clinician's department is by now.
    async fn department(&self, ctx: &Context<'_>) -> Result<InlineResolved<Department>, Failure> {
        present(request(ctx).loaders.departments.load(self.0.department_id).await?)
    }

    /// Where it takes place, if that is an organisation on record.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Option<InlineResolved<Organisation>>, Failure> {
        let Some(id) = self.0.organisation_id else { return Ok(None) };
        present(request(ctx).loaders.organisations.load(id).await?).map(Some)
    }

    /// The postcode of the place: as it was given, or as the organisation had it when the appointment was booked or moved there.
    async fn postcode(&self) -> PostcodeText {
        PostcodeText(self.0.postcode.as_str().to_owned())
    }

    /// When attendance was recorded; null when it was not, and for imported facts.
    async fn attended_at(&self) -> Result<Option<DateTimeText>, Failure> {
        Ok(self.0.attended_at()?.map(|at| DateTimeText::from(*at)))
    }

    /// Whether the patient came after the start; null when attendance was not recorded, and for imported facts.
    async fn arrived_late(&self) -> Option<bool> {
        match &self.0.status {
            Status::Attended { arrived_late, .. } => *arrived_late,
            Status::Active | Status::Cancelled { .. } => None,
        }
    }

    /// When it was called off; null when it was not, and for imported facts.
    async fn cancelled_at(&self) -> Result<Option<DateTimeText>, Failure> {
        Ok(self.0.cancelled_at()?.map(|at| DateTimeText::from(*at)))
    }

    /// Who called it off; null when nobody did or nobody said so, and for imported facts.
    async fn cancelled_by(&self) -> Result<Option<CancellationParty>, Failure> {
        Ok(self.0.cancelled_by()?.map(|by| CancellationParty::from(*by)))
    }

    /// Why it was called off, if anyone said so.
    async fn cancellation_reason(&self) -> Result<Option<&str>, Failure> {
        Ok(self.0.cancellation_reason()?.map(Note::as_str))
    }

    /// Counts the changes to the record, for `expectedVersion`. Begins with 1.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When the record was made.
    async fn created_at(&self) -> DateTimeText {
        self.0.created_at.into()
    }

    /// When the record was last changed.
    async fn updated_at(&self) -> DateTimeText {
        self.0.updated_at.into()
    }
}
