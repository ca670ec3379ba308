//! Reads request bodies with a timeout and a size limit.

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
    /// It did not end within the timeout.
    TooLate,
    /// The connection ended, or the data is not a valid body.
    Broken,
}

/// Reads the whole body. The timeout applies to the whole body, so sending it byte by byte does not extend
/// it.
///
/// A body whose announced length is too large is refused before any of it is read. Clients that wait for
/// `100 Continue` then do not send it (RFC 9110, section 10.1.1).
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

/// The `Content-Length` of the body, in bytes.
fn announced(request: &Request) -> u64 {
    let length = request.headers().get(header::CONTENT_LENGTH);
    length.and_then(|length| length.to_str().ok()?.parse().ok()).unwrap_or_default()
}
