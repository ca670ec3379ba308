//! What a user may be to the service.

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use strum::{EnumIter, EnumString, IntoStaticStr};

/// A user's role, which decides what the user may do: see the table in `graphql::permissions`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, AsExpression, FromSqlRow, EnumIter, EnumString, IntoStaticStr,
)]
#[strum(serialize_all = "UPPERCASE")]
#[diesel(sql_type = Text)]
pub enum Role {
    /// May do everything, and looks after the accounts.
    Admin,
    /// Books patients, and keeps the records.
    Staff,
    /// Reads statistics and reference data, and nothing about any patient.
    Analyst,
    /// Sees their own record and appointments.
    Patient,
}

impl Role {
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

crate::database::text_column!(Role);
