//! Limits and timeouts of client connections.

use std::time::Duration;

/// Limits on connections. A client within the limits does not notice them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    /// The maximum number of connections.
    pub maximum: usize,
    /// The maximum number of connections of one address, except of a proxy's.
    pub maximum_per_address: usize,
    /// The timeout of a request's head from its first byte to its last, and of the first byte of a new
    /// connection.
    pub header_timeout: Duration,
    /// The timeout of a request's whole body.
    pub body_timeout: Duration,
    /// The timeout for each [`PORTION`](Self::PORTION) of a response that the client reads.
    pub write_timeout: Duration,
    /// The timeout of an idle connection between two requests.
    pub idle_timeout: Duration,
    /// The timeout of the work for a response.
    pub request_timeout: Duration,
    /// How long a stopping server continues to accept connections. It is not ready during that time.
    pub drain_delay: Duration,
}

impl Connections {
    /// A client that reads this many bytes of a response within `write_timeout` has not stalled.
    pub const PORTION: usize = 16 * 1024;

    /// The maximum number of accepted connections that wait while the server is full. Beyond it, one of the
    /// address with the most connections is closed.
    pub const MAX_WAITING: usize = 128;
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
