//! The one place where operations run.

use std::sync::Arc;

use async_graphql::{Request, Response, ServerError, value};
use futures_util::future::{OptionFuture, join};

use super::{
    RequestContext, Schema, answer_size,
    failure::{ErrorAnswer, failed, not_run},
    heavy_work::HeavyWork,
    null_propagation::propagate_nulls,
    request::Cost,
    schema::Ready,
};
use crate::{database::counted, response_memory::Exhausted};

/// Runs one operation, and writes its errors for the reader who asked.
pub async fn execute(schema: &Schema, operation: Request, context: RequestContext) -> Response {
    let (locale, request_id, wants_cost) = (context.locale, context.id.clone(), context.wants_cost);
    let mut cost = None;
    let length = operation.query.len();
    let preparing = async { schema.prepare(operation, &context, |estimated| cost = Some(estimated)) };
    let prepared = schema.heavy_work.read(length, preparing).await;
    let requested = cost.map_or(0, |cost| cost.requested);
    let memory = context.memory.clone();
    let prepared = prepared.and_then(|ready| {
        answer_size::reserve(memory.as_deref(), requested, ready.is_mutation()).map_err(exhausted)?;
        Ok(ready)
    });
    let runs = prepared.is_ok();
    let (mut response, statements) = match prepared {
        // In a box, for it is moved from hand to hand before it begins.
        Ok(ready) => {
            let running = Box::pin(run(schema, ready, context));
            counted(HeavyWork::size(requested), schema.heavy_work.resolve(requested, running)).await
        }
        Err(errors) => (Response::from_errors(errors), 0),
    };
    if let Some(limit) = memory.and_then(|memory| memory.exhausted()) {
        response = Response::from_errors(exhausted(limit));
    }
    if let Some(Cost { requested, maximum }) = cost.filter(|_| wants_cost) {
        let cost = value!({ "requested": requested, "maximum": maximum, "statements": statements });
        response.extensions.insert("cost".to_owned(), cost);
    }
    let errors = super::present(response.errors, ErrorAnswer { locale, request_id: &request_id });
    response.errors = if runs { errors } else { not_run(errors) };
    response
}

/// Why an operation has no answer that would take more memory than there is for it.
fn exhausted(limit: Exhausted) -> Vec<ServerError> {
    vec![failed(limit.into(), None)]
}

/// Runs an operation that may be run, and gives the answer its shape.
async fn run(schema: &Schema, ready: Ready, mut context: RequestContext) -> Response {
    let (document, prepared) = (ready.document.clone(), ready.prepared.clone());
    context.is_guarded = !document.audience.contains(context.principal);
    let context = Arc::new(context);
    // The reference data are warmed while the first records are read.
    let warming = document.refers.then(|| context.loaders.warm_reference_data());
    let running = schema.run(ready, context.clone());
    let (mut response, _) = join(running, OptionFuture::from(warming)).await;
    propagate_nulls(&mut response.data, &response.errors, &prepared.shape);
    prepared.shape.arrange(&mut response.data);
    response
}
