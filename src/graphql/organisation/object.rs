//! The type `Organisation`.

use std::sync::Arc;

use async_graphql::{Context, ID};
use graphql_strict::planned;

use super::OrganisationKind;
use crate::{
    appointment::Parent,
    clinician,
    database::Loader,
    error::Failure,
    graphql::{
        appointment::{Appointment, AppointmentFilter, AppointmentOrder, appointments_of},
        clinician::{Clinician, ClinicianFilter, ClinicianOrder, clinicians_of},
        connection::{Connection, PageNode, is_counted},
        entity::Entity,
        id::GlobalId,
        loaders::{LoaderSource, ReferenceLoader, shared},
        page::PageArguments,
        request::request,
        scalars::{DateTimeText, PostcodeText},
    },
    organisation::{self, OrganisationId},
};

pub(in crate::graphql) struct Organisation(Arc<organisation::Organisation>);

impl From<organisation::Organisation> for Organisation {
    fn from(organisation: organisation::Organisation) -> Self {
        Self(Arc::new(organisation))
    }
}

impl From<Arc<organisation::Organisation>> for Organisation {
    fn from(organisation: Arc<organisation::Organisation>) -> Self {
        Self(organisation)
    }
}

impl Entity for Organisation {
    type Loader = ReferenceLoader<OrganisationId, organisation::Organisation>;

    fn loader(source: &LoaderSource) -> Self::Loader {
        let missing = Loader::new(source.database.clone(), |connection, ids| {
            Box::pin(async move { organisation::store::by_ids(&connection, ids).await.map(shared) })
        });
        ReferenceLoader::new(source, |snapshot| &snapshot.organisations, missing)
    }
}

impl PageNode for Organisation {}

/// An organisation that provides care, such as a surgery or a hospital.
#[planned]
impl Organisation {
    /// The global identifier of the organisation. Opaque.
    pub(in crate::graphql) fn id(&self) -> ID {
        self.0.id.to_global()
    }

    /// The ODS code, by which the NHS identifies the organisation.
    fn ods_code(&self) -> &str {
        self.0.ods_code.as_str()
    }

    /// The name.
    fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// The kind of place.
    fn kind(&self) -> OrganisationKind {
        self.0.kind.into()
    }

    /// The postcode.
    fn postcode(&self) -> PostcodeText {
        PostcodeText(self.0.postcode.as_str().to_owned())
    }

    /// The address lines above the postcode; empty if unknown.
    fn address_lines(&self) -> &[String] {
        self.0.address_lines.as_slice()
    }

    /// The IANA time zone of the organisation, as in `"Europe/London"`.
    fn time_zone(&self) -> &str {
        self.0.time_zone.as_str()
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

    /// The clinicians who hold a post at the organisation today, ordered by name. "Today" is the date in the time zone of the organisation.
    #[expect(clippy::too_many_arguments, reason = "Relay's arguments are separate arguments of the field")]
    async fn clinicians(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Restricts which clinicians are listed. By default, all are.")] filter: Option<
            ClinicianFilter,
        >,
        #[graphql(desc = "The order of the list.")] order_by: Option<ClinicianOrder>,
        #[graphql(desc = "The size of a page from the beginning: at most 100, 20 by default.")] first: Option<
            i32,
        >,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "The size of a page from the end: at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which the page ends.")] before: Option<String>,
    ) -> Result<Connection<Clinician>, Failure> {
        let page = PageArguments { first, after, last, before, counted: is_counted(ctx) };
        clinicians_of(
            request(ctx),
            clinician::Parent::Organisation(self.0.time_zone.day(request(ctx).now())),
            self.0.id.0,
            filter,
            order_by,
            page,
        )
        .await
    }

    /// The appointments at the organisation, ordered by start by default. Null for callers without permission to read appointments.
    #[expect(clippy::too_many_arguments, reason = "Relay's arguments are separate arguments of the field")]
    async fn appointments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Restricts which appointments are listed. By default, all are.")] filter: Option<
            AppointmentFilter,
        >,
        #[graphql(desc = "The order of the list.")] order_by: Option<AppointmentOrder>,
        #[graphql(desc = "The size of a page from the beginning: at most 100, 20 by default.")] first: Option<
            i32,
        >,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "The size of a page from the end: at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which the page ends.")] before: Option<String>,
    ) -> Result<Option<Connection<Appointment>>, Failure> {
        let page = PageArguments { first, after, last, before, counted: is_counted(ctx) };
        appointments_of(request(ctx), Parent::Organisation, self.0.id.0, filter, order_by, page)
            .await
            .map(Some)
    }
}
