//! Lists of appointments beneath other objects, read for all of those at once.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use uuid::Uuid;

use super::{Appointment, AppointmentFilter, AppointmentOrder};
use crate::{
    appointment::{Parent, loader::ListKey},
    error::Failure,
    graphql::{
        connection::Connection,
        page::{Ordering, PageArguments},
        request::RequestContext,
    },
};

/// A page of the appointments of one object. In a box, for whatever else is asked of the object would take as much room.
pub(in crate::graphql) fn appointments_of(
    request: &Arc<RequestContext>,
    parent: Parent,
    id: Uuid,
    filter: Option<AppointmentFilter>,
    order: Option<AppointmentOrder>,
    page: PageArguments,
) -> BoxFuture<'_, Result<Connection<Appointment>, Failure>> {
    Box::pin(async move {
        let filter = filter.unwrap_or_default().validate(request.principal.patient_scope());
        let filter = filter.map_err(|faults| faults.under("filter"))?;
        let order = order.unwrap_or_default();
        let ordering = Ordering::new(order.field.into(), order.direction, &(parent, id, &filter));
        let page_request = ordering.page_request(request, page)?;
        let of = ListKey { parent, filter, now: request.now() };
        let slice = request.loaders.appointment_lists.load((of.clone(), page_request.clone(), id)).await?;
        Ok(Connection::new(&ordering, &page_request, slice.unwrap_or_default()))
    })
}
