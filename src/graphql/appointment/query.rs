//! The queries of appointments.

use async_graphql::{Context, ID};
use graphql_strict::planned;

use super::{Appointment, AppointmentFilter, AppointmentOrder};
use crate::{
    appointment,
    error::Failure,
    graphql::{
        connection::{Connection, is_counted},
        id::GlobalId,
        page::{Ordering, PageArguments},
        request::request,
    },
};

#[derive(Default)]
pub(in crate::graphql) struct AppointmentQuery;

#[planned]
impl AppointmentQuery {
    /// The appointment with this identifier; null if it does not exist.
    async fn appointment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The appointment's identifier.")] id: ID,
    ) -> Result<Option<Appointment>, Failure> {
        let Some(id) = GlobalId::from_global(&id) else { return Ok(None) };
        let found = request(ctx).loaders.records.appointments.record(id).await?;
        Ok(found.map(Appointment::from))
    }

    /// Appointments, ordered by start by default.
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
        let request = request(ctx);
        let filter = filter.unwrap_or_default().validate(request.principal.patient_scope());
        let filter = filter.map_err(|faults| faults.under("filter"))?;
        let order = order_by.unwrap_or_default();
        let ordering = Ordering::new(order.field.into(), order.direction, &filter);
        let page_request = ordering
            .page_request(request, PageArguments { first, after, last, before, counted: is_counted(ctx) })?;
        let (filter, page, now) = (&filter, &page_request, request.now());
        let slice = request.read_long_list(page, |reader| async move {
            appointment::store::list(&reader, filter, page, now).await
        });
        Ok(Some(Connection::new(&ordering, page, slice.await?)))
    }
}
