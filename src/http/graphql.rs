//! `POST /graphql`: GraphQL over HTTP, one operation at a time.

use std::{collections::BTreeMap, sync::Arc};

use async_graphql::{Request, Response as Answered, Value, Variables, indexmap::IndexMap};
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{Request as HttpRequest, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize, de::IgnoredAny};
use serde_json::error::Category;

use super::{
    MAXIMUM_BODY, Service, bearer,
    body::{self, BodyError},
    caller::Caller,
    in_time,
    media_type::{MediaType, is_encoded, is_json},
    memory::{self, ConnectedClient},
    rejection::Rejection,
    retry::RetryAfter,
};
use crate::{
    error::GeneralError,
    graphql::{self, NotRun, RequestContext},
    response_memory::{Exhausted, Reservation},
};

/// With `1`, the answer tells what it has cost.
pub(super) const COST: HeaderName = HeaderName::from_static("x-panda-cost");

/// How long most answers are at most, in bytes.
const SPACE: usize = 4_096;

/// What a request takes until its operation runs, in bytes; what it takes for each byte of its body, and of its document,
/// which is kept as text, as a syntax tree and as a prepared operation.
const REQUEST: usize = 4_096;
const PER_BODY_BYTE: usize = 4;
const PER_DOCUMENT_BYTE: usize = 48;

pub(super) async fn execute(
    State(service): State<Service>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    request: HttpRequest,
) -> Response {
    let client = memory::client(request.extensions());
    let body = body::read(request, service.http_config.connections.body_timeout).await;
    let is_too_large = matches!(body, Err(BodyError::TooLarge));
    let mut response =
        run(service, caller, client, &headers, body).await.unwrap_or_else(IntoResponse::into_response);
    if is_too_large {
        // The rest of the body is not read, and is no request.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

async fn run(
    service: Service,
    caller: Caller,
    client: Option<ConnectedClient>,
    headers: &HeaderMap,
    body: Result<Bytes, BodyError>,
) -> Result<Response, Rejection> {
    let media_type = MediaType::negotiate(headers).ok_or_else(|| {
        Rejection::new(StatusCode::NOT_ACCEPTABLE, GeneralError::HttpNotAcceptable, &caller)
    })?;
    let admitted = bearer::authenticate(headers, &service, caller).await;
    let (principal, caller) = admitted.map_err(|rejection| rejection.written_as(media_type))?;
    let reject = |status, refusal| Rejection::new(status, refusal, &caller).written_as(media_type);
    // Browsers send no such content type to other origins unasked, so this also guards against forged requests.
    if !is_json(headers) {
        return Err(reject(StatusCode::UNSUPPORTED_MEDIA_TYPE, GeneralError::HttpUnsupportedMediaType));
    }
    if is_encoded(headers) {
        return Err(reject(StatusCode::UNSUPPORTED_MEDIA_TYPE, GeneralError::HttpUnsupportedContentEncoding));
    }
    let body = body.map_err(|unread| match unread {
        BodyError::TooLarge => {
            let maximum_bytes = u64::try_from(MAXIMUM_BODY).unwrap_or(u64::MAX);
            reject(StatusCode::PAYLOAD_TOO_LARGE, GeneralError::HttpBodyTooLarge { maximum_bytes })
        }
        BodyError::TooLate => reject(StatusCode::REQUEST_TIMEOUT, GeneralError::HttpRequestTimeout),
        BodyError::Broken => {
            let detail = "it could not be read".to_owned();
            reject(StatusCode::BAD_REQUEST, GeneralError::HttpBodyInvalid { detail })
        }
    })?;
    let exhausted = |exhausted| Rejection::exhausted(exhausted, &caller).written_as(media_type);
    let memory = Arc::new(memory::open(&service, client, principal));
    memory.resize(REQUEST + PER_BODY_BYTE * body.len()).map_err(exhausted)?;
    let DecodedBody { operation, document_id } = decode(&body).map_err(|detail| {
        reject(StatusCode::BAD_REQUEST, GeneralError::HttpBodyInvalid { detail: detail.to_owned() })
    })?;
    let document = PER_DOCUMENT_BYTE * operation.query.len();
    memory.resize(memory.bytes() + document).map_err(exhausted)?;
    let Caller { locale, request_id, address, .. } = caller.clone();
    let mut context = RequestContext::new(
        service.app.clone(),
        service.accounts.clone(),
        principal,
        locale,
        request_id,
        address,
    );
    context.document_id = document_id;
    context.memory = Some(memory.clone());
    context.wants_cost = headers.get(COST).is_some_and(|wanted| wanted == "1");
    let request_timeout = service.http_config.connections.request_timeout;
    // In a box, for each layer around this moves what it waits for.
    let executing = Box::pin(graphql::execute(&service.schema, operation, context));
    let executed = in_time(request_timeout, executing).await;
    let executed = executed.map_err(|failure| Rejection::failed(failure, &caller).written_as(media_type))?;
    let answer = answer(&executed, media_type, memory).map_err(exhausted)?;
    Ok((Extension(locale), answer).into_response())
}

/// What a body asks for.
struct DecodedBody {
    operation: Request,
    /// What identifies a listed document.
    document_id: Option<String>,
}

/// The members of a body that mean something, whatever they are.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Members {
    query: Value,
    operation_name: Value,
    variables: Value,
    extensions: Value,
    document_id: Value,
}

/// What is asked for, or what is wrong with the body.
fn decode(body: &[u8]) -> Result<DecodedBody, &'static str> {
    // A list would be taken for the members in their order.
    if body.trim_ascii_start().first().is_some_and(|first| *first != b'{') {
        let is_json = serde_json::from_slice::<IgnoredAny>(body).is_ok();
        return Err(if is_json { "it is not an object" } else { "it is not JSON" });
    }
    let members: Members = serde_json::from_slice(body).map_err(|error| match error.classify() {
        Category::Data => "it has a member twice",
        Category::Io | Category::Syntax | Category::Eof => "it is not JSON",
    })?;
    // Null and absent mean the same.
    let variables = match members.variables {
        variables @ Value::Object(_) => Variables::from_value(variables),
        Value::Null => Variables::default(),
        _ => return Err("`variables` must be an object"),
    };
    let extensions = match members.extensions {
        Value::Object(extensions) => extensions,
        Value::Null => IndexMap::default(),
        _ => return Err("`extensions` must be an object"),
    };
    let operation_name = match members.operation_name {
        Value::String(name) => Some(name),
        Value::Null => None,
        _ => return Err("`operationName` must be a text"),
    };
    let document_id = document_id(members.document_id, extensions.get("persistedQuery"))?;
    let query = match members.query {
        Value::String(query) => query,
        Value::Null if document_id.is_some() => String::new(),
        _ => return Err("`query` must be a text"),
    };
    let mut operation = Request::new(query).variables(variables);
    operation.operation_name = operation_name;
    Ok(DecodedBody { operation, document_id })
}

/// The id of a document, in one of the two forms that clients use: `documentId` of GraphQL over HTTP (appendix "Persisted
/// Documents"), and Apollo's extension `persistedQuery`.
fn document_id(id: Value, persisted: Option<&Value>) -> Result<Option<String>, &'static str> {
    match (id, persisted) {
        (Value::String(id), _) => Ok(Some(id)),
        (Value::Null, None | Some(Value::Null)) => Ok(None),
        (Value::Null, Some(Value::Object(persisted))) => match persisted.get("sha256Hash") {
            Some(Value::String(hash)) => Ok(Some(hash.clone())),
            _ => Err("`sha256Hash` of `persistedQuery` must be a text"),
        },
        (Value::Null, Some(_)) => Err("`sha256Hash` of `persistedQuery` must be a text"),
        _ => Err("`documentId` must be a text"),
    }
}

fn answer(
    answered: &Answered,
    media_type: MediaType,
    memory: Arc<Reservation>,
) -> Result<Response, Exhausted> {
    let retry_after = RetryAfter::of(answered);
    let status = if let Some(retry_after) = retry_after {
        retry_after.status
    } else if is_request_error(answered) && media_type == MediaType::GraphqlResponse {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::OK
    };
    let mut text = body(answered);
    text.shrink_to_fit();
    memory.resize(text.len())?;
    let text = Body::from(memory::held(text, memory));
    let mut response = (status, [(header::CONTENT_TYPE, media_type.header())], text).into_response();
    if let Some(retry_after) = retry_after {
        retry_after.write(response.headers_mut());
    }
    Ok(response)
}

/// Whether the operation could not begin, and so has no data, not even null.
fn is_request_error(answered: &Answered) -> bool {
    answered.data == Value::Null
        && !answered.errors.is_empty()
        && answered.errors.iter().all(|error| error.path.is_empty() || error.source::<NotRun>().is_some())
}

/// The JSON text of an answer.
pub fn body(answered: &Answered) -> Vec<u8> {
    #[derive(Serialize)]
    struct Body<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        data: Option<&'a Value>,
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        errors: &'a [async_graphql::ServerError],
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        extensions: &'a BTreeMap<String, Value>,
    }
    let data = (!is_request_error(answered)).then_some(&answered.data);
    let Answered { errors, extensions, .. } = answered;
    let mut text = Vec::with_capacity(SPACE);
    let written = serde_json::to_writer(&mut text, &Body { data, errors, extensions });
    written.expect("GraphQL values have a JSON form");
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_bytes_ask_for_something_or_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            prop_assert!(decode(&bytes).is_err());
        }

        #[test]
        fn members_of_any_kind_are_refused_or_mean_what_they_say(
            values in prop::collection::vec(prop::sample::select(&["null", "1", "-0", "\"a\"", "\"\\u0000\"", "[]", "{}", "{\"persistedQuery\":{\"sha256Hash\":\"a\"}}", "true"][..]), 5)
        ) {
            let names = ["query", "variables", "operationName", "extensions", "documentId"];
            let members: Vec<String> = names.iter().zip(&values).map(|(name, value)| format!("\"{name}\":{value}")).collect();
            let body = format!("{{{}}}", members.join(","));
            if let Ok(DecodedBody { operation, document_id }) = decode(body.as_bytes()) {
                prop_assert!(!operation.query.is_empty() || document_id.is_some());
            }
        }
    }
}
