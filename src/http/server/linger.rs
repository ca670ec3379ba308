//! Closes a connection with an unread part of a request.
//!
//! When a socket closes with unread bytes, the kernel sends a reset. A reset can destroy a response that the
//! client has not read yet (RFC 9112, section 9.6). The server therefore shuts down its write side, discards
//! incoming bytes, and closes when the client does.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, ReadBuf},
    net::TcpStream,
    time::{Sleep, sleep},
};

/// How long bytes are discarded. A client that has not read its response by then may lose it.
const LINGER_TIMEOUT: Duration = Duration::from_secs(2);

/// The state between the last byte of a response and the close of its connection.
pub(super) struct Linger(Pin<Box<Sleep>>);

impl Linger {
    pub(super) fn begin() -> Self {
        Self(Box::pin(sleep(LINGER_TIMEOUT)))
    }

    /// Discards what the client sends. Completes when the client closes its side, or after the timeout.
    pub(super) fn poll(&mut self, tcp: &mut TcpStream, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            if self.0.as_mut().poll(cx).is_ready() {
                return Poll::Ready(());
            }
            let mut discarded = [0; 8 * 1024];
            let mut discarded = ReadBuf::new(&mut discarded);
            let read = ready!(Pin::new(&mut *tcp).poll_read(cx, &mut discarded));
            if read.is_err() || discarded.filled().is_empty() {
                return Poll::Ready(());
            }
        }
    }
}
