//! The type `Department`.

use std::sync::Arc;

use async_graphql::{Context, ID};
use graphql_strict::planned;

use crate::{
    appointment::Parent,
    clinician,
    database::Loader,
    department::{self, DepartmentId},
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
        scalars::DateTimeText,
    },
};

pub(in crate::graphql) struct Department(Arc<department::Department>);

impl From<department::Department> for Department {
    fn from(department: department::Department) -> Self {
        Self(Arc::new(department))
    }
}

impl From<Arc<department::Department>> for Department {
    fn from(department: Arc<department::Department>) -> Self {
        Self(department)
    }
}

impl Entity for Department {
    type Loader = ReferenceLoader<DepartmentId, department::Department>;

    fn loader(source: &LoaderSource) -> Self::Loader {
        let missing = Loader::new(source.database.clone(), |connection, ids| {
            Box::pin(async move { department::store::by_ids(&connection, ids).await.map(shared) })
        });
        ReferenceLoader::new(source, |snapshot| &snapshot.departments, missing)
    }
}

impl PageNode for Department {}

/// A department, to which clinicians belong.
#[planned]
impl Department {
    /// The global identifier of the department. Opaque.
    pub(in crate::graphql) fn id(&self) -> ID {
        self.0.id.to_global()
    }

    /// The short code of the department, for staff and reports.
    fn code(&self) -> &str {
        self.0.code.as_str()
    }

    /// The name.
    fn name(&self) -> &str {
        self.0.name.as_str()
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

    /// The clinicians of the department, ordered by name.
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
        clinicians_of(request(ctx), clinician::Parent::Department, self.0.id.0, filter, order_by, page).await
    }

    /// The appointments booked in the department, ordered by start by default. Null for callers without permission to read appointments.
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
        appointments_of(request(ctx), Parent::Department, self.0.id.0, filter, order_by, page).await.map(Some)
    }
}
