//! A client's bytes and bodies, which tell how far they have come.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use hyper::body::{Body, Frame, SizeHint};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

use super::{half_close::HalfClose, linger::Linger, progress::ConnectionProgress};

/// A connection whose progress is followed.
pub(super) struct Stream {
    tcp: TcpStream,
    progress: Arc<ConnectionProgress>,
    /// Present from the end of what the client sends.
    half_close: Option<HalfClose>,
    /// Present from the end of what the server says, if it has not read all that the client sends.
    linger: Option<Linger>,
}

impl Stream {
    pub(super) fn new(tcp: TcpStream, progress: Arc<ConnectionProgress>) -> Self {
        Self { tcp, progress, half_close: None, linger: None }
    }

    fn wrote(&self, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        if let Poll::Ready(Ok(bytes)) = written {
            self.progress.wrote(bytes);
        }
        written
    }
}

impl Drop for Stream {
    /// The system would keep what a client does not take, and go on offering it.
    fn drop(&mut self) {
        if self.progress.is_answering() {
            // Where it cannot be set, the system forgets it after a while.
            drop(self.tcp.set_zero_linger());
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let Self { tcp, progress, half_close, .. } = &mut *self;
        if half_close.is_none() {
            let before = buf.remaining();
            let read = Pin::new(&mut *tcp).poll_read(cx, buf);
            if buf.remaining() < before {
                progress.received();
            }
            let is_end = matches!(read, Poll::Ready(Ok(()))) && before > 0 && buf.remaining() == before;
            if !is_end {
                return read;
            }
        }
        half_close.get_or_insert_with(HalfClose::now).poll(tcp, progress, cx)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.tcp).poll_write(cx, buf);
        self.wrote(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.tcp).poll_write_vectored(cx, bufs);
        self.wrote(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.tcp.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.progress.flushed();
        Pin::new(&mut self.tcp).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Self { tcp, progress, linger, .. } = &mut *self;
        if linger.is_none() {
            ready!(Pin::new(&mut *tcp).poll_shutdown(cx))?;
            if !progress.has_unread_body() {
                return Poll::Ready(Ok(()));
            }
        }
        linger.get_or_insert_with(Linger::begin).poll(tcp, cx).map(Ok)
    }
}

/// A body that tells when it is no longer needed, and whether it was read to its end.
pub(super) struct TrackedBody<B: Body> {
    body: B,
    progress: Arc<ConnectionProgress>,
    at_end: fn(&ConnectionProgress, bool),
}

impl<B: Body> TrackedBody<B> {
    pub(super) fn new(
        body: B,
        progress: Arc<ConnectionProgress>,
        at_end: fn(&ConnectionProgress, bool),
    ) -> Self {
        Self { body, progress, at_end }
    }
}

impl<B: Body> Drop for TrackedBody<B> {
    fn drop(&mut self) {
        (self.at_end)(&self.progress, self.body.is_end_stream());
    }
}

impl<B: Body + Unpin> Body for TrackedBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
