//! The name of a role.

use std::str::FromStr;

use postgres_protocol::escape::escape_identifier;

use super::Refusal;

/// The name of a role of the database, of any characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleName(String);

impl RoleName {
    /// In bytes. PostgreSQL would cut a longer name, and mean another role.
    pub const MAXIMUM: usize = 63;

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As SQL writes it, where a parameter cannot stand.
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
