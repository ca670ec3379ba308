//! Clients during a rolling restart of several servers, and a count of failed requests.
//!
//! The clients follow HTTP/1.1: they keep connections open, close one after a response with `connection:
//! close`, and connect to the next server when one refuses. They never repeat a request. The bench `load`
//! uses this file too.

use std::{
    io::{self, BufRead, BufReader, ErrorKind, Read, Write},
    net::TcpStream,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// The timeout of a response.
const TIMEOUT: Duration = Duration::from_mins(1);

/// The number of servers that may refuse a connection in succession.
const ATTEMPTS: usize = 10;

/// The addresses of the servers.
pub struct Servers {
    addresses: Mutex<Vec<String>>,
    next: AtomicUsize,
}

/// The counts of requests so far.
#[derive(Debug, Default)]
pub struct Requests {
    pub answered: AtomicU32,
    /// Requests with a status other than 200, or without a response.
    pub failed: AtomicU32,
    pub first_failure: Mutex<Option<String>>,
}

impl Servers {
    pub fn new(addresses: impl IntoIterator<Item = String>) -> Self {
        Self { addresses: Mutex::new(addresses.into_iter().collect()), next: AtomicUsize::new(0) }
    }

    /// Sends new connections to another address.
    pub fn replace(&self, place: usize, address: String) {
        self.addresses.lock().unwrap_or_else(PoisonError::into_inner)[place] = address;
    }

    /// Sends requests over that many connections until `work` has completed.
    pub fn load(&self, connections: usize, request: &[u8], work: impl FnOnce(&Requests)) -> Requests {
        let (requests, is_over) = (Requests::default(), AtomicBool::new(false));
        thread::scope(|scope| {
            for _ in 0..connections {
                scope.spawn(|| self.send_until(&is_over, request, &requests));
            }
            // The scope joins its threads even after a panic.
            let _over = Over(&is_over);
            work(&requests);
        });
        requests
    }

    fn send_until(&self, is_over: &AtomicBool, request: &[u8], requests: &Requests) {
        let mut kept = None;
        while !is_over.load(Ordering::Relaxed) {
            let open = kept.take().filter(is_open);
            let sent =
                open.map_or_else(|| self.connect(), Ok).and_then(|connection| send(connection, request));
            match sent {
                Ok((connection, 200)) => {
                    requests.answered.fetch_add(1, Ordering::Relaxed);
                    kept = connection;
                }
                Ok((_, status)) => requests.fail(format!("an answer with status {status}")),
                Err(error) => requests.fail(error.to_string()),
            }
        }
    }

    /// Connects to the next server that accepts. The list of servers may change meanwhile.
    fn connect(&self) -> io::Result<BufReader<TcpStream>> {
        let first = self.next.fetch_add(1, Ordering::Relaxed);
        let mut refusal = io::Error::other("there is no server");
        for attempt in 0..ATTEMPTS {
            match TcpStream::connect(self.address(first + attempt)) {
                Ok(tcp) => {
                    tcp.set_nodelay(true)?;
                    tcp.set_read_timeout(Some(TIMEOUT))?;
                    return Ok(BufReader::new(tcp));
                }
                Err(error) => refusal = error,
            }
        }
        Err(refusal)
    }

    fn address(&self, turn: usize) -> String {
        let addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        addresses[turn % addresses.len()].clone()
    }
}

impl Requests {
    /// Waits until that many more requests have succeeded, or one has failed.
    pub fn wait_for(&self, more: u32) {
        let before = self.answered.load(Ordering::Relaxed);
        let is_waiting = || self.answered.load(Ordering::Relaxed) < before + more;
        while is_waiting() && self.failed.load(Ordering::Relaxed) == 0 {
            thread::sleep(Duration::from_millis(2));
        }
    }

    fn fail(&self, reason: String) {
        self.failed.fetch_add(1, Ordering::Relaxed);
        self.first_failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(reason);
    }
}

struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Whether an idle connection is still open.
fn is_open(connection: &BufReader<TcpStream>) -> bool {
    let tcp = connection.get_ref();
    let peek = || {
        tcp.set_nonblocking(true)?;
        let peeked = tcp.peek(&mut [0]);
        tcp.set_nonblocking(false)?;
        peeked
    };
    peek().is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
}

/// Sends a request and reads the response: the status, and the connection if it stays open.
fn send(
    mut connection: BufReader<TcpStream>,
    request: &[u8],
) -> io::Result<(Option<BufReader<TcpStream>>, u16)> {
    connection.get_mut().write_all(request)?;
    let (mut status, mut length, mut is_kept) = (None, 0, true);
    loop {
        let mut line = String::new();
        if connection.read_line(&mut line)? == 0 {
            return Err(io::Error::other("the connection was closed in place of an answer"));
        }
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        status = status.or_else(|| line.split(' ').nth(1)?.parse().ok());
        if let Some(text) = line.strip_prefix("content-length: ") {
            length = text.parse().map_err(io::Error::other)?;
        }
        is_kept &= line != "connection: close";
    }
    connection.read_exact(&mut vec![0; length])?;
    Ok((is_kept.then_some(connection), status.ok_or_else(|| io::Error::other("no status"))?))
}
