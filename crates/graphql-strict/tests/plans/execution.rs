//! Executes operations of the schema.

use async_graphql::{
    EmptySubscription, Error, PathSegment, QueryPathNode, Schema, ServerError, Value, Variables,
    parser::types::OperationType, registry::Registry,
};
use graphql_strict::{
    Document, DocumentLimits, Environment, FieldTable, OperationBudget, Readers, ResponseContext,
    ResponseData, SchemaPolicy, ValidationSchema, VisitedField,
};

use crate::schema::{Asked, Mutation, Query};

/// The reader who may read every field.
pub const READER: Readers = Readers(1);

struct Policy;

impl SchemaPolicy for Policy {
    type Reader = ();
    type Facts = ();
    const DEFAULT_PAGE: u32 = 20;
    const MAXIMUM_PAGE: u32 = 100;

    fn may_read((): (), _: &str, _: &str) -> bool {
        true
    }

    fn readers(_: &str, field: &str) -> Readers {
        if field == "secret" { READER } else { Readers(READER.0 | 2) }
    }

    fn may_read_schema((): ()) -> bool {
        true
    }

    fn longest_list(_: &str, _: &str) -> u64 {
        10
    }

    fn field_cost(_: OperationType, _: &VisitedField<'_>) -> u64 {
        1
    }

    fn facts(_: &Registry, _: OperationType, _: &[VisitedField<'_>]) {}
}

struct Response(Readers);

impl ResponseContext for Response {
    fn reader(&self, _: Option<&QueryPathNode<'_>>) -> Readers {
        self.0
    }

    fn refusal(&self, _: Option<&QueryPathNode<'_>>) -> Error {
        "it is closed".into()
    }

    fn is_exceeded(&self) -> bool {
        false
    }

    fn grow(&self, _: usize) {}
}

/// The text of the response, or its data if there are errors; and the paths of the errors.
pub fn execute(text: &str) -> (String, Vec<String>) {
    execute_as(READER, text)
}

pub fn execute_as(reader: Readers, text: &str) -> (String, Vec<String>) {
    let (text, errors) = answered(reader, text);
    (text, errors.iter().map(path).collect())
}

/// The text of the response, or its data if there are errors; and the errors.
pub fn answered(reader: Readers, text: &str) -> (String, Vec<ServerError>) {
    let builder = Schema::build(Query, Mutation::default(), EmptySubscription);
    let environment = Environment::new(builder);
    let (registry, limits) = (environment.registry(), DocumentLimits::default());
    let read = Document::<Policy>::read(registry, &limits, text, None).expect("a document");
    let budget = OperationBudget { limits: &limits, maximum: 10_000, reader: () };
    let values = read.document.values(registry, budget, Variables::default(), |_| {}).expect("it is cheap");
    let schema = ValidationSchema::new(&environment.schema().sdl()).expect("a schema");
    assert_eq!(read.errors(registry, &schema, true), Vec::new());
    let fields = FieldTable::new::<Query, Mutation>();
    let prepared = read.document.prepared(registry, &fields, &values.variables).expect("a valid operation");
    let query_env = environment.query_env(&prepared.plan, values.variables, Asked::default());
    let (response, nothing, mutation) = (Response(reader), Value::Null, Mutation::default());
    let answer =
        prepared.plan.execute((&Query, &mutation), environment.schema_env(), &query_env, &response, &nothing);
    let answer = futures_executor::block_on(answer);
    let text = match answer.data {
        ResponseData::Text(text) => String::from_utf8(text).expect("a text") + "}",
        ResponseData::Value(value) => value.to_string(),
    };
    (text, answer.errors)
}

fn path(error: &ServerError) -> String {
    let segments = error.path.iter().map(|segment| match segment {
        PathSegment::Field(name) => name.clone(),
        PathSegment::Index(index) => index.to_string(),
    });
    segments.collect::<Vec<_>>().join(".")
}
