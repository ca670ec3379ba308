//! The operation policy: limits on operations, access to introspection, and the allow-list.

use graphql_strict::DocumentLimits;

use super::AllowedOperations;
use crate::error::GeneralError;

/// The operation policy of one server.
#[derive(Debug, Clone, Default)]
pub struct OperationPolicy {
    pub limits: DocumentLimits,
    pub cost: CostLimits,
    pub introspection: Introspection,
    /// The allow-list. If it is present, other operations are refused.
    pub allowed: Option<AllowedOperations>,
}

impl OperationPolicy {
    /// The listed document that the request names by its identifier. `None` if the request sends its own
    /// text. An error if the operation may not run.
    pub(super) fn document(&self, text: &str, id: Option<&str>) -> Result<Option<&str>, GeneralError> {
        let Some(allowed) = &self.allowed else {
            // If a client sends both a text and an identifier, the text counts.
            let is_missing = text.is_empty() && id.is_some();
            return if is_missing { Err(GeneralError::PersistedQueryNotSupported) } else { Ok(None) };
        };
        match id {
            Some(id) if text.is_empty() => {
                allowed.of_id(id).map(Some).ok_or(GeneralError::PersistedQueryNotFound)
            }
            Some(_) | None if allowed.contains(text) => Ok(None),
            Some(_) | None if allowed.contains_form(text, &self.limits) => {
                Err(GeneralError::OperationTextDiffers)
            }
            Some(_) | None => Err(GeneralError::OperationNotAllowed),
        }
    }
}

/// Which callers may use introspection, and receive suggestions for misspelt names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Introspection {
    Public,
    #[default]
    SignedIn,
}

/// Limits on the estimated cost of one operation. Each field in a list counts once for each entry that the list may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostLimits {
    /// The limit for signed-in callers.
    pub signed_in: u64,
    /// The limit for anonymous callers. If anonymous callers may use introspection, the limit is at least the cost of a full
    /// introspection query.
    pub anonymous: u64,
}

impl Default for CostLimits {
    fn default() -> Self {
        Self { signed_in: 50_000, anonymous: 1_000 }
    }
}
