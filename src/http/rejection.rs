//! Responses to requests that run no operation: an HTTP status, and the reason in the shape of a GraphQL
//! error.

use async_graphql::ServerError;
use axum::{
    Extension,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{caller::Caller, json::body, media_type::MediaType, retry::RetryAfter};
use crate::{
    error::{Failure, GeneralError},
    graphql::{ErrorAnswer, Response as Answered, present},
    response_memory::Exhausted,
};

/// The `WWW-Authenticate` header of a 401 for an invalid token (RFC 6750, section 3).
const CHALLENGE: HeaderValue = HeaderValue::from_static("Bearer error=\"invalid_token\"");

/// The `WWW-Authenticate` header of a 401 for a request without a token, which therefore has no error code
/// (section 3.1).
const CHALLENGE_WITHOUT_ERROR: HeaderValue = HeaderValue::from_static("Bearer");

/// A request that is rejected before it becomes an operation.
#[derive(Debug)]
pub(super) struct Rejection {
    status: StatusCode,
    failure: Failure,
    caller: Caller,
    media_type: MediaType,
    /// The `WWW-Authenticate` header of a 401.
    challenge: HeaderValue,
}

impl Rejection {
    pub(super) fn new(status: StatusCode, refusal: GeneralError, caller: &Caller) -> Self {
        Self::with(status, Failure::refuse(refusal), caller)
    }

    /// For an anonymous request where authentication is required.
    pub(super) fn anonymous(caller: &Caller) -> Self {
        let challenge = CHALLENGE_WITHOUT_ERROR;
        Self { challenge, ..Self::new(StatusCode::UNAUTHORIZED, GeneralError::Unauthenticated, caller) }
    }

    pub(super) fn internal(failure: Failure, caller: &Caller) -> Self {
        Self::with(StatusCode::INTERNAL_SERVER_ERROR, failure, caller)
    }

    /// For a response that exceeds a memory limit.
    pub(super) fn exhausted(exhausted: Exhausted, caller: &Caller) -> Self {
        let status = match exhausted {
            Exhausted::Total => StatusCode::SERVICE_UNAVAILABLE,
            Exhausted::Address | Exhausted::User => StatusCode::TOO_MANY_REQUESTS,
        };
        Self::with(status, exhausted.into(), caller)
    }

    /// For failed work, with the status of the failure.
    pub(super) fn failed(failure: Failure, caller: &Caller) -> Self {
        let status = match &failure {
            Failure::Refused(_) => StatusCode::BAD_REQUEST,
            Failure::Unavailable | Failure::ReadOnly => StatusCode::SERVICE_UNAVAILABLE,
            Failure::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self::with(status, failure, caller)
    }

    fn with(status: StatusCode, failure: Failure, caller: &Caller) -> Self {
        let media_type = MediaType::default();
        Self { status, failure, caller: caller.clone(), media_type, challenge: CHALLENGE }
    }

    pub(super) fn written_as(mut self, media_type: MediaType) -> Self {
        self.media_type = media_type;
        self
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        let error =
            ServerError { source: Some(std::sync::Arc::new(self.failure)), ..ServerError::new("", None) };
        let answer = ErrorAnswer { locale: self.caller.locale, request_id: &self.caller.request_id };
        let answered = Answered::from_errors(present(vec![error], answer));
        let retry_after = RetryAfter::of(&answered);
        let headers = [(header::CONTENT_TYPE, self.media_type.header())];
        let mut response =
            (self.status, headers, Extension(self.caller.locale), body(answered)).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, self.challenge);
        }
        if self.status == StatusCode::UNSUPPORTED_MEDIA_TYPE {
            // The supported content encodings (RFC 9110, section 12.5.3).
            response.headers_mut().insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        }
        if self.status == StatusCode::REQUEST_TIMEOUT {
            // The rest of the request may still arrive and must not be parsed as the next request.
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        if let Some(retry_after) = retry_after {
            retry_after.write(response.headers_mut());
        }
        response
    }
}

pub(super) async fn not_found(Extension(caller): Extension<Caller>) -> Rejection {
    Rejection::new(StatusCode::NOT_FOUND, GeneralError::HttpNotFound, &caller)
}

/// Negotiates the media type, because clients that send GET by default show the reason only in a type that
/// they accept.
pub(super) async fn only_post(Extension(caller): Extension<Caller>, headers: HeaderMap) -> Response {
    method_not_allowed("POST", MediaType::negotiate(&headers).unwrap_or_default(), &caller)
}

pub(super) async fn only_get(Extension(caller): Extension<Caller>) -> Response {
    method_not_allowed("GET, HEAD", MediaType::default(), &caller)
}

fn method_not_allowed(allowed: &'static str, media_type: MediaType, caller: &Caller) -> Response {
    let rejection =
        Rejection::new(StatusCode::METHOD_NOT_ALLOWED, GeneralError::HttpMethodNotAllowed, caller);
    ([(header::ALLOW, allowed)], rejection.written_as(media_type)).into_response()
}
