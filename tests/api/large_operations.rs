//! Large operations do not delay small ones, because their reads use different connections.

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicBool, Ordering},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use panda::database::Capacity;

use crate::support::{Crowd, TestApp};

/// A page of all patients' appointments, which costs thousands.
const LARGE: &str =
    "{ patients(first: 100) { edges { node { appointments(first: 50) { edges { node { startsAt } } } } } } }";

/// The same for a small page.
const SMALL: &str =
    "{ patients(first: 3) { edges { node { appointments(first: 2) { edges { node { startsAt } } } } } } }";

/// Database sessions that last read appointments. The test's own connections vary.
const BACKENDS: &str = r#"SELECT pid::text FROM pg_stat_activity WHERE datname = current_database()
                          AND query ILIKE 'select%"appointments"%' AND query NOT LIKE '%pg_stat_activity%'"#;

/// A stopped process, resumed when dropped.
struct Stopped(Pid);

impl Stopped {
    fn new(pid: &str) -> Self {
        let pid = Pid::from_raw(pid.parse().expect("a number"));
        kill(pid, Signal::SIGSTOP).expect("it is ours");
        Self(pid)
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        kill(self.0, Signal::SIGCONT).expect("it is ours");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn small_operations_are_answered_while_a_large_one_waits_for_the_database() {
    let capacity = Capacity { read_connections: 1, ..Capacity::default() };
    let app = TestApp::builder().capacity(capacity).start().await;
    app.add_crowd(Crowd { patients: 5, clinicians: 5, departments: 1, appointments: 5 });
    let ask = async |query| app.query(query).await.data("/patients/edges/2/node/appointments/edges/1");
    let expected = ask(SMALL).await;
    let before: BTreeSet<_> = app.database.texts(BACKENDS).into_iter().collect();
    ask(SMALL).await;
    assert_eq!(app.database.texts(BACKENDS).into_iter().collect::<BTreeSet<_>>(), before);
    assert_eq!(ask(LARGE).await, expected);
    let backends = app.database.texts(BACKENDS);
    let added: Vec<_> = backends.iter().filter(|pid| !before.contains(*pid)).collect();
    let [pid] = added[..] else { panic!("connections for large operations: {added:?}") };
    let stopped = Stopped::new(pid);
    let is_answered = AtomicBool::new(false);
    let large = async {
        let found = ask(LARGE).await;
        is_answered.store(true, Ordering::SeqCst);
        found
    };
    let small = async {
        for _ in 0..20 {
            assert_eq!(ask(SMALL).await, expected);
        }
        assert!(!is_answered.load(Ordering::SeqCst), "the large operation waited for nothing");
        drop(stopped);
    };
    let (found, ()) = tokio::join!(large, small);
    assert_eq!(found, expected);
}
