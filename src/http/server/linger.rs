//! Closing a connection of which a part of the request was not read.
//!
//! When a socket is closed with unread bytes, the system sends a reset, and a reset can destroy an answer that the client
//! has not read yet (RFC 9112, section 9.6). So the server shuts down its writing side, discards what still comes, and
//! closes when the client does.

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

/// For how long bytes are discarded. A client that has not read its answer by then may lose it.
const LONGEST: Duration = Duration::from_secs(2);

/// The time from the last byte of an answer until its connection is closed.
pub(super) struct Linger(Pin<Box<Sleep>>);

impl Linger {
    pub(super) fn begin() -> Self {
        Self(Box::pin(sleep(LONGEST)))
    }

    /// Discards what the client sends. Completes when the client closes its side, or is not waited for any longer.
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
