//! What one request asks of what is kept: once, and again after it has written.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::{sync::OnceCell, task::unconstrained};

use super::{Reference, Snapshot};
use crate::error::Failure;

type VersionAnswer = OnceCell<Result<Option<Arc<Snapshot>>, Failure>>;

/// The one question of a request, which all its fields wait for together.
pub struct Inquiry {
    reference: Reference,
    answer: Mutex<Arc<VersionAnswer>>,
}

impl Inquiry {
    pub fn new(reference: Reference) -> Self {
        Self { reference, answer: Mutex::default() }
    }

    /// What is found among the records that are at hand. Once they are known to be as in the database, this waits for nothing.
    pub async fn find<T>(&self, find: impl FnOnce(&Snapshot) -> Option<T>) -> Result<Option<T>, Failure> {
        let answer = self.answer().clone();
        // All who wait go on in the same turn, so that those who find nothing ask the database together; and only whoever asks
        // first makes room for that.
        let found = unconstrained(answer.get_or_init(|| Box::pin(self.reference.current()))).await;
        found.as_ref().map(|snapshot| snapshot.as_deref().and_then(find)).map_err(Failure::clone)
    }

    /// Asks anew the next time, because something has been written since.
    pub fn clear(&self) {
        *self.answer() = Arc::default();
    }

    fn answer(&self) -> MutexGuard<'_, Arc<VersionAnswer>> {
        self.answer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
