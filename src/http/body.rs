//! Reading what a client sends: all of it, in time, and no more than is read at most.

use std::time::Duration;

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{StatusCode, header},
    response::IntoResponse,
};
use tokio::time::timeout;

use super::MAXIMUM_BODY;

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyError {
    TooLarge,
    /// It did not come to its end in time.
    TooLate,
    /// The connection ended, or what came is no body.
    Broken,
}

/// The whole body, in so much time for all of it: whoever sends it byte by byte gains nothing.
///
/// A body that is announced as too large is refused at once, before any of it is read. Clients that wait for
/// `100 Continue` do not send it then (RFC 9110, section 10.1.1).
pub(super) async fn read(request: Request, request_timeout: Duration) -> Result<Bytes, BodyError> {
    if announced(&request) > MAXIMUM_BODY as u64 {
        return Err(BodyError::TooLarge);
    }
    let read =
        timeout(request_timeout, Bytes::from_request(request, &())).await.map_err(|_| BodyError::TooLate)?;
    read.map_err(|rejection| match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => BodyError::TooLarge,
        _ => BodyError::Broken,
    })
}

/// The length of the body as the client announces it, in bytes.
fn announced(request: &Request) -> u64 {
    let length = request.headers().get(header::CONTENT_LENGTH);
    length.and_then(|length| length.to_str().ok()?.parse().ok()).unwrap_or_default()
}
