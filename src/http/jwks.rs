//! The public keys with which other services verify PANDA's access tokens (RFC 7517).

use axum::{
    Json,
    extract::State,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};

use super::Service;

/// A new key must be published before it signs, so a cache of this age never lacks a signing key: see
/// `panda keys --help`.
const HEADERS: [(HeaderName, HeaderValue); 2] = [
    (header::CONTENT_TYPE, HeaderValue::from_static("application/jwk-set+json")),
    (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
];

pub(super) async fn keys(State(service): State<Service>) -> Response {
    (HEADERS, Json(service.accounts.tokens.jwks())).into_response()
}
