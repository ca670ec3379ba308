//! The prepared variants of an operation: one for each combination of `@skip` and `@include` conditions, and
//! of absent variables.

use std::sync::{Arc, PoisonError, RwLock};

use async_graphql::{
    Name, Variables,
    parser::types::{ExecutableDocument, OperationDefinition},
};
use async_graphql_value::ConstValue;

use super::{absent, collect::conditions, introspection::PreparedOperation};

/// The maximum number of cached variants of one document. Further variants are prepared for each request.
const MAX_CACHED: usize = 8;

/// Prepares variants on demand, and caches the first few.
pub(super) struct Variants {
    /// The variables in `@skip` and `@include`.
    conditions: Vec<Name>,
    cached: RwLock<Vec<(Vec<bool>, Arc<PreparedOperation>)>>,
}

impl Variants {
    pub(super) fn of(document: &ExecutableDocument) -> Self {
        Self { conditions: conditions(document), cached: RwLock::default() }
    }

    /// The variant for the values of the variables. Passes the names of the absent ones to `prepare`.
    pub(super) fn get(
        &self,
        operation: &OperationDefinition,
        variables: &Variables,
        prepare: impl FnOnce(&[Name]) -> PreparedOperation,
    ) -> Arc<PreparedOperation> {
        let is_true = |name| variables.get(name) == Some(&ConstValue::Boolean(true));
        let definitions = operation.variable_definitions.iter().map(|definition| &definition.node.name.node);
        let is_present = definitions.map(|name| variables.contains_key(name));
        let values: Vec<bool> = self.conditions.iter().map(is_true).chain(is_present).collect();
        let cached = self.cached.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, variant)) = cached.iter().find(|(cached, _)| *cached == values) {
            return variant.clone();
        }
        drop(cached);
        let variant = Arc::new(prepare(&absent::of(operation, variables)));
        let mut cached = self.cached.write().unwrap_or_else(PoisonError::into_inner);
        let is_new = cached.iter().all(|(cached, _)| *cached != values);
        if is_new && cached.len() < MAX_CACHED {
            cached.push((values, variant.clone()));
        }
        variant
    }
}
