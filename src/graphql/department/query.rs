//! The queries of departments.

use async_graphql::Context;
use graphql_strict::planned;

use super::{
    Department,
    inputs::{DepartmentBy, DepartmentFilter, DepartmentOrder},
};
use crate::{
    department,
    error::Failure,
    graphql::{
        connection::{Connection, is_counted},
        id::GlobalId,
        page::{Ordering, PageArguments},
        request::request,
    },
};

#[derive(Default)]
pub(in crate::graphql) struct DepartmentQuery;

#[planned]
impl DepartmentQuery {
    /// One department; null if it does not exist.
    async fn department(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The identifier or code of the department.")] by: DepartmentBy,
    ) -> Result<Option<Department>, Failure> {
        let request = request(ctx);
        let found = match by {
            DepartmentBy::Id(id) => match GlobalId::from_global(&id) {
                Some(id) => request.loaders.records.departments.record(id).await?.map(Department::from),
                None => None,
            },
            DepartmentBy::Code(text) => {
                let code = text.parse().map_err(|fault| Failure::refuse_field("code", fault).under("by"))?;
                let code = &code;
                let found = request
                    .app
                    .database
                    .read(|reader| async move { department::store::find_by_code(&reader, code).await });
                found.await?.map(Department::from)
            }
        };
        Ok(found)
    }

    /// Departments, ordered by name by default.
    #[expect(clippy::too_many_arguments, reason = "Relay's arguments are separate arguments of the field")]
    async fn departments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Restricts which departments are listed. By default, all are.")] filter: Option<
            DepartmentFilter,
        >,
        #[graphql(desc = "The order of the list.")] order_by: Option<DepartmentOrder>,
        #[graphql(desc = "The size of a page from the beginning: at most 100, 20 by default.")] first: Option<
            i32,
        >,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "The size of a page from the end: at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which the page ends.")] before: Option<String>,
    ) -> Result<Option<Connection<Department>>, Failure> {
        let filter = filter.unwrap_or_default().validate().map_err(|faults| faults.under("filter"))?;
        let order = order_by.unwrap_or_default();
        let ordering = Ordering::new(order.field.into(), order.direction, &filter);
        let page_request = ordering.page_request(
            request(ctx),
            PageArguments { first, after, last, before, counted: is_counted(ctx) },
        )?;
        let (filter, page) = (&filter, &page_request);
        let slice = request(ctx)
            .app
            .database
            .read(|reader| async move { department::store::list(&reader, filter, page).await });
        Ok(Some(Connection::new(&ordering, page, slice.await?)))
    }
}
