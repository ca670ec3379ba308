//! Reading what a client sends: all of it, in time, and no more than is read at most.

use std::time::Duration;

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::StatusCode,
    response::IntoResponse,
};
use tokio::time::timeout;

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    TooLarge,
    /// It did not come to its end in time.
    TooLate,
    /// The connection ended, or what came is no body.
    Broken,
}

/// The whole body, in so much time for all of it: whoever sends it byte by byte gains nothing.
pub(super) async fn read(request: Request, patience: Duration) -> Result<Bytes, Unread> {
    let read = timeout(patience, Bytes::from_request(request, &())).await.map_err(|_| Unread::TooLate)?;
    read.map_err(|rejection| match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => Unread::TooLarge,
        _ => Unread::Broken,
    })
}
