//! Users and their sessions.

use crate::{database::entity_id, principal::SignedIn};

entity_id!(
    /// Identifies a user.
    UserId
);

entity_id!(
    /// Identifies what lies between a login and its end.
    SessionId
);

/// Somebody who is signed in, as an access token tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub signed_in: SignedIn,
    /// The language in which the user reads, as a BCP 47 tag.
    pub locale: String,
}
