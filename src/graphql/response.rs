//! The response of an operation.

use std::collections::BTreeMap;

use async_graphql::{QueryPathNode, ServerError, Value};
use graphql_strict::{Readers, ResponseContext, ResponseData};

use super::{RequestContext, answer_size, permissions};
use crate::{
    account::Principal,
    error::{Failure, GeneralError},
};

/// The response of an operation.
#[derive(Debug)]
pub struct Response {
    pub data: ResponseData,
    pub errors: Vec<ServerError>,
    pub extensions: BTreeMap<String, Value>,
}

impl Response {
    /// The response of an operation that did not run.
    pub fn from_errors(errors: Vec<ServerError>) -> Self {
        Self { data: ResponseData::Value(Value::Null), errors, extensions: BTreeMap::new() }
    }
}

impl ResponseContext for RequestContext {
    fn reader(&self, path: Option<&QueryPathNode<'_>>) -> Readers {
        permissions::reader(self.principal_at(path).role())
    }

    fn refusal(&self, path: Option<&QueryPathNode<'_>>) -> async_graphql::Error {
        let refusal = match self.principal_at(path) {
            Principal::Anonymous => GeneralError::Unauthenticated,
            Principal::User(_) => GeneralError::Forbidden,
        };
        Failure::refuse(refusal).into()
    }

    fn is_exceeded(&self) -> bool {
        answer_size::is_exceeded(self)
    }

    fn grow(&self, bytes: usize) {
        answer_size::grow(self, bytes);
    }
}
