//! The one place where operations run.

use std::sync::Arc;

use async_graphql::{Request, Response, Value, value};

use super::{RequestContext, Schema, failure::Answer, nullability, request::Cost};
use crate::database::counted;

/// Runs one operation, and writes its errors for the reader who asked.
pub async fn execute(schema: &Schema, operation: Request, mut context: RequestContext) -> Response {
    let (locale, request_id, wants_cost) = (context.locale, context.id.clone(), context.wants_cost);
    let mut cost = None;
    let (mut response, statements) = match schema.prepare(operation, &context, |told| cost = Some(told)).await
    {
        Ok(ready) => {
            context.is_guarded = !ready.document.audience.contains(context.principal);
            let document = ready.document.clone();
            let (mut response, statements) = counted(schema.run(ready, Arc::new(context))).await;
            if response.errors.is_empty() && response.data == Value::Null {
                // Everything that was asked for was to be left out.
                response.data = value!({});
            }
            nullability::settle(&mut response.data, &response.errors, &document.shape);
            document.shape.arrange(&mut response.data);
            (response, statements)
        }
        Err(errors) => (Response::from_errors(errors), 0),
    };
    if let Some(Cost { requested, maximum }) = cost.filter(|_| wants_cost) {
        let cost = value!({ "requested": requested, "maximum": maximum, "statements": statements });
        response.extensions.insert("cost".to_owned(), cost);
    }
    response.errors = super::present(response.errors, Answer { locale, request_id: &request_id });
    response
}
