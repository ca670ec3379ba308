//! An HTTP client that sends raw bytes at any speed.

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

use super::program::TIMEOUT;

/// A complete request head, which the server answers immediately.
pub const LIVE: &str = "GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// A request with a response of more than a megabyte.
pub const LARGE: &str = "GET /graphiql/graphiql.min.js HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// A connection to a server.
pub struct RawConnection(pub TcpStream);

/// A response as sent over the wire.
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

impl RawConnection {
    /// Connects to `http://127.0.0.1:port`.
    pub async fn connect(address: &str) -> Self {
        Self::connect_with(address, None).await.expect("the server is there")
    }

    /// The same with a small receive buffer, so that the server can send little before the client reads.
    pub async fn connect_with_small_buffer(address: &str) -> Self {
        Self::try_connect_with_small_buffer(address).await.expect("the server is there")
    }

    /// The same for a server that may have stopped.
    pub async fn try_connect_with_small_buffer(address: &str) -> io::Result<Self> {
        Self::connect_with(address, Some(8 * 1024)).await
    }

    /// Connects from another address of this machine, as another client would.
    pub async fn connect_from(address: &str, from: [u8; 4]) -> Self {
        let address: SocketAddr = address.trim_start_matches("http://").parse().expect("an address");
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind((from, 0).into()).expect("an address of this machine");
        let connected = timeout(TIMEOUT, socket.connect(address)).await;
        Self(
            connected.expect("the system accepts the connection or refuses it").expect("the server is there"),
        )
    }

    async fn connect_with(address: &str, buffer: Option<u32>) -> io::Result<Self> {
        let address: SocketAddr = address.trim_start_matches("http://").parse().expect("an address");
        let socket = TcpSocket::new_v4().expect("a socket");
        if let Some(bytes) = buffer {
            socket.set_recv_buffer_size(bytes).expect("a small buffer");
        }
        let connected = timeout(TIMEOUT, socket.connect(address)).await;
        connected.expect("the system accepts the connection or refuses it").map(Self)
    }

    pub async fn send_text(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).await.expect("the server listens");
    }

    /// The next response, unless the connection ends first.
    pub async fn receive(&mut self) -> Option<RawAnswer> {
        timeout(TIMEOUT, self.receive_without_timeout())
            .await
            .expect("the server responds or closes the connection")
    }

    async fn receive_without_timeout(&mut self) -> Option<RawAnswer> {
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

    /// Reads some bytes. Empty when the server has closed or reset the connection.
    pub async fn read(&mut self, buffer: &mut [u8]) -> usize {
        match self.0.read(buffer).await {
            Ok(read) => read,
            Err(error) if is_end(error.kind()) => 0,
            Err(error) => panic!("{error}"),
        }
    }

    /// Waits until the server closes the connection without a response.
    pub async fn expect_close(&mut self) {
        let read = timeout(TIMEOUT, self.read(&mut [0; 1])).await;
        assert_eq!(read.expect("the server closes the connection"), 0, "the server still sends a response");
    }

    /// Whether the connection is open and has no unread bytes.
    pub fn is_idle_and_open(&self) -> bool {
        let nothing = self.0.try_read(&mut [0; 1]);
        nothing.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    }

    /// Sends a byte at intervals until the server closes the connection.
    pub async fn send_slowly_until_closed(&mut self, pause: Duration) {
        let dripping = async { while self.send_byte_and_pause(pause).await {} };
        timeout(TIMEOUT, dripping).await.expect("the server closes the connection");
    }

    /// Sends a byte, pauses, and returns whether the connection is still open.
    pub async fn send_byte_and_pause(&mut self, pause: Duration) -> bool {
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
