//! The prepared variants of an operation: one for each combination of conditions.

use std::sync::{Arc, PoisonError, RwLock};

use async_graphql::{Name, Variables, parser::types::ExecutableDocument};
use async_graphql_value::ConstValue;

use super::{collect::conditions, prepare::PreparedOperation};

/// How many variants of a document are kept. Others are prepared for each request.
const KEPT: usize = 4;

/// Prepares variants when they are needed, and keeps the first few.
pub(super) struct Variants {
    /// The variables in `@skip` and `@include`.
    conditions: Vec<Name>,
    kept: RwLock<Vec<(Vec<bool>, Arc<PreparedOperation>)>>,
}

impl Variants {
    pub(super) fn of(document: &ExecutableDocument) -> Self {
        Self { conditions: conditions(document), kept: RwLock::default() }
    }

    /// The variant for the values of the variables.
    pub(super) fn get(
        &self,
        variables: &Variables,
        prepare: impl FnOnce() -> PreparedOperation,
    ) -> Arc<PreparedOperation> {
        let is_true = |name| variables.get(name) == Some(&ConstValue::Boolean(true));
        let values: Vec<bool> = self.conditions.iter().map(is_true).collect();
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, variant)) = kept.iter().find(|(kept, _)| *kept == values) {
            return variant.clone();
        }
        drop(kept);
        let variant = Arc::new(prepare());
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        let is_new = kept.iter().all(|(kept, _)| *kept != values);
        if is_new && kept.len() < KEPT {
            kept.push((values, variant.clone()));
        }
        variant
    }
}
