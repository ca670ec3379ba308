//! On which terms operations are run: how much one may ask for, who may read the schema, and which are run at all.

use graphql_strict::DocumentLimits;

use super::AllowedOperations;
use crate::error::GeneralError;

/// The terms of one server.
#[derive(Debug, Clone, Default)]
pub struct OperationPolicy {
    pub limits: DocumentLimits,
    pub cost: CostLimits,
    pub introspection: Introspection,
    /// The only operations that are run, if they are listed.
    pub allowed: Option<AllowedOperations>,
}

impl OperationPolicy {
    /// The document that stands for what was sent, if it is another; a refusal, if none may be run.
    pub(super) fn document(&self, text: &str, id: Option<&str>) -> Result<Option<&str>, GeneralError> {
        let Some(allowed) = &self.allowed else {
            // Clients that send a text along with its id mean the text.
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

/// Who may read the schema by a query, and be told what a misspelt name may have meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Introspection {
    Everybody,
    #[default]
    SignedIn,
}

/// What one operation may cost: one for each field, with everything in a list counted as often as the list may hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostLimits {
    /// For users who are signed in.
    pub signed_in: u64,
    /// For those who are not signed in. Where everybody may read the schema, it is at least what that costs.
    pub anonymous: u64,
}

impl Default for CostLimits {
    fn default() -> Self {
        Self { signed_in: 50_000, anonymous: 1_000 }
    }
}
