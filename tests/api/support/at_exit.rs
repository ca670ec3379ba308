//! Work for the end of the test program, which drops no static.

use std::sync::{Mutex, Once, PoisonError};

type Work = Box<dyn FnOnce() + Send>;

static ALL: Mutex<Vec<Work>> = Mutex::new(Vec::new());
static REGISTERED: Once = Once::new();

/// Runs the work when the program exits. The last work runs first.
#[expect(unsafe_code, reason = "nothing else runs when the last test has ended")]
pub fn at_exit(work: impl FnOnce() + Send + 'static) {
    REGISTERED.call_once(|| {
        // SAFETY: the function has no captures, and it uses only statics.
        let outcome = unsafe { libc::atexit(run) };
        assert_eq!(outcome, 0);
    });
    ALL.lock().unwrap_or_else(PoisonError::into_inner).push(Box::new(work));
}

extern "C" fn run() {
    let all = std::mem::take(&mut *ALL.lock().unwrap_or_else(PoisonError::into_inner));
    for work in all.into_iter().rev() {
        work();
    }
}
