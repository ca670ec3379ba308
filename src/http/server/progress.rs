//! What a connection waits for, and since when.

use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::sync::Notify;

use crate::{http::Connections, response_memory::ClientConnection};

/// How far a connection has come with its present request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RequestPhase {
    /// The client has to send the head of a request, of which at least a part is due.
    Head,
    /// The client has to send the rest of the body.
    Body,
    /// The server has to answer.
    Work,
    /// The client has to take the answer: so much of its present portion has been taken.
    Answer { taken: usize, is_whole: bool },
    /// Nobody has to do anything.
    Idle,
}

/// The progress of one connection, told by those who read, answer and write.
pub(super) struct ConnectionProgress {
    state: Mutex<(RequestPhase, Instant)>,
    has_unread_body: AtomicBool,
    cut: Notify,
}

impl ConnectionProgress {
    /// Of a connection that has just been made.
    pub(super) fn new() -> Self {
        Self {
            state: Mutex::new((RequestPhase::Head, Instant::now())),
            has_unread_body: AtomicBool::new(false),
            cut: Notify::new(),
        }
    }

    /// Some bytes came.
    pub(super) fn received(&self) {
        self.turn(|phase| (phase == RequestPhase::Idle).then_some(RequestPhase::Head));
    }

    /// The head of a request is complete.
    pub(super) fn request_received(&self, has_body: bool) {
        self.turn(|_| Some(if has_body { RequestPhase::Body } else { RequestPhase::Work }));
    }

    /// Nothing more of the body is read, because it is complete or not needed.
    pub(super) fn read(&self, is_whole: bool) {
        self.has_unread_body.store(!is_whole, Ordering::Relaxed);
        self.turn(|phase| (phase == RequestPhase::Body).then_some(RequestPhase::Work));
    }

    /// There is an answer.
    pub(super) fn answered(&self) {
        self.turn(|_| Some(RequestPhase::Answer { taken: 0, is_whole: false }));
    }

    /// The rest of the answer waits to be written.
    pub(super) fn body_ended(&self, _is_whole: bool) {
        let mut state = self.lock();
        if let RequestPhase::Answer { is_whole, .. } = &mut state.0 {
            *is_whole = true;
        }
    }

    /// So many bytes were written.
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

    /// Nothing is left that has to be written for now.
    pub(super) fn flushed(&self) {
        self.turn(|phase| {
            matches!(phase, RequestPhase::Answer { is_whole: true, .. }).then_some(RequestPhase::Idle)
        });
    }

    /// For how long the client keeps the server waiting, if it does.
    pub(super) fn waited(&self, now: Instant) -> Option<Duration> {
        let (phase, since) = *self.lock();
        match phase {
            RequestPhase::Head | RequestPhase::Body | RequestPhase::Answer { .. } | RequestPhase::Idle => {
                Some(now.saturating_duration_since(since))
            }
            RequestPhase::Work => None,
        }
    }

    /// Whether the client has kept the server waiting for too long. Whoever reads a body looks after that.
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

    /// Whether the head of a request is due, or a part of it has come.
    pub(super) fn is_reading_head(&self) -> bool {
        self.lock().0 == RequestPhase::Head
    }

    /// Whether there is an answer that was not taken as a whole.
    pub(super) fn is_answering(&self) -> bool {
        matches!(self.lock().0, RequestPhase::Answer { .. })
    }

    /// Whether a part of the last request's body was not read.
    pub(super) fn has_unread_body(&self) -> bool {
        self.has_unread_body.load(Ordering::Relaxed)
    }

    /// Whether the server has to answer a request, or is answering it.
    pub(super) fn owes_answer(&self) -> bool {
        matches!(self.lock().0, RequestPhase::Body | RequestPhase::Work | RequestPhase::Answer { .. })
    }

    /// Ends the connection.
    pub(super) fn cut(&self) {
        self.cut.notify_one();
    }

    /// Waits until somebody ends the connection.
    pub(super) async fn is_cut(&self) {
        self.cut.notified().await;
    }

    /// Begins another phase, if it is time for one.
    fn turn(&self, next: impl FnOnce(RequestPhase) -> Option<RequestPhase>) {
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
