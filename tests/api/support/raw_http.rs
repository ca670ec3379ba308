//! A client that sends what a test says, byte by byte, as slowly as it likes.

use std::{
    io::{self, ErrorKind},
    net::SocketAddr,
    time::Duration,
};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::{sleep, timeout},
};

use super::program::PATIENCE;

/// The head of a request for which an answer is due once it is complete.
pub const LIVE: &str = "GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// An answer of more than a megabyte.
pub const LARGE: &str = "GET /graphiql/graphiql.min.js HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// A connection to a server.
pub struct Bare(pub TcpStream);

/// An answer as it went over the wire.
#[derive(Debug, PartialEq)]
pub struct RawAnswer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl RawAnswer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }
}

impl Bare {
    /// Connects to `http://127.0.0.1:port`.
    pub async fn connect(address: &str) -> Self {
        Self::connect_with(address, None).await.expect("the server is there")
    }

    /// The same with so small a buffer that little comes unless it is read.
    pub async fn connect_narrowly(address: &str) -> Self {
        Self::try_connect_narrowly(address).await.expect("the server is there")
    }

    /// The same, where the server may have gone.
    pub async fn try_connect_narrowly(address: &str) -> io::Result<Self> {
        Self::connect_with(address, Some(8 * 1024)).await
    }

    async fn connect_with(address: &str, buffer: Option<u32>) -> io::Result<Self> {
        let address: SocketAddr = address.trim_start_matches("http://").parse().expect("an address");
        let socket = TcpSocket::new_v4().expect("a socket");
        if let Some(bytes) = buffer {
            socket.set_recv_buffer_size(bytes).expect("a small buffer");
        }
        let connected = timeout(PATIENCE, socket.connect(address)).await;
        connected.expect("the system accepts the connection or refuses it").map(Self)
    }

    pub async fn say(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.expect("the server listens");
    }

    /// The next answer, if it comes before the connection ends.
    pub async fn hear(&mut self) -> Option<RawAnswer> {
        timeout(PATIENCE, self.hear_patiently()).await.expect("the server answers or hangs up")
    }

    async fn hear_patiently(&mut self) -> Option<RawAnswer> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            if self.read(&mut byte).await == 0 {
                return None;
            }
            head.push(byte[0]);
        }
        let head = String::from_utf8(head).expect("a text");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let mut body = vec![0; length.and_then(|length| length.parse().ok()).expect("a length")];
        self.0.read_exact(&mut body).await.ok()?;
        Some(RawAnswer { status, head, body })
    }

    /// Some bytes; none when the server has hung up, in whatever way.
    pub async fn read(&mut self, buffer: &mut [u8]) -> usize {
        match self.0.read(buffer).await {
            Ok(read) => read,
            Err(error) if is_end(error.kind()) => 0,
            Err(error) => panic!("{error}"),
        }
    }

    /// Waits until the server hangs up without another word.
    pub async fn hears_the_end(&mut self) {
        let read = timeout(PATIENCE, self.read(&mut [0; 1])).await;
        assert_eq!(read.expect("the server hangs up"), 0, "the server still says something");
    }

    /// Whether the server has not hung up, nor said anything.
    pub fn is_kept_waiting(&self) -> bool {
        let nothing = self.0.try_read(&mut [0; 1]);
        nothing.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    }

    /// Sends a byte now and then until the server has hung up.
    pub async fn drips_to_the_end(&mut self, pause: Duration) {
        let dripping = async { while self.drips(pause).await {} };
        timeout(PATIENCE, dripping).await.expect("the server hangs up");
    }

    /// Sends a byte, and waits a little: whether the server still listens.
    pub async fn drips(&mut self, pause: Duration) -> bool {
        if self.0.write_all(b"x").await.is_err() {
            return false;
        }
        sleep(pause).await;
        true
    }
}

fn is_end(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe)
}
