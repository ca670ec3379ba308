//! The identifier of an account.

use crate::database::entity_id;

entity_id!(
    /// Identifies a user.
    UserId
);
