//! The type `Organisation`.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};

use super::OrganisationKind;
use crate::{
    appointment::Parent,
    clinician,
    error::Failure,
    graphql::{
        appointment::{Appointment, AppointmentFilter, AppointmentOrder, appointments_of},
        clinician::{Clinician, ClinicianFilter, ClinicianOrder, clinicians_of},
        connection::{Connection, PageNode, is_counted},
        id::GlobalId,
        page::PageArguments,
        request::request,
        scalars::{DateTimeText, PostcodeText},
    },
    organisation,
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

impl PageNode for Organisation {}

/// A place of care, from a surgery to a hospital.
#[Object]
impl Organisation {
    /// Identifies the organisation among all objects of this server. Opaque.
    pub(in crate::graphql) async fn id(&self) -> ID {
        self.0.id.to_global()
    }

    /// The code by which the NHS knows the organisation.
    async fn ods_code(&self) -> &str {
        self.0.ods_code.as_str()
    }

    /// The name.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// What sort of place it is.
    async fn kind(&self) -> OrganisationKind {
        self.0.kind.into()
    }

    /// The postcode.
    async fn postcode(&self) -> PostcodeText {
        PostcodeText(self.0.postcode.as_str().to_owned())
    }

    /// The address above the postcode, line by line; empty when it is not known.
    async fn address_lines(&self) -> &[String] {
        self.0.address_lines.as_slice()
    }

    /// The IANA time zone in which the organisation keeps its hours, as in `"Europe/London"`.
    async fn time_zone(&self) -> &str {
        self.0.time_zone.as_str()
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

    /// The clinicians who hold a post at the organisation today, by name. The day is that of the organisation's time zone.
    #[expect(clippy::too_many_arguments, reason = "Relay's arguments are separate arguments of the field")]
    async fn clinicians(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which clinicians are listed; all by default.")] filter: Option<ClinicianFilter>,
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

    /// The appointments at the organisation, the earliest first unless another order is asked for. Null for callers without permission to read appointments.
    #[expect(clippy::too_many_arguments, reason = "Relay's arguments are separate arguments of the field")]
    async fn appointments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which appointments are listed; all by default.")] filter: Option<AppointmentFilter>,
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
