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

/// Runs one operation, writes its errors for the reader who asked, and finishes the response. For the largest operations, all of
/// this happens on threads with a low priority, and so does the drop of a response that `finish` consumes.
pub async fn execute<T: Send + 'static>(
    schema: &Arc<Schema>,
    operation: Request,
    context: RequestContext,
    finish: impl FnOnce(Response) -> T + Send + 'static,
) -> T {
    let length = operation.query.len();
    let shared = schema.clone();
    let preparing = async move { prepare(&shared, operation, context) };
    let prepared = schema.heavy_work.prepare(length, preparing).await;
    // A refusal is small.
    let cost = if prepared.ready.is_ok() { prepared.requested() } else { 0 };
    // In a box, for it is moved from hand to hand before it begins.
    let completing = Box::pin(complete(schema.clone(), prepared, finish));
    schema.heavy_work.resolve(cost, completing).await
}

/// An operation that has been prepared, or why it may not run.
struct Prepared {
    ready: Result<Ready, Vec<ServerError>>,
    cost: Option<Cost>,
    context: RequestContext,
}

impl Prepared {
    fn requested(&self) -> u64 {
        self.cost.map_or(0, |cost| cost.requested)
    }
}

fn prepare(schema: &Schema, operation: Request, context: RequestContext) -> Prepared {
    let mut cost = None;
    let ready = schema.prepare(operation, &context, |estimated| cost = Some(estimated));
    let mut prepared = Prepared { ready, cost, context };
    let requested = prepared.requested();
    if let Ok(ready) = &prepared.ready {
        let memory = prepared.context.memory.as_deref();
        if let Err(limit) = answer_size::reserve(memory, requested, ready.is_mutation()) {
            prepared.ready = Err(exhausted(limit));
        }
    }
    prepared
}

async fn complete<T>(schema: Arc<Schema>, prepared: Prepared, finish: impl FnOnce(Response) -> T) -> T {
    let requested = prepared.requested();
    let Prepared { ready, cost, context } = prepared;
    let (locale, request_id, wants_cost) = (context.locale, context.id.clone(), context.wants_cost);
    let memory = context.memory.clone();
    let runs = ready.is_ok();
    let (mut response, statements) = match ready {
        Ok(ready) => counted(HeavyWork::size(requested), run(&schema, ready, context)).await,
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
    finish(response)
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
