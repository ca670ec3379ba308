//! The locale, request id and client address of each request.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request},
    http::{HeaderMap, HeaderName, header},
};

use super::{Service, address};
use crate::{
    account::OwnLanguage,
    database::new_id,
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
    pub(super) fn of(request: &Request, service: &Service) -> Self {
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

fn is_identity(id: &str) -> bool {
    let allowed = |c: u8| c.is_ascii_alphanumeric() || c == b'-' || c == b'_';
    (1..=MAXIMUM_ID).contains(&id.len()) && id.bytes().all(allowed)
}
