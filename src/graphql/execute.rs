//! The single entry point that executes operations.

use std::{collections::BTreeMap, sync::Arc};

use async_graphql::{Request, ServerError, value};
use futures_util::future::{OptionFuture, join};
use graphql_strict::{Answer, Cost};

use super::{
    RequestContext, Response, Schema, answer_size,
    failure::{ErrorAnswer, failed, not_run},
    heavy_work::HeavyWork,
    schema::Ready,
};
use crate::{database::counted, response_memory::Exhausted};

/// Executes one operation and writes its errors in the language of the caller.
pub async fn execute(schema: &Schema, operation: Request, context: RequestContext) -> Response {
    let (locale, request_id, wants_cost) = (context.locale, context.id.clone(), context.wants_cost);
    let mut cost = None;
    let length = operation.query.len();
    let preparation = async { schema.prepare(operation, &context, |estimated| cost = Some(estimated)) };
    let prepared = schema.heavy_work.read(length, preparation).await;
    let requested = cost.map_or(0, |cost| cost.requested);
    let memory = context.memory.clone();
    let prepared = prepared.and_then(|ready| {
        answer_size::reserve(memory.as_deref(), requested, ready.is_mutation()).map_err(exhausted)?;
        Ok(ready)
    });
    let is_executed = prepared.is_ok();
    let (mut response, statements) = match prepared {
        // Boxed, because the future is moved several times before its first poll.
        Ok(ready) => {
            let execution = Box::pin(run(schema, ready, context));
            counted(HeavyWork::size(requested), schema.heavy_work.resolve(requested, execution)).await
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
    response.errors = if is_executed { errors } else { not_run(errors) };
    response
}

/// The error of an operation whose response would exceed the memory limit.
fn exhausted(limit: Exhausted) -> Vec<ServerError> {
    vec![failed(limit.into(), None)]
}

/// Runs a validated operation.
async fn run(schema: &Schema, ready: Ready, mut context: RequestContext) -> Response {
    let document = ready.document.clone();
    context.is_guarded = !document.facts.authorized_roles.contains(context.principal);
    let context = Arc::new(context);
    // Warms the reference data while the first records are read.
    let warm_up = document.facts.reads_references.then(|| context.loaders.warm_reference_data());
    let execution = schema.run(ready, context.clone());
    let (Answer { data, errors }, _) = join(execution, OptionFuture::from(warm_up)).await;
    Response { data, errors, extensions: BTreeMap::new() }
}
