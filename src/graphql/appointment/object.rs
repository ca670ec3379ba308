//! The type `Appointment`.

use async_graphql::{Context, ID, Lookahead};
use futures_util::future::{BoxFuture, join4};
use graphql_strict::planned;

use super::status::{AppointmentStatus, CancellationParty};
use crate::{
    appointment::{self, AppointmentId, Status},
    database::{Loaded, Loader},
    error::Failure,
    graphql::{
        clinician::Clinician,
        connection::{Edge, PageNode},
        department::Department,
        entity::Entity,
        id::GlobalId,
        loaders::{LoaderSource, Loaders, present},
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

impl Entity for Appointment {
    type Loader = Loader<AppointmentId, Loaded<appointment::Appointment>>;

    fn loader(source: &LoaderSource) -> Self::Loader {
        let scope = source.scope;
        Loader::new(source.database.clone(), move |connection, ids| {
            Box::pin(async move { appointment::store::by_ids(&connection, scope, ids).await })
        })
    }
}

impl PageNode for Appointment {
    fn prefetch<'a>(
        edges: &'a [Edge<Self>],
        loaders: &'a Loaders,
        node: &Lookahead<'_>,
    ) -> BoxFuture<'a, ()> {
        let edges_if_selected = |name| {
            let edges = if node.field(name).exists() { edges } else { &[] };
            edges.iter().filter_map(Edge::readable)
        };
        let [of_patients, of_clinicians, of_departments, of_organisations] =
            ["patient", "clinician", "department", "organisation"].map(edges_if_selected);
        let records = &loaders.records;
        Box::pin(async move {
            join4(
                records.patients.prefetch(of_patients.map(|appointment| appointment.0.patient_id)),
                records.clinicians.prefetch(of_clinicians.map(|appointment| appointment.0.clinician_id)),
                records.departments.prefetch(of_departments.map(|appointment| appointment.0.department_id)),
                records
                    .organisations
                    .prefetch(of_organisations.filter_map(|appointment| appointment.0.organisation_id)),
            )
            .await;
        })
    }
}

/// An appointment of a patient with a clinician.
#[planned]
impl Appointment {
    /// The global identifier of the appointment. Opaque.
    pub(in crate::graphql) fn id(&self) -> ID {
        self.0.id.to_global()
    }

    /// The status at the instant of this request. An active appointment becomes missed at its end.
    fn status(&self, ctx: &Context<'_>) -> AppointmentStatus {
        self.0.status.kind(self.0.slot, request(ctx).now()).into()
    }

    /// The start.
    fn starts_at(&self) -> DateTimeText {
        self.0.slot.starts_at.into()
    }

    /// The end, exclusive.
    fn ends_at(&self) -> DateTimeText {
        self.0.slot.ends_at.into()
    }

    /// The duration in minutes.
    fn duration_minutes(&self) -> i64 {
        self.0.slot.minutes()
    }

    /// The patient. Null if the record of the patient cannot be read; an error at this path says so.
    async fn patient(&self, ctx: &Context<'_>) -> Result<Option<Patient>, Failure> {
        present(request(ctx).loaders.records.patients.record(self.0.patient_id).await?).map(Some)
    }

    /// The clinician.
    async fn clinician(&self, ctx: &Context<'_>) -> Result<Clinician, Failure> {
        present(request(ctx).loaders.records.clinicians.record(self.0.clinician_id).await?)
    }

    /// The department in which the appointment was booked, independent of the clinician's current department.
    async fn department(&self, ctx: &Context<'_>) -> Result<Department, Failure> {
        present(request(ctx).loaders.records.departments.record(self.0.department_id).await?)
    }

    /// The organisation where the appointment takes place, if it is on record.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Option<Organisation>, Failure> {
        let Some(id) = self.0.organisation_id else { return Ok(None) };
        present(request(ctx).loaders.records.organisations.record(id).await?).map(Some)
    }

    /// The postcode of the place: either entered explicitly, or copied from the organisation when the appointment was booked or moved there.
    fn postcode(&self) -> PostcodeText {
        PostcodeText(self.0.postcode.as_str().to_owned())
    }

    /// When attendance was recorded; null without attendance, and for imported records.
    fn attended_at(&self) -> Result<Option<DateTimeText>, Failure> {
        Ok(self.0.attended_at()?.map(|at| DateTimeText::from(*at)))
    }

    /// Whether the patient arrived after the start; null without recorded attendance, and for imported records.
    fn arrived_late(&self) -> Option<bool> {
        match &self.0.status {
            Status::Attended { arrived_late, .. } => *arrived_late,
            Status::Active | Status::Cancelled { .. } => None,
        }
    }

    /// When the appointment was cancelled; null without a cancellation, and for imported records.
    fn cancelled_at(&self) -> Result<Option<DateTimeText>, Failure> {
        Ok(self.0.cancelled_at()?.map(|at| DateTimeText::from(*at)))
    }

    /// The party that cancelled; null without a cancellation, if the party was not recorded, and for imported records.
    fn cancelled_by(&self) -> Result<Option<CancellationParty>, Failure> {
        Ok(self.0.cancelled_by()?.map(|by| CancellationParty::from(*by)))
    }

    /// The reason for the cancellation, if it was recorded.
    fn cancellation_reason(&self) -> Result<Option<&str>, Failure> {
        Ok(self.0.cancellation_reason()?.map(Note::as_str))
    }

    /// The version of the record, for `expectedVersion`. It starts at 1 and increases with each change.
    fn version(&self) -> i32 {
        self.0.version
    }

    /// When the record was created.
    fn created_at(&self) -> DateTimeText {
        self.0.created_at.into()
    }

    /// When the record was last changed.
    fn updated_at(&self) -> DateTimeText {
        self.0.updated_at.into()
    }
}
