//! The one place where operations run.

use std::sync::Arc;

use async_graphql::{Request, Response};

use super::{RequestContext, Schema, failure::Answer};

/// Runs one operation, and writes its errors for the reader who asked.
pub async fn execute(schema: &Schema, operation: Request, mut context: RequestContext) -> Response {
    context.operation_name.clone_from(&operation.operation_name);
    let context = Arc::new(context);
    let mut response = schema.execute(operation.data(context.clone())).await;
    context.settle(&mut response);
    let answer = Answer { locale: context.locale, request_id: &context.id };
    response.errors = super::present(response.errors, answer);
    response
}
