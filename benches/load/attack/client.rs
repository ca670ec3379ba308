//! A client over a raw connection, which reads its responses or does not.

use std::{
    io::{self, ErrorKind},
    net::SocketAddr,
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::sleep,
};

/// How a client treats its responses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ReadBehaviour {
    Reads,
    /// Leaves the response unread.
    NeverReads,
    /// Sends its request byte by byte.
    Drips,
}

/// The interval of checks whether the server has closed a connection.
const CHECK_INTERVAL: Duration = Duration::from_millis(200);

pub struct Client {
    tcp: TcpStream,
    behaviour: ReadBehaviour,
    buffer: Vec<u8>,
}

impl Client {
    pub async fn connect(address: &str, from: [u8; 4], behaviour: ReadBehaviour) -> io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        if behaviour == ReadBehaviour::NeverReads {
            socket.set_recv_buffer_size(4 * 1024)?;
        }
        socket.bind(SocketAddr::from((from, 0)))?;
        let address: SocketAddr = address.parse().map_err(|_| ErrorKind::InvalidInput)?;
        let tcp = socket.connect(address).await?;
        tcp.set_nodelay(true)?;
        Ok(Self { tcp, behaviour, buffer: vec![0; 16 * 1024] })
    }

    /// Sends a request. Returns the status once the response is read, or once the server has closed the
    /// connection.
    pub async fn ask(&mut self, request: &str) -> io::Result<u16> {
        match self.behaviour {
            ReadBehaviour::Reads => {
                self.tcp.write_all(request.as_bytes()).await?;
                self.read().await
            }
            ReadBehaviour::NeverReads => {
                self.tcp.write_all(request.as_bytes()).await?;
                self.wait_for_the_end().await
            }
            ReadBehaviour::Drips => {
                let (first, last) = request.split_at(request.len() - 100);
                self.tcp.write_all(first.as_bytes()).await?;
                for byte in last.as_bytes() {
                    sleep(CHECK_INTERVAL).await;
                    self.tcp.write_all(&[*byte]).await?;
                }
                self.read().await
            }
        }
    }

    async fn wait_for_the_end(&mut self) -> io::Result<u16> {
        let mut begin = [0; 12];
        while self.tcp.peek(&mut begin).await? < begin.len() {
            sleep(Duration::from_millis(1)).await;
        }
        let status = status(&begin)?;
        if status == 200 {
            loop {
                sleep(CHECK_INTERVAL).await;
                if let Some(error) = self.tcp.take_error()? {
                    return Err(error);
                }
            }
        }
        // A refusal is short. The next request needs a new connection, because this response is not read.
        let tcp = TcpSocket::new_v4()?;
        tcp.bind(SocketAddr::new(self.tcp.local_addr()?.ip(), 0))?;
        self.tcp = tcp.connect(self.tcp.peer_addr()?).await?;
        Ok(status)
    }

    async fn read(&mut self) -> io::Result<u16> {
        let mut read = 0;
        let head = loop {
            if read == self.buffer.len() {
                return Err(ErrorKind::InvalidData.into());
            }
            match self.tcp.read(&mut self.buffer[read..]).await? {
                0 => return Err(ErrorKind::UnexpectedEof.into()),
                more => read += more,
            }
            if let Some(end) = self.buffer[..read].windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
        };
        let text = String::from_utf8_lossy(&self.buffer[..head]).to_ascii_lowercase();
        let status = status(&self.buffer[..12])?;
        let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        let mut left = length.unwrap_or(0_usize).saturating_sub(read - head);
        while left > 0 {
            let room = left.min(self.buffer.len());
            match self.tcp.read(&mut self.buffer[..room]).await? {
                0 => return Err(ErrorKind::UnexpectedEof.into()),
                more => left -= more,
            }
        }
        Ok(status)
    }
}

fn status(head: &[u8]) -> io::Result<u16> {
    let digits = head.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
    digits.ok_or_else(|| ErrorKind::InvalidData.into())
}
