//! Security headers for browsers.
//!
//! `Strict-Transport-Security` is absent, because only the component that terminates TLS knows whether it
//! applies.

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, header},
    routing::MethodRouter,
};
use tower_http::set_header::SetResponseHeaderLayer;

use super::Service;

/// A response is data: browsers must not frame it, run it, fetch from it, or embed it in another site. Pages
/// of allowed origins can still read it, because `Cross-Origin-Resource-Policy` restricts only embedding.
const HEADERS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Adds the headers to a response, unless it already has headers of these names.
pub(super) fn protect(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

/// Disables caching of a route's responses, because they contain personal data.
pub(super) fn unstored(route: MethodRouter<Service>) -> MethodRouter<Service> {
    let no_store = HeaderValue::from_static("no-store");
    route.layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, no_store))
}
