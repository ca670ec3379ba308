//! The GraphQL types and root fields of accounts.

mod inputs;
mod mutation;
mod object;
mod query;
mod session;

pub(super) use mutation::AccountMutation;
pub(super) use object::User;
pub(super) use query::AccountQuery;
pub(super) use session::SessionMutation;
