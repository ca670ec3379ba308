//! Names of database roles.

use std::str::FromStr;

use postgres_protocol::escape::escape_identifier;

use super::Refusal;

/// A role name; all characters but control characters are permitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleName(String);

impl RoleName {
    /// The maximum length in bytes. PostgreSQL would truncate a longer name, which may then be another
    /// role's.
    pub const MAXIMUM: usize = 63;

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The quoted identifier, for SQL that accepts no parameter.
    pub(super) fn quoted(&self) -> String {
        escape_identifier(&self.0)
    }
}

impl FromStr for RoleName {
    type Err = Refusal;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        if raw.is_empty() || raw.len() > Self::MAXIMUM || raw.contains(char::is_control) {
            return Err(Refusal::NoName);
        }
        Ok(Self(raw.to_owned()))
    }
}
