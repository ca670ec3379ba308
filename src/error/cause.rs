//! The reason for the last database outage that a command met.
//!
//! `Failure::Unavailable` has no reason, because the API must not show one. The user of a command-line
//! command needs it.

use std::cell::RefCell;

tokio::task_local! {
    static LAST: RefCell<Option<String>>;
}

/// Runs a command; during the run, [`last`] returns the reason.
pub async fn remembered<T>(command: impl Future<Output = T>) -> T {
    LAST.scope(RefCell::default(), command).await
}

/// Stores the reason if a command is running.
pub(crate) fn remember(reason: impl FnOnce() -> String) {
    // A server does not set the task-local, so it stores no reason.
    let _outside = LAST.try_with(|last| last.replace(Some(reason())));
}

/// The reason, if there is one.
pub fn last() -> Option<String> {
    LAST.try_with(|last| last.borrow().clone()).ok().flatten()
}
