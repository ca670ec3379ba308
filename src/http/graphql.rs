//! `POST /graphql`: GraphQL over HTTP, one operation per request.

use std::sync::Arc;

use async_graphql::{Request, Value, Variables, indexmap::IndexMap};
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{Request as HttpRequest, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::error::Category;

use super::{
    MAXIMUM_BODY, Service, bearer,
    body::{self, BodyError},
    caller::Caller,
    in_time, json,
    media_type::{MediaType, is_encoded, is_json},
    memory::{self, ConnectedClient},
    rejection::Rejection,
    retry::RetryAfter,
};
use crate::{
    error::GeneralError,
    graphql::{self, RequestContext, Response as Answered},
    response_memory::{Exhausted, Reservation},
};

/// With the value `1`, the response reports the cost of the operation.
pub(super) const COST: HeaderName = HeaderName::from_static("x-panda-cost");

/// The memory of a request before its operation runs, in bytes: a constant, a multiple of the body's size,
/// and a multiple of the document's size. A document exists as text, as a syntax tree and as a prepared
/// operation.
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
        // The rest of the body is unread and must not be parsed as the next request.
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
    let authenticated = bearer::authenticate(headers, &service, caller).await;
    let (principal, caller) = authenticated.map_err(|rejection| rejection.written_as(media_type))?;
    let reject = |status, refusal| Rejection::new(status, refusal, &caller).written_as(media_type);
    // Browsers do not send this content type to other origins without a preflight, so this also prevents
    // CSRF.
    if !is_json(headers) {
        return Err(reject(StatusCode::UNSUPPORTED_MEDIA_TYPE, GeneralError::HttpUnsupportedMediaType));
    }
    if is_encoded(headers) {
        return Err(reject(StatusCode::UNSUPPORTED_MEDIA_TYPE, GeneralError::HttpUnsupportedContentEncoding));
    }
    let body = body.map_err(|error| match error {
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
        service.reference.clone(),
        service.accounts.clone(),
        principal,
        locale,
        request_id,
        address,
    );
    context.document_id = document_id;
    context.memory = Some(memory.clone());
    context.wants_cost = headers.get(COST).is_some_and(|value| value == "1");
    let request_timeout = service.http_config.connections.request_timeout;
    // Boxed, because each layer around this future moves it.
    let executing = Box::pin(graphql::execute(&service.schema, operation, context));
    let executed = in_time(request_timeout, executing).await;
    let executed = executed.map_err(|failure| Rejection::failed(failure, &caller).written_as(media_type))?;
    let answer = answer(executed, media_type, memory).map_err(exhausted)?;
    Ok((Extension(locale), answer).into_response())
}

/// The decoded body of a request.
struct DecodedBody {
    operation: Request,
    /// The identifier of a persisted document.
    document_id: Option<String>,
}

/// The known members of a body, before their types are checked.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Members {
    query: Value,
    operation_name: Value,
    variables: Value,
    extensions: Value,
    document_id: Value,
}

/// Decodes a body, or describes what is wrong with it.
fn decode(body: &[u8]) -> Result<DecodedBody, &'static str> {
    // serde would accept a list as the members in their order.
    if body.trim_ascii_start().first().is_some_and(|first| *first != b'{') {
        let is_json = serde_json::from_slice::<IgnoredAny>(body).is_ok();
        return Err(if is_json { "it is not an object" } else { "it is not JSON" });
    }
    let members: Members = serde_json::from_slice(body).map_err(|error| match error.classify() {
        Category::Data => "it has a member twice",
        Category::Io | Category::Syntax | Category::Eof => "it is not JSON",
    })?;
    // Null and absent are equivalent.
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

/// The id of a persisted document, in one of the two forms that clients use: `documentId` of GraphQL over
/// HTTP (appendix "Persisted Documents"), and Apollo's extension `persistedQuery`.
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
    answered: Answered,
    media_type: MediaType,
    memory: Arc<Reservation>,
) -> Result<Response, Exhausted> {
    let retry_after = RetryAfter::of(&answered);
    let status = if let Some(retry_after) = retry_after {
        retry_after.status
    } else if json::is_request_error(&answered) && media_type == MediaType::GraphqlResponse {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::OK
    };
    let mut text = json::body(answered);
    text.shrink_to_fit();
    memory.resize(text.len())?;
    let text = Body::from(memory::held(text, memory));
    let mut response = (status, [(header::CONTENT_TYPE, media_type.header())], text).into_response();
    if let Some(retry_after) = retry_after {
        retry_after.write(response.headers_mut());
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn random_bytes_are_rejected(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
            prop_assert!(decode(&bytes).is_err());
        }

        #[test]
        fn a_decoded_body_has_a_query_or_a_document_id(
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
