//! Who asks: the principal, the language and the identity of each request, and its line in the log.

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

/// The longest identity that a request may bring along.
const MAXIMUM_ID: usize = 64;

/// Who a request comes from, as far as it says so by itself. [`bearer`](super::bearer) decides whether that is true.
#[derive(Debug, Clone)]
pub(super) struct Caller {
    pub locale: Locale,
    /// Whether the request leaves the language to us.
    is_indifferent: bool,
    pub request_id: String,
    /// From where, as far as it can be told: it is for counting, and for nobody's eyes.
    pub address: IpAddr,
}

impl Caller {
    fn of(request: &Request, service: &Service) -> Self {
        let ConnectInfo(peer): &ConnectInfo<SocketAddr> =
            request.extensions().get().expect("the server tells who is connected");
        let text = |name: HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
        let language = language(request.headers());
        Self {
            locale: language.unwrap_or_default(),
            is_indifferent: language.is_none(),
            request_id: text(REQUEST_ID)
                .filter(|id| is_identity(id))
                .map_or_else(|| new_id(service.app.clock.now()).to_string(), str::to_owned),
            address: address::of_client(peer.ip(), request.headers(), &service.http_config.proxies),
        }
    }

    /// The same caller, who has an account. The language that was chosen for it goes before that of the request, if there are
    /// messages in it. Another language of the account counts where the request asks for none.
    pub(super) fn reading(self, language: &OwnLanguage<String>) -> Self {
        let own = (language.is_chosen || self.is_indifferent).then(|| i18n::lookup(&language.tag)).flatten();
        Self { locale: own.unwrap_or(self.locale), ..self }
    }
}

/// The language that is wanted most; a list may come on several lines (RFC 9110, section 5.3). Programs that leave it to
/// the server send no such header, or an asterisk.
fn language(headers: &HeaderMap) -> Option<Locale> {
    let lines = headers.get_all(header::ACCEPT_LANGUAGE).iter().filter_map(|line| line.to_str().ok());
    let wanted = lines.collect::<Vec<_>>().join(",");
    (!["", "*"].contains(&wanted.trim())).then(|| i18n::negotiate(&wanted))
}

/// Identifies the caller, refuses a request without a valid host, answers for panics, and logs how the request ended.
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

/// The panic itself has been logged by the panic hook.
fn panicked(caller: &Caller) -> Response {
    let internal = GeneralError::Internal { request_id: caller.request_id.clone() };
    Rejection::internal(Failure::refuse(internal), caller).into_response()
}

/// The locale is the one that the answer is written in: whoever wrote it knew more than the request said by itself.
fn identify_answer(headers: &mut HeaderMap, request_id: &str, locale: Locale) {
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(REQUEST_ID, request_id);
    set(header::CONTENT_LANGUAGE, &locale.to_string());
    // Whatever else an answer depends on has been said already.
    headers.append(header::VARY, HeaderValue::from_static("accept, accept-language"));
}

fn is_identity(id: &str) -> bool {
    let allowed = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
    (1..=MAXIMUM_ID).contains(&id.len()) && id.bytes().all(allowed)
}
