//! Work around every request: its caller, its host, its log line.

use std::{panic::AssertUnwindSafe, time::Instant};

use axum::{
    Extension,
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use tracing::Instrument;

use super::{
    Service,
    caller::{Caller, REQUEST_ID},
    hosts,
    protection::protect,
    rejection::Rejection,
};
use crate::{
    error::{Failure, GeneralError},
    i18n::Locale,
};

/// Middleware that identifies the caller, rejects a request without a valid host, answers for panics, and
/// logs the outcome.
pub(super) async fn identify(State(service): State<Service>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let caller = Caller::of(&request, &service);
    let path = request.extensions().get::<MatchedPath>().map_or("none", |path| path.as_str()).to_owned();
    let method = request.method().clone();
    request.extensions_mut().insert(caller.clone());
    let span = tracing::info_span!("request", id = %caller.request_id);
    async {
        let mut response = if hosts::is_well_formed(&request) {
            let outcome = AssertUnwindSafe(next.run(request)).catch_unwind().await;
            outcome.unwrap_or_else(|_| panicked(&caller))
        } else {
            Rejection::new(StatusCode::BAD_REQUEST, GeneralError::HttpHostInvalid, &caller).into_response()
        };
        let locale = response.extensions().get().copied().unwrap_or(caller.locale);
        identify_answer(response.headers_mut(), &caller.request_id, locale);
        protect(response.headers_mut());
        let (status, elapsed) = (response.status().as_u16(), started.elapsed());
        tracing::info!(%method, path, status, micros = elapsed.as_micros(), "answered");
        response
    }
    .instrument(span)
    .await
}

/// The panic hook has already logged the panic.
fn panicked(caller: &Caller) -> Response {
    let internal = GeneralError::Internal { request_id: caller.request_id.clone() };
    Rejection::internal(Failure::refuse(internal), caller).into_response()
}

/// The locale is that of the response, because a handler may know a better one than the request names.
fn identify_answer(headers: &mut HeaderMap, request_id: &str, locale: Locale) {
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(REQUEST_ID, request_id);
    set(header::CONTENT_LANGUAGE, &locale.to_string());
    // The other headers on which a response depends have been added already.
    headers.append(header::VARY, HeaderValue::from_static("accept, accept-language"));
}

/// Middleware that rejects requests for a host other than this machine.
pub(super) async fn expect_this_machine(
    Extension(caller): Extension<Caller>,
    request: Request,
    next: Next,
) -> Response {
    if hosts::is_for_this_machine(&request) {
        next.run(request).await
    } else {
        let refusal = GeneralError::HttpMisdirectedRequest;
        Rejection::new(StatusCode::MISDIRECTED_REQUEST, refusal, &caller).into_response()
    }
}
