//! The demo's analyst: a role of its database for psql and the like. Whoever can open the socket can be it, so nobody needs its
//! password.

use crate::{
    analytics::{self, PasswordSource, RoleName},
    cli::{analytics::explained, password},
    database::Database,
};

/// What the role is called.
pub(super) const ROLE: &str = "panda_analyst";

/// Sees to it that the analyst can read what analysts read.
pub(super) async fn ensure(database: &Database) -> anyhow::Result<()> {
    let role: RoleName = ROLE.parse().expect("the name is one that a role can have");
    let password = PasswordSource::MadeUp(password::made_up());
    analytics::grant(database, &role, &password, |_| Ok(())).await.map_err(explained)?;
    Ok(())
}
