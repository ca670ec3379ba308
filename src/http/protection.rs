//! What browsers are told not to do with our answers.
//!
//! Nothing here says that a browser must come by TLS (`Strict-Transport-Security`): only whoever terminates TLS can know.

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, header},
    routing::MethodRouter,
};
use tower_http::set_header::SetResponseHeaderLayer;

use super::Service;

/// An answer is data: it is shown in no frame, runs nothing, fetches nothing, and is embedded by no other site. Pages of
/// the origins that are listed may read it all the same, for `Cross-Origin-Resource-Policy` is about embedding.
const HEADERS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Adds the headers to an answer, unless it has others of the name.
pub(super) fn protect(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

/// Has nobody keep the answers of a route: they are about people.
pub(super) fn unstored(route: MethodRouter<Service>) -> MethodRouter<Service> {
    let no_store = HeaderValue::from_static("no-store");
    route.layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, no_store))
}
