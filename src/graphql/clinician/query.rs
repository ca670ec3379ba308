//! The queries of clinicians.

use async_graphql::{Context, ID};
use graphql_strict::planned;

use super::{Clinician, ClinicianFilter, ClinicianOrder};
use crate::{
    clinician,
    error::Failure,
    graphql::{
        connection::{Connection, is_counted},
        id::GlobalId,
        page::{Ordering, PageArguments},
        request::request,
    },
};

#[derive(Default)]
pub(in crate::graphql) struct ClinicianQuery;

#[planned]
impl ClinicianQuery {
    /// The clinician with this identifier; null if it does not exist.
    async fn clinician(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The clinician's identifier.")] id: ID,
    ) -> Result<Option<Clinician>, Failure> {
        let Some(id) = GlobalId::from_global(&id) else { return Ok(None) };
        let found = request(ctx).loaders.records.clinicians.record(id).await?;
        Ok(found.map(Clinician::from))
    }

    /// Clinicians, ordered by name.
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
    ) -> Result<Option<Connection<Clinician>>, Failure> {
        let request = request(ctx);
        let filter = filter.unwrap_or_default().validate(request).await?;
        let order = order_by.unwrap_or_default();
        let ordering = Ordering::new(order.field.into(), order.direction, &filter);
        let page_request = ordering
            .page_request(request, PageArguments { first, after, last, before, counted: is_counted(ctx) })?;
        let (filter, page) = (&filter, &page_request);
        let slice = request
            .app
            .database
            .read(|reader| async move { clinician::store::list(&reader, filter, page).await });
        Ok(Some(Connection::new(&ordering, page, slice.await?)))
    }
}
