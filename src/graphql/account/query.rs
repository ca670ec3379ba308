//! The queries of accounts.

use async_graphql::Context;
use graphql_strict::planned;

use super::{
    User,
    inputs::{UserFilter, UserOrder},
};
use crate::{
    account::store::users,
    error::Failure,
    graphql::{
        connection::{Connection, is_counted},
        page::{Ordering, PageArguments},
        request::request,
    },
};

#[derive(Default)]
pub(in crate::graphql) struct AccountQuery;

#[planned]
impl AccountQuery {
    /// The signed-in user and their permissions; null for anonymous callers.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<User>, Failure> {
        let request = request(ctx);
        let Some(signed_in) = request.principal.signed_in() else { return Ok(None) };
        Ok(request.loaders.records.users.record(signed_in.user).await?.map(User::from))
    }

    /// Users, ordered by e-mail address by default.
    #[expect(clippy::too_many_arguments, reason = "Relay's arguments are separate arguments of the field")]
    async fn users(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Restricts which users are listed. By default, all are.")] filter: Option<
            UserFilter,
        >,
        #[graphql(desc = "The order of the list.")] order_by: Option<UserOrder>,
        #[graphql(desc = "The size of a page from the beginning: at most 100, 20 by default.")] first: Option<
            i32,
        >,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "The size of a page from the end: at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which the page ends.")] before: Option<String>,
    ) -> Result<Option<Connection<User>>, Failure> {
        let filter: users::Filter = filter.unwrap_or_default().into();
        let order = order_by.unwrap_or_default();
        let ordering = Ordering::new(order.field.into(), order.direction, &filter);
        let page_request = ordering.page_request(
            request(ctx),
            PageArguments { first, after, last, before, counted: is_counted(ctx) },
        )?;
        let (filter, page) = (&filter, &page_request);
        let slice = request(ctx)
            .read_long_list(page, |reader| async move { users::list(&reader, filter, page).await });
        Ok(Some(Connection::new(&ordering, page, slice.await?)))
    }
}
