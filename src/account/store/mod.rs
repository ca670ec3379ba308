//! Every query about accounts.

pub mod sessions;
pub mod users;
