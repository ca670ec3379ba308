//! The locale, request id and client address of each request, and its log line.

use std::{
    net::{IpAddr, SocketAddr},
    panic::AssertUnwindSafe,
    time::Instant,
};

use axum::{
    extract::{ConnectInfo, MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use tracing::Instrument;

use super::{Service, address, hosts, protection::protect, rejection::Rejection};
use crate::{
    account::OwnLanguage,
    database::new_id,
    error::{Failure, GeneralError},
    i18n::{self, Locale},
};

pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The maximum length of a request id that a client may send.
const MAXIMUM_ID: usize = 64;

/// The caller of a request, before authentication. [`bearer`](super::bearer) authenticates it.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub locale: Locale,
    /// Whether the request names no preferred language.
    has_no_preference: bool,
    pub request_id: String,
    /// The client's address, as far as it can be determined. It serves rate limits and is never shown.
    pub address: IpAddr,
}

impl Caller {
    fn of(request: &Request, service: &Service) -> Self {
        let ConnectInfo(peer): &ConnectInfo<SocketAddr> =
            request.extensions().get().expect("the server adds the peer address");
        let text = |name: HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
        let language = language(request.headers());
        Self {
            locale: language.unwrap_or_default(),
            has_no_preference: language.is_none(),
            request_id: text(REQUEST_ID)
                .filter(|id| is_identity(id))
                .map_or_else(|| new_id(service.app.clock.now()).to_string(), str::to_owned),
            address: address::of_client(peer.ip(), request.headers(), &service.http_config.proxies),
        }
    }

    /// The same caller after authentication. The language that the user chose takes precedence over that of
    /// the request, if PANDA has messages in it. Any other language of the account applies only if the
    /// request names none.
    pub(super) fn reading(self, language: &OwnLanguage<String>) -> Self {
        let own =
            (language.is_chosen || self.has_no_preference).then(|| i18n::lookup(&language.tag)).flatten();
        Self { locale: own.unwrap_or(self.locale), ..self }
    }
}

/// The preferred language. The list may span several header lines (RFC 9110, section 5.3). Clients without a
/// preference send no such header, or an asterisk.
fn language(headers: &HeaderMap) -> Option<Locale> {
    let lines = headers.get_all(header::ACCEPT_LANGUAGE).iter().filter_map(|line| line.to_str().ok());
    let accepted = lines.collect::<Vec<_>>().join(",");
    (!["", "*"].contains(&accepted.trim())).then(|| i18n::negotiate(&accepted))
}

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

fn is_identity(id: &str) -> bool {
    let allowed = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
    (1..=MAXIMUM_ID).contains(&id.len()) && id.bytes().all(allowed)
}
