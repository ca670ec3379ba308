//! Names of database roles.

use std::{fmt, str::FromStr};

use postgres_protocol::escape::escape_identifier;

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

/// The text is not a role name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidRoleName;

impl fmt::Display for InvalidRoleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "a role's name has at least one character and at most {} bytes, and no control characters",
            RoleName::MAXIMUM
        )
    }
}

impl std::error::Error for InvalidRoleName {}

impl FromStr for RoleName {
    type Err = InvalidRoleName;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        if raw.is_empty() || raw.len() > Self::MAXIMUM || raw.contains(char::is_control) {
            return Err(InvalidRoleName);
        }
        Ok(Self(raw.to_owned()))
    }
}
