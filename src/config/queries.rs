//! Settings of the limits of operations, and of the allowed operations.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use crate::graphql::{AllowedOperations, CostLimits, DocumentLimits, Introspection, OperationPolicy};

/// The limits of one operation, and the allowed operations. An operation beyond a limit is answered
/// QUERY_TOO_COMPLEX.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "GraphQL operations")]
pub struct QuerySettings {
    /// Bytes of a GraphQL document
    #[arg(long = "query-bytes", env = "PANDA_QUERY_BYTES", value_name = "N",
          default_value_t = DocumentLimits::default().bytes, value_parser = size(256, 64 * 1024))]
    bytes: usize,

    /// Opening braces and brackets in a document; protects the parser's stack
    #[arg(long = "query-brackets", env = "PANDA_QUERY_BRACKETS", value_name = "N",
          default_value_t = DocumentLimits::default().brackets, value_parser = size(10, 400))]
    brackets: usize,

    /// Aliases in a document
    #[arg(long = "query-aliases", env = "PANDA_QUERY_ALIASES", value_name = "N",
          default_value_t = DocumentLimits::default().aliases, value_parser = size(0, 1_000))]
    aliases: usize,

    /// Fields of a document; those of a fragment count once for each spread
    #[arg(long = "query-selections", env = "PANDA_QUERY_SELECTIONS", value_name = "N",
          default_value_t = DocumentLimits::default().selections, value_parser = size(10, 20_000))]
    selections: usize,

    /// Nesting depth of fields; introspection has a separate limit
    #[arg(long = "query-depth", env = "PANDA_QUERY_DEPTH", value_name = "N",
          default_value_t = DocumentLimits::default().depth, value_parser = size(3, 30))]
    depth: usize,

    /// Cost of an operation, as the header `X-Panda-Cost: 1` reports it: one for each field, and fields in a list multiplied by the list's maximum length
    #[arg(long = "query-cost", env = "PANDA_QUERY_COST", value_name = "N",
          default_value_t = CostLimits::default().signed_in, value_parser = clap::value_parser!(u64).range(100..=10_000_000))]
    cost: u64,

    /// Cost of an operation without a token; where everyone may read the schema, as in the demo, at least the cost of reading it
    #[arg(long = "anonymous-query-cost", env = "PANDA_ANONYMOUS_QUERY_COST", value_name = "N",
          default_value_t = CostLimits::default().anonymous,
          value_parser = clap::value_parser!(u64).range(100..=10_000_000))]
    anonymous_cost: u64,

    /// Run only the documents in this directory's .graphql and .gql files, or in this JSON file that a code generator wrote (a manifest of persisted documents); clients send a document's text, its SHA-256, or its key in the manifest
    #[arg(long = "allowed-operations", env = "PANDA_ALLOWED_OPERATIONS", value_name = "PATH")]
    allowed_operations: Option<PathBuf>,
}

impl QuerySettings {
    /// The operation policy of a server with this introspection rule.
    pub fn policy(&self, introspection: Introspection) -> anyhow::Result<OperationPolicy> {
        let Self { bytes, brackets, aliases, selections, depth, cost, anonymous_cost, .. } = *self;
        let limits = DocumentLimits { bytes, brackets, aliases, selections, depth };
        let cost = CostLimits { signed_in: cost, anonymous: anonymous_cost };
        let read = |path: &PathBuf| {
            let named = || {
                let path = path.display();
                format!(
                    "no operations can be read from {path} (--allowed-operations, PANDA_ALLOWED_OPERATIONS)"
                )
            };
            AllowedOperations::read(path, &limits).with_context(named)
        };
        let allowed = self.allowed_operations.as_ref().map(read).transpose()?;
        Ok(OperationPolicy { limits, cost, introspection, allowed })
    }
}

/// Parses a number within a range.
fn size(minimum: usize, maximum: usize) -> impl Fn(&str) -> Result<usize, String> + Clone + Send + Sync {
    move |text| {
        let number: usize = text.parse().map_err(|_| "not a whole number".to_owned())?;
        if (minimum..=maximum).contains(&number) {
            Ok(number)
        } else {
            Err(format!("{number} is not in {minimum}..={maximum}"))
        }
    }
}
