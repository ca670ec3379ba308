//! The one place where operations run.

use std::sync::Arc;

use async_graphql::{Request, Response};

use super::{RequestContext, Schema, failure::Answer};
use crate::database::counted;

/// Runs one operation, and writes its errors for the reader who asked.
pub async fn execute(schema: &Schema, operation: Request, context: RequestContext) -> Response {
    let context = Arc::new(context);
    let running = Box::pin(schema.execute(operation.data(context.clone())));
    let (mut response, statements) = counted(running).await;
    context.settle(&mut response);
    context.tell_cost(&mut response, statements);
    let answer = Answer { locale: context.locale, request_id: &context.id };
    response.errors = super::present(response.errors, answer);
    response
}
