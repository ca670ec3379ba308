//! The state of a connection, and since when.

use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::sync::Notify;

use crate::{http::Connections, response_memory::ClientConnection};

/// The phase of a connection's current request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RequestPhase {
    /// The client must send the head of a request, or the rest of it.
    Head,
    /// The client must send the rest of the body.
    Body,
    /// The server must answer.
    Work,
    /// The client must read the response. `taken` counts the bytes of the current portion that it has read.
    Answer { taken: usize, is_whole: bool },
    /// No request is in progress.
    Idle,
}

/// The progress of one connection, updated by its reader, service and writer.
pub(super) struct ConnectionProgress {
    state: Mutex<(RequestPhase, Instant)>,
    has_unread_body: AtomicBool,
    cut: Notify,
}

impl ConnectionProgress {
    /// The progress of a new connection.
    pub(super) fn new() -> Self {
        Self {
            state: Mutex::new((RequestPhase::Head, Instant::now())),
            has_unread_body: AtomicBool::new(false),
            cut: Notify::new(),
        }
    }

    /// Bytes arrived.
    pub(super) fn received(&self) {
        self.advance(|phase| (phase == RequestPhase::Idle).then_some(RequestPhase::Head));
    }

    /// The head of a request is complete.
    pub(super) fn request_received(&self, has_body: bool) {
        self.advance(|_| Some(if has_body { RequestPhase::Body } else { RequestPhase::Work }));
    }

    /// The body is complete, or the server does not need the rest.
    pub(super) fn read(&self, is_whole: bool) {
        self.has_unread_body.store(!is_whole, Ordering::Relaxed);
        self.advance(|phase| (phase == RequestPhase::Body).then_some(RequestPhase::Work));
    }

    /// The response is ready.
    pub(super) fn answered(&self) {
        self.advance(|_| Some(RequestPhase::Answer { taken: 0, is_whole: false }));
    }

    /// The whole response is buffered for writing.
    pub(super) fn body_ended(&self, _is_whole: bool) {
        let mut state = self.lock();
        if let RequestPhase::Answer { is_whole, .. } = &mut state.0 {
            *is_whole = true;
        }
    }

    /// Bytes were written.
    pub(super) fn wrote(&self, bytes: usize) {
        let mut state = self.lock();
        if let RequestPhase::Answer { taken, .. } = &mut state.0 {
            *taken += bytes;
            if *taken >= Connections::PORTION {
                *taken = 0;
                state.1 = Instant::now();
            }
        }
    }

    /// The write buffer is empty.
    pub(super) fn flushed(&self) {
        self.advance(|phase| {
            matches!(phase, RequestPhase::Answer { is_whole: true, .. }).then_some(RequestPhase::Idle)
        });
    }

    /// How long the server has waited for the client. `None` if the server itself must act.
    pub(super) fn waited(&self, now: Instant) -> Option<Duration> {
        let (phase, since) = *self.lock();
        match phase {
            RequestPhase::Head | RequestPhase::Body | RequestPhase::Answer { .. } | RequestPhase::Idle => {
                Some(now.saturating_duration_since(since))
            }
            RequestPhase::Work => None,
        }
    }

    /// Whether the connection has timed out. The reader of a body applies its own timeout.
    pub(super) fn is_overdue(&self, bounds: &Connections, now: Instant) -> bool {
        let (phase, since) = *self.lock();
        let bound = match phase {
            RequestPhase::Head => bounds.header_timeout,
            RequestPhase::Answer { .. } => bounds.write_timeout,
            RequestPhase::Idle => bounds.idle_timeout,
            RequestPhase::Body | RequestPhase::Work => return false,
        };
        now.saturating_duration_since(since) > bound
    }

    /// Whether the server waits for the head of a request, or for the rest of it.
    pub(super) fn is_reading_head(&self) -> bool {
        self.lock().0 == RequestPhase::Head
    }

    /// Whether the client has not yet read the whole response.
    pub(super) fn is_answering(&self) -> bool {
        matches!(self.lock().0, RequestPhase::Answer { .. })
    }

    /// Whether part of the last request's body is unread.
    pub(super) fn has_unread_body(&self) -> bool {
        self.has_unread_body.load(Ordering::Relaxed)
    }

    /// Whether the server must answer a request, or is answering it.
    pub(super) fn owes_answer(&self) -> bool {
        matches!(self.lock().0, RequestPhase::Body | RequestPhase::Work | RequestPhase::Answer { .. })
    }

    /// Ends the connection.
    pub(super) fn cut(&self) {
        self.cut.notify_one();
    }

    /// Waits until the connection is to be ended.
    pub(super) async fn is_cut(&self) {
        self.cut.notified().await;
    }

    /// Enters the next phase, if there is one.
    fn advance(&self, next: impl FnOnce(RequestPhase) -> Option<RequestPhase>) {
        let mut state = self.lock();
        if let Some(phase) = next(state.0) {
            *state = (phase, Instant::now());
        }
    }

    fn lock(&self) -> MutexGuard<'_, (RequestPhase, Instant)> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ClientConnection for ConnectionProgress {
    fn stalled(&self) -> Option<Duration> {
        let (phase, since) = *self.lock();
        matches!(phase, RequestPhase::Answer { .. }).then(|| since.elapsed())
    }

    fn close(&self) {
        self.cut();
    }
}
