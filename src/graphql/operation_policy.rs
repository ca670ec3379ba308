//! On which terms operations are run: how much one may ask for, who may read the schema, and which are run at all.

use super::AllowedOperations;
use crate::error::GeneralError;

/// The terms of one server.
#[derive(Debug, Clone, Default)]
pub struct OperationPolicy {
    pub limits: DocumentLimits,
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

/// How much one operation may ask for.
///
/// The first four hold before anything is looked up in the schema, and bound the work of all that follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentLimits {
    /// The length of the document.
    pub bytes: usize,
    /// Opening braces and brackets, wherever they stand. The parser goes one deeper for each, so this bounds its stack.
    pub brackets: usize,
    /// Aliases in the document.
    pub aliases: usize,
    /// Fields and fragments, each counted as often as it is spread.
    pub selections: usize,
    /// Fields within fields.
    pub depth: usize,
    /// What is asked for, with everything in a list counted as often as the list may hold it.
    pub cost: u64,
    /// The same for those who are not signed in. Where everybody may read the schema, it is at least what that costs.
    pub anonymous_cost: u64,
}

impl DocumentLimits {
    /// Fields within fields of what tells about the schema. GraphiQL's own query is 14 deep.
    pub const SCHEMA_DEPTH: usize = 16;

    /// Arguments, directives and variables in one document.
    pub const GIVEN: usize = 1_000;

    /// The length of the name of a field or an argument, and how much of another name is told.
    pub const NAME: usize = 128;

    /// Errors of one answer that are about the document.
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
