//! Why the database was last unavailable to a command.
//!
//! `Failure::Unavailable` has no reason, because the API must not show one. The user of a command needs it.

use std::cell::RefCell;

tokio::task_local! {
    static LAST: RefCell<Option<String>>;
}

/// Runs a command, during which [`last`] has the reason.
pub async fn remembered<T>(command: impl Future<Output = T>) -> T {
    LAST.scope(RefCell::default(), command).await
}

/// Keeps the reason if a command is running.
pub(crate) fn remember(reason: impl FnOnce() -> String) {
    // A server keeps none.
    let _outside = LAST.try_with(|last| last.replace(Some(reason())));
}

/// The reason, if there was one.
pub fn last() -> Option<String> {
    LAST.try_with(|last| last.borrow().clone()).ok().flatten()
}
