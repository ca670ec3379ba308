//! The demo's analyst: a role of its database for psql and similar tools. Any process that can open the
//! socket can use the role, so its password is not needed.

use crate::{
    analytics::{self, PasswordSource, RoleName},
    cli::{analytics::explained, password},
    database::Database,
};

/// The name of the role.
pub(super) const ROLE: &str = "panda_analyst";

/// Grants the role what analysts can read.
pub(super) async fn ensure(database: &Database) -> anyhow::Result<()> {
    let role: RoleName = ROLE.parse().expect("the name is one that a role can have");
    let password = PasswordSource::MadeUp(password::made_up());
    analytics::grant(database, &role, &password, |_| Ok(())).await.map_err(explained)?;
    Ok(())
}
