//! The operation policy: limits on operations, access to introspection, and the allow-list.

use super::AllowedOperations;
use crate::error::GeneralError;

/// The operation policy of one server.
#[derive(Debug, Clone, Default)]
pub struct OperationPolicy {
    pub limits: DocumentLimits,
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
    Everybody,
    #[default]
    SignedIn,
}

/// Limits on one operation.
///
/// The first four apply before any lookup in the schema, and bound the work of all later steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentLimits {
    /// The length of the document, in bytes.
    pub bytes: usize,
    /// Opening braces and brackets in the whole text. The parser recurses once for each, so this bounds its
    /// stack.
    pub brackets: usize,
    /// Aliases in the document.
    pub aliases: usize,
    /// Fields and fragments. A fragment counts once for each spread.
    pub selections: usize,
    /// The nesting depth of fields.
    pub depth: usize,
    /// The estimated cost. Each field in a list counts once for each entry that the list may have.
    pub cost: u64,
    /// The cost limit for anonymous callers. If anonymous callers may use introspection, the limit is at
    /// least the cost of a full introspection query.
    pub anonymous_cost: u64,
}

impl DocumentLimits {
    /// The nesting depth of introspection fields. GraphiQL's own query has a depth of 14.
    pub const SCHEMA_DEPTH: usize = 16;

    /// Arguments, directives and variables in one document.
    pub const GIVEN: usize = 1_000;

    /// The maximum length of the name of a field or an argument. Errors quote other names up to this length.
    pub const NAME: usize = 128;

    /// The maximum number of errors about the document in one response.
    pub const ERRORS: usize = 10;
}

impl Default for DocumentLimits {
    fn default() -> Self {
        Self {
            bytes: 32 * 1024,
            brackets: 200,
            aliases: 50,
            selections: 2_000,
            depth: 12,
            cost: 50_000,
            anonymous_cost: 1_000,
        }
    }
}
