//! The type `Clinician`.

use std::sync::Arc;

use async_graphql::{Context, ID};
use graphql_strict::planned;

use super::ClinicianPost;
use crate::{
    appointment::Parent,
    clinician::{self, ClinicianId},
    database::Loader,
    error::Failure,
    graphql::{
        appointment::{Appointment, AppointmentFilter, AppointmentOrder, appointments_of},
        connection::{Connection, PageNode, is_counted},
        department::Department,
        entity::Entity,
        id::GlobalId,
        loaders::{LoaderSource, ReferenceLoader, present, shared},
        page::PageArguments,
        request::request,
        scalars::DateTimeText,
    },
};

pub(in crate::graphql) struct Clinician(Arc<clinician::Clinician>);

impl From<clinician::Clinician> for Clinician {
    fn from(clinician: clinician::Clinician) -> Self {
        Self(Arc::new(clinician))
    }
}

impl From<Arc<clinician::Clinician>> for Clinician {
    fn from(clinician: Arc<clinician::Clinician>) -> Self {
        Self(clinician)
    }
}

impl Entity for Clinician {
    type Loader = ReferenceLoader<ClinicianId, clinician::Clinician>;

    fn loader(source: &LoaderSource) -> Self::Loader {
        let missing = Loader::new(source.database.clone(), |connection, ids| {
            Box::pin(async move { clinician::store::by_ids(&connection, ids).await.map(shared) })
        });
        ReferenceLoader::new(source, |snapshot| &snapshot.clinicians, missing)
    }
}

impl PageNode for Clinician {}

/// A clinician with whom patients have appointments.
#[planned]
impl Clinician {
    /// The global identifier of the clinician. Opaque.
    pub(in crate::graphql) fn id(&self) -> ID {
        self.0.id.to_global()
    }

    /// The full name, in any script, exactly as entered.
    fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// The current department of the clinician.
    async fn department(&self, ctx: &Context<'_>) -> Result<Department, Failure> {
        let found = request(ctx).loaders.records.departments.record(self.0.department_id).await?;
        present(found)
    }

    /// Past, current and future posts of the clinician, ordered by their first day.
    async fn posts(&self, ctx: &Context<'_>) -> Result<Vec<ClinicianPost>, Failure> {
        let posts = request(ctx).loaders.posts.record(self.0.id).await?;
        Ok(posts.unwrap_or_default().into_iter().map(ClinicianPost::from).collect())
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

    /// The clinician's appointments, ordered by start by default. Null for callers without permission to read appointments.
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
        appointments_of(request(ctx), Parent::Clinician, self.0.id.0, filter, order_by, page).await.map(Some)
    }
}
