//! Reads of the reference cache by one request: the version is checked once, and again after a write.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::{sync::OnceCell, task::unconstrained};

use super::{Reference, Snapshot};
use crate::error::Failure;

type VersionAnswer = OnceCell<Result<Option<Arc<Snapshot>>, Failure>>;

/// The single version check of a request, which all its fields await together.
pub struct Inquiry {
    reference: Reference,
    answer: Mutex<Arc<VersionAnswer>>,
}

impl Inquiry {
    pub fn new(reference: Reference) -> Self {
        Self { reference, answer: Mutex::default() }
    }

    /// Looks up a record in the snapshot. After the first version check of the request, it does not wait.
    pub async fn find<T>(&self, find: impl FnOnce(&Snapshot) -> Option<T>) -> Result<Option<T>, Failure> {
        let answer = self.answer().clone();
        // `unconstrained` resumes all waiters in the same scheduler turn, so those without a cache hit share
        // one database batch. `Box::pin` keeps the futures of the waiters small.
        let found = unconstrained(answer.get_or_init(|| Box::pin(self.reference.current()))).await;
        found.as_ref().map(|snapshot| snapshot.as_deref().and_then(find)).map_err(Failure::clone)
    }

    /// Forces another version check, because the request has written since.
    pub fn clear(&self) {
        *self.answer() = Arc::default();
    }

    fn answer(&self) -> MutexGuard<'_, Arc<VersionAnswer>> {
        self.answer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
