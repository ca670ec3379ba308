//! The limits on a document.

/// How large one document may be.
///
/// The first four are enforced before anything is looked up in the schema, and bound the work of all that
/// follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentLimits {
    /// The length of the document in bytes.
    pub bytes: usize,
    /// Opening braces and brackets. The parser recurses once for each, so this bounds its stack.
    pub brackets: usize,
    /// Aliases in the document.
    pub aliases: usize,
    /// Fields and fragments, each counted as often as it is spread.
    pub selections: usize,
    /// Fields within fields.
    pub depth: usize,
}

impl DocumentLimits {
    /// Fields within fields of introspection. GraphiQL's own query is 14 deep.
    pub const SCHEMA_DEPTH: usize = 16;

    /// Arguments, directives and variables in one document.
    pub const GIVEN: usize = 1_000;

    /// The length of the name of a field or an argument, and how much of another name an error repeats.
    pub const NAME: usize = 128;

    /// Errors of one response that are about the document.
    pub const ERRORS: usize = 10;
}

impl Default for DocumentLimits {
    fn default() -> Self {
        Self { bytes: 32 * 1024, brackets: 200, aliases: 50, selections: 2_000, depth: 12 }
    }
}
