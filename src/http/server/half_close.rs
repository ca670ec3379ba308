//! Clients that have shut down their write side.
//!
//! A client that has sent its whole request may shut down its write side and wait for the response, as
//! `nc -N` does. A client that closes the connection looks the same: TCP sends one FIN in both cases, and
//! `EPOLLRDHUP` reports both. Only a later write by the server gets a reset from a client that has
//! disconnected.
//!
//! Both cases cannot be served fully. Work for a disconnected client must stop, because it holds a database
//! connection, and a response that takes longer than [`GRACE`] is rare. The work therefore continues for that
//! time, unless the connection is reset, and is then dropped. A response that has started is written to its
//! end, because writing to a disconnected client fails by itself.

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

/// How long a response may take after the client has shut down its write side.
const GRACE: Duration = Duration::from_secs(2);

/// The interval of the checks for a reset.
const CHECK_INTERVAL: Duration = Duration::from_millis(100);

/// A client's end of stream, from the moment at which the server reads it.
pub(super) struct HalfClose {
    since: Instant,
    check_timer: Interval,
}

impl HalfClose {
    pub(super) fn now() -> Self {
        let mut check_timer = interval(CHECK_INTERVAL);
        check_timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { since: Instant::now(), check_timer }
    }

    /// Completes when hyper may see the end of stream. hyper then drops the work in progress. Completes
    /// immediately if no response is pending.
    pub(super) fn poll(
        &mut self,
        tcp: &TcpStream,
        progress: &ConnectionProgress,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        while progress.owes_answer() {
            ready!(self.check_timer.poll_tick(cx));
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
