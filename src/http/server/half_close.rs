//! Clients that have shut down their writing side.
//!
//! A client that has sent its whole request may shut down its writing side and wait for the answer, as `nc -N` does. A client
//! that closes the connection looks the same: TCP sends one FIN in both cases, `EPOLLRDHUP` reports both, and only what the
//! server writes later is answered with a reset by a client that is gone. Both cannot be served fully. Work for a client that
//! is gone must stop, because it holds a database connection, and an answer that takes longer than [`GRACE`] is rare. So the
//! work goes on for that time, unless the connection is reset, and is then dropped. An answer that has begun is written to its
//! end, because writing to a client that is gone fails by itself.

use std::{
    io::{self, ErrorKind},
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    net::TcpStream,
    time::{Instant, Interval, MissedTickBehavior, interval},
};

use super::progress::ConnectionProgress;

/// How long an answer may take after the client has shut down its writing side.
const GRACE: Duration = Duration::from_secs(2);

/// How often to look whether the connection was reset.
const PACE: Duration = Duration::from_millis(100);

/// The end of what a client sends, from the moment at which it is read.
pub(super) struct HalfClose {
    since: Instant,
    pace: Interval,
}

impl HalfClose {
    pub(super) fn now() -> Self {
        let mut pace = interval(PACE);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { since: Instant::now(), pace }
    }

    /// Completes when hyper is told of the end, and then drops the work in hand: at once, if no answer is due.
    pub(super) fn poll(
        &mut self,
        tcp: &TcpStream,
        progress: &ConnectionProgress,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        while progress.owes_answer() {
            ready!(self.pace.poll_tick(cx));
            match tcp.try_read(&mut [0]) {
                Err(error) if error.kind() != ErrorKind::WouldBlock => return Poll::Ready(Err(error)),
                Ok(_) | Err(_) => {}
            }
            if !progress.is_answering() && self.since.elapsed() >= GRACE {
                break;
            }
        }
        Poll::Ready(Ok(()))
    }
}
