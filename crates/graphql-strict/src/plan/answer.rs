//! Executes a plan, and finishes its response: the order of errors, and null propagation.

use std::{cmp::Reverse, sync::Mutex};

use async_graphql::{
    Name, PathSegment, QueryEnv, SchemaEnv, ServerError, Value, parser::types::OperationType,
};

use super::{Execution, ObjectPlan, Output, Plan, PlanObject, ResponseContext};

/// The initial capacity for the text of a response, in bytes. Most responses are not longer.
const INITIAL_CAPACITY: usize = 4_096;

/// The response of a plan.
pub struct Answer {
    pub data: ResponseData,
    /// The errors of fields, in the order of the document.
    pub errors: Vec<ServerError>,
}

/// The data of a response.
#[derive(Debug)]
pub enum ResponseData {
    /// The beginning of the JSON text of the response, if no field failed: [`ResponseData::BEGINNING`] and
    /// the data.
    Text(Vec<u8>),
    /// The value, if a field failed.
    Value(Value),
}

impl ResponseData {
    /// What precedes the data in the text of a response.
    pub const BEGINNING: &[u8] = b"{\"data\":";

    /// The value, unless it is there as text.
    pub fn value(&self) -> Option<&Value> {
        match self {
            Self::Text(_) => None,
            Self::Value(value) => Some(value),
        }
    }
}

impl Plan {
    /// Executes the plan. Introspection fields come from `introspection`, by response key.
    pub async fn execute<Q: PlanObject, M: PlanObject>(
        &self,
        roots: (&Q, &M),
        schema_env: &SchemaEnv,
        query_env: &QueryEnv,
        response: &dyn ResponseContext,
        introspection: &Value,
    ) -> Answer {
        let output = Mutex::new(Output::begin(ResponseData::BEGINNING, INITIAL_CAPACITY));
        let execution = Execution { schema_env, query_env, response, introspection, output };
        match self.definition.node.ty {
            OperationType::Query => execution.object(roots.0, &self.root, None).await,
            OperationType::Mutation => execution.serially(roots.1, &self.root).await,
            OperationType::Subscription => execution.output().null(),
        }
        let output = execution.output.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (text, errors) = output.into_text();
        self.finish(text, errors)
    }

    /// Orders the errors and propagates nulls.
    fn finish(&self, text: Vec<u8>, mut errors: Vec<ServerError>) -> Answer {
        if errors.is_empty() {
            return Answer { data: ResponseData::Text(text), errors };
        }
        errors.sort_by_cached_key(|error| self.position(&error.path));
        let data = serde_json::from_slice(&text[ResponseData::BEGINNING.len()..]);
        let mut data = data.expect("a plan writes JSON");
        self.propagate_nulls(&mut data, &errors);
        Answer { data: ResponseData::Value(data), errors }
    }

    /// The position of a path in the document: the number of each field among its siblings.
    fn position(&self, path: &[PathSegment]) -> Vec<usize> {
        let mut objects = vec![&self.root];
        let mut position = Vec::with_capacity(path.len());
        for segment in path {
            match segment {
                PathSegment::Field(key) => {
                    let steps = Self::steps(&objects, key);
                    position.push(steps.first().map_or(usize::MAX, |(index, _)| *index));
                    objects = below(&steps);
                }
                PathSegment::Index(index) => position.push(*index),
            }
        }
        position
    }

    /// Sets what failed to null (GraphQL specification, "Handling Execution Errors"): a nullable field
    /// becomes null, and its siblings keep their values. A non-null field makes its parent null. This repeats
    /// outwards up to the first nullable field or to the whole `data`.
    fn propagate_nulls(&self, data: &mut Value, errors: &[ServerError]) {
        let failed = errors.iter().map(|error| error.path.as_slice()).filter(|path| !path.is_empty());
        let nulls = failed.map(|path| self.nearest_nullable(path)).collect::<Option<Vec<_>>>();
        let Some(mut nulls) = nulls else {
            *data = Value::Null;
            return;
        };
        // Outer paths come last, because they replace all values below them.
        nulls.sort_by_key(|path| Reverse(path.len()));
        for path in nulls {
            nullify(data, path);
        }
    }

    /// The path of the innermost nullable position at or above a failed field. `None` means that the whole
    /// `data` becomes null.
    fn nearest_nullable<'a>(&self, path: &'a [PathSegment]) -> Option<&'a [PathSegment]> {
        // An object behind an interface has one of several types. Where two types share a key, its
        // nullability is the same.
        let mut objects = vec![&self.root];
        let (mut length, mut nullable): (usize, &[bool]) = (0, &[]);
        for (depth, segment) in path.iter().enumerate() {
            nullable = match segment {
                PathSegment::Field(key) => {
                    let steps = Self::steps(&objects, key);
                    objects = below(&steps);
                    &steps.first()?.1.nullable
                }
                PathSegment::Index(_) => nullable.get(1..).unwrap_or_default(),
            };
            if nullable.first().is_some_and(|nullable| *nullable) {
                length = depth + 1;
            }
        }
        (length > 0).then(|| &path[..length])
    }
}

fn below<'a>(steps: &[(usize, &'a super::PlanStep)]) -> Vec<&'a ObjectPlan> {
    steps.iter().flat_map(|(_, step)| step.below.objects()).collect()
}

/// Sets the value at a path to null.
fn nullify(value: &mut Value, path: &[PathSegment]) {
    let Some((segment, rest)) = path.split_first() else {
        *value = Value::Null;
        return;
    };
    match (value, segment) {
        (Value::Object(fields), PathSegment::Field(key)) => {
            nullify(fields.entry(Name::new(key)).or_default(), rest);
        }
        (Value::List(entries), PathSegment::Index(index)) => {
            if let Some(entry) = entries.get_mut(*index) {
                nullify(entry, rest);
            }
        }
        _ => {}
    }
}
