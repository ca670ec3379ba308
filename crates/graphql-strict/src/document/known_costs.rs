//! The remembered costs of an operation.
//!
//! The cost of an operation depends on its reader, on the document, and in some documents on variables. A
//! cost that depends on no variable is computed once for each reader, because its computation visits every
//! field.

use std::sync::{PoisonError, RwLock};

/// The maximum number of readers whose cost is remembered. The cost for others is computed for each request.
const MAX_READERS: usize = 16;

/// The costs of one operation by reader.
pub(super) struct KnownCosts<R>(RwLock<Vec<(R, u64)>>);

impl<R: Copy + PartialEq> KnownCosts<R> {
    pub(super) fn get(&self, reader: R) -> Option<u64> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.iter().find(|(known, _)| *known == reader).map(|(_, cost)| *cost)
    }

    pub(super) fn insert(&self, reader: R, cost: u64) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let is_new = known.iter().all(|(known, _)| *known != reader);
        if is_new && known.len() < MAX_READERS {
            known.push((reader, cost));
        }
    }
}

impl<R> Default for KnownCosts<R> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use async_graphql::{
        EmptyMutation, EmptySubscription, Object, Schema, SimpleObject, Value, Variables,
        parser::types::OperationType, registry::Registry, value,
    };

    use super::*;
    use crate::{
        Document, DocumentLimits, Environment, OperationBudget, Readers, SchemaPolicy, VisitedField,
    };

    struct Query;

    #[Object]
    impl Query {
        async fn letters(&self, #[graphql(default)] first: i32) -> LetterConnection {
            LetterConnection { nodes: vec![Letter { number: first }] }
        }
    }

    #[derive(SimpleObject)]
    struct LetterConnection {
        nodes: Vec<Letter>,
    }

    #[derive(SimpleObject)]
    struct Letter {
        number: i32,
    }

    thread_local! {
        /// How often the cost of a field was computed.
        static COMPUTED: Cell<usize> = const { Cell::new(0) };
    }

    /// Only the reader `true` may read a letter.
    struct CountingPolicy;

    impl SchemaPolicy for CountingPolicy {
        type Reader = bool;
        type Facts = ();

        const DEFAULT_PAGE: u32 = 20;
        const MAXIMUM_PAGE: u32 = 100;

        fn may_read(reader: bool, object: &str, _: &str) -> bool {
            reader || object != "Letter"
        }

        fn readers(_: &str, _: &str) -> Readers {
            Readers(1)
        }

        fn may_read_schema(reader: bool) -> bool {
            reader
        }

        fn longest_list(_: &str, _: &str) -> u64 {
            100
        }

        fn field_cost(_: OperationType, field: &VisitedField<'_>) -> u64 {
            COMPUTED.set(COMPUTED.get() + 1);
            if field.name == "letters" { 10 } else { 1 }
        }

        fn facts(_: &Registry, _: OperationType, _: &[VisitedField<'_>]) {}
    }

    /// A request for one document.
    struct Ask<'a> {
        document: &'a Document<CountingPolicy>,
        registry: &'a Registry,
        reader: bool,
        maximum: u64,
        variables: Value,
    }

    impl Ask<'_> {
        /// The cost, whether it is within the maximum, the number of errors, and whether it was computed.
        fn ask(&self) -> (u64, bool, usize, bool) {
            let (mut cost, limits) = (0, DocumentLimits::default());
            let budget = OperationBudget { limits: &limits, maximum: self.maximum, reader: self.reader };
            let variables = Variables::from_value(self.variables.clone());
            COMPUTED.set(0);
            let values = self.document.values(self.registry, budget, variables, |told| cost = told.requested);
            let errors = values.as_ref().map_or(0, |values| values.errors.len());
            (cost, values.is_ok(), errors, COMPUTED.get() > 0)
        }
    }

    fn environment() -> Environment<Query, EmptyMutation, EmptySubscription> {
        Environment::new(Schema::build(Query, EmptyMutation, EmptySubscription))
    }

    fn read(registry: &Registry, text: &str) -> Document<CountingPolicy> {
        Document::read(registry, &DocumentLimits::default(), text, None).map_err(drop).unwrap().document
    }

    #[test]
    fn a_cost_is_computed_once_for_each_reader() {
        let environment = environment();
        let document = &read(environment.registry(), "{ letters(first: 7) { nodes { number } } }");
        let ask = |reader, maximum| {
            Ask { document, registry: environment.registry(), reader, maximum, variables: value!({}) }.ask()
        };
        assert_eq!(ask(true, 50), (18, true, 0, true));
        assert_eq!(ask(true, 50), (18, true, 0, false));
        assert_eq!(ask(true, 17), (18, false, 0, false));
        assert_eq!(ask(false, 50), (11 + 5 * 7, true, 0, true));
        assert_eq!(ask(false, 45), (11 + 5 * 7, false, 0, false));
        assert_eq!(ask(true, 50), (18, true, 0, false));
    }

    #[test]
    fn a_cost_that_depends_on_variables_is_computed_for_each_request() {
        let environment = environment();
        let document =
            &read(environment.registry(), "query($n: Int = 7) { letters(first: $n) { nodes { number } } }");
        let ask = |variables| {
            Ask { document, registry: environment.registry(), reader: true, maximum: 50, variables }.ask()
        };
        assert_eq!(ask(value!({})), (18, true, 0, true));
        assert_eq!(ask(value!({ "n": 9 })), (20, true, 0, true));
        assert_eq!(ask(value!({ "n": 41 })), (52, false, 0, true));
        assert_eq!(ask(value!({ "n": "x" })), (31, true, 1, true));
    }

    #[test]
    fn variables_that_do_not_change_the_cost_are_still_checked() {
        let environment = environment();
        let document = &read(
            environment.registry(),
            "query($shown: Boolean!) { letters { nodes @include(if: $shown) { number } } }",
        );
        let ask = |variables| {
            Ask { document, registry: environment.registry(), reader: true, maximum: 50, variables }.ask()
        };
        assert_eq!(ask(value!({ "shown": true })), (31, true, 0, true));
        assert_eq!(ask(value!({ "shown": false })), (31, true, 0, false));
        assert_eq!(ask(value!({ "shown": 1 })), (31, true, 1, false));
        assert_eq!(ask(value!({})), (31, true, 1, false));
    }

    #[test]
    fn the_number_of_remembered_costs_is_bounded() {
        let known = KnownCosts::default();
        (0..1_000).for_each(|reader| known.insert(reader, 1));
        assert_eq!((0..1_000).filter_map(|reader| known.get(reader)).count(), MAX_READERS);
    }
}
