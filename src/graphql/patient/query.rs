//! The queries of patients.

use std::sync::Arc;

use async_graphql::Context;
use graphql_strict::planned;

use super::{
    Patient, PatientBy,
    inputs::{PatientFilter, PatientOrder},
};
use crate::{
    error::Failure,
    graphql::{
        connection::{Connection, is_counted},
        id::GlobalId,
        page::{OrderDirection, Ordering, PageArguments},
        request::request,
    },
    patient::{self, Order, OrderField},
};

#[derive(Default)]
pub(in crate::graphql) struct PatientQuery;

#[planned]
impl PatientQuery {
    /// One patient; null if it does not exist.
    async fn patient(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The identifier or NHS number of the patient.")] by: PatientBy,
    ) -> Result<Option<Patient>, Failure> {
        let request = request(ctx);
        let found = match by {
            PatientBy::Id(id) => match GlobalId::from_global(&id) {
                Some(id) => request.loaders.records.patients.record(id).await?,
                None => None,
            },
            PatientBy::NhsNumber(text) => {
                let number =
                    text.0.parse().map_err(|fault| Failure::refuse_field("nhsNumber", fault).under("by"))?;
                let (number, scope) = (&number, request.principal.patient_scope());
                let found = request.app.database.read(|reader| async move {
                    patient::store::find_by_nhs_number(&reader, scope, number).await
                });
                found.await?.map(Arc::new)
            }
        };
        Ok(found.map(Patient::from))
    }

    /// Patients, ordered by name by default, or by relevance if the filter has search names.
    #[expect(clippy::too_many_arguments, reason = "Relay's arguments are separate arguments of the field")]
    async fn patients(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Restricts which patients are listed. By default, all are.")] filter: Option<
            PatientFilter,
        >,
        #[graphql(desc = "The order of the list.")] order_by: Option<PatientOrder>,
        #[graphql(desc = "The size of a page from the beginning: at most 100, 20 by default.")] first: Option<
            i32,
        >,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "The size of a page from the end: at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which the page ends.")] before: Option<String>,
    ) -> Result<Option<Connection<Patient>>, Failure> {
        let request = request(ctx);
        let filter = filter.unwrap_or_default().validate(request.principal.patient_scope());
        let filter = filter.map_err(|faults| faults.under("filter"))?;
        let (order, direction) = match order_by {
            Some(order) => (Order::By(order.field.into()), order.direction),
            None if filter.search.is_some() => (Order::Relevance, OrderDirection::Asc),
            None => (Order::By(OrderField::Name), OrderDirection::Asc),
        };
        let ordering = Ordering::new(order, direction, &filter);
        let page_request = ordering
            .page_request(request, PageArguments { first, after, last, before, counted: is_counted(ctx) })?;
        let (filter, page) = (&filter, &page_request);
        let slice = request.read_long_list(page, |reader| async move {
            patient::store::list(&reader, filter, order, page).await
        });
        Ok(Some(Connection::new(&ordering, page, slice.await?)))
    }
}
