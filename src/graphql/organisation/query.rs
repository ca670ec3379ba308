//! The queries of organisations.

use async_graphql::Context;
use graphql_strict::planned;

use super::{
    Organisation,
    inputs::{OrganisationBy, OrganisationFilter, OrganisationOrder},
};
use crate::{
    error::Failure,
    graphql::{
        connection::{Connection, is_counted},
        id::GlobalId,
        page::{Ordering, PageArguments},
        request::request,
    },
    organisation,
};

#[derive(Default)]
pub(in crate::graphql) struct OrganisationQuery;

#[planned]
impl OrganisationQuery {
    /// One organisation; null if it does not exist.
    async fn organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The identifier or ODS code of the organisation.")] by: OrganisationBy,
    ) -> Result<Option<Organisation>, Failure> {
        let request = request(ctx);
        let found = match by {
            OrganisationBy::Id(id) => match GlobalId::from_global(&id) {
                Some(id) => request.loaders.records.organisations.record(id).await?.map(Organisation::from),
                None => None,
            },
            OrganisationBy::OdsCode(text) => {
                let code =
                    text.parse().map_err(|fault| Failure::refuse_field("odsCode", fault).under("by"))?;
                let code = &code;
                let found = request
                    .app
                    .database
                    .read(|reader| async move { organisation::store::find_by_ods_code(&reader, code).await });
                found.await?.map(Organisation::from)
            }
        };
        Ok(found)
    }

    /// Organisations, ordered by name by default.
    #[expect(clippy::too_many_arguments, reason = "Relay's arguments are separate arguments of the field")]
    async fn organisations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Restricts which organisations are listed. By default, all are.")] filter: Option<
            OrganisationFilter,
        >,
        #[graphql(desc = "The order of the list.")] order_by: Option<OrganisationOrder>,
        #[graphql(desc = "The size of a page from the beginning: at most 100, 20 by default.")] first: Option<
            i32,
        >,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "The size of a page from the end: at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which the page ends.")] before: Option<String>,
    ) -> Result<Option<Connection<Organisation>>, Failure> {
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
            .read(|reader| async move { organisation::store::list(&reader, filter, page).await });
        Ok(Some(Connection::new(&ordering, page, slice.await?)))
    }
}
