//! Roles of users.

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use strum::{EnumIter, EnumString, IntoStaticStr};

/// A user's role. It decides which operations are permitted: see the table in `graphql::permissions`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, AsExpression, FromSqlRow, EnumIter, EnumString, IntoStaticStr,
)]
#[strum(serialize_all = "UPPERCASE")]
#[diesel(sql_type = Text)]
pub enum Role {
    /// May do everything, and administers the accounts.
    Admin,
    /// Books patients and maintains the records.
    Staff,
    /// Reads statistics and reference data, but no patient data.
    Analyst,
    /// Sees only their own record and appointments.
    Patient,
}

impl Role {
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

crate::database::text_column!(Role);
