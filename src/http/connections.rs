//! How long clients may keep a server waiting, and how many of them there may be.

use std::time::Duration;

/// Bounds on connections. A client that is within them is none the wiser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    /// The most connections at a time.
    pub maximum: usize,
    /// The most of one address that is no proxy's.
    pub maximum_per_address: usize,
    /// How long the head of a request may take, from its first byte to its last; and the first byte of a new connection.
    pub header_timeout: Duration,
    /// How long the body of a request may take in all.
    pub body_timeout: Duration,
    /// How long a client may take for each [`PORTION`](Self::PORTION) of its answer.
    pub write_timeout: Duration,
    /// How long a connection is kept between two requests.
    pub idle_timeout: Duration,
    /// How long the work for an answer may take.
    pub request_timeout: Duration,
    /// How long a server that has to stop goes on accepting connections, and is not ready meanwhile.
    pub drain_delay: Duration,
}

impl Connections {
    /// As many bytes of an answer, in `write_timeout`, are enough for a client to be believed that it reads.
    pub const PORTION: usize = 16 * 1024;
}

impl Default for Connections {
    fn default() -> Self {
        Self {
            maximum: 1_000,
            maximum_per_address: 500,
            header_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(10),
            write_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(30),
            request_timeout: Duration::from_secs(30),
            drain_delay: Duration::ZERO,
        }
    }
}
