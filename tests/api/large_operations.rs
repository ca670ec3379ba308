//! A large operation keeps no small one waiting: their reads go over different connections to the database, and the largest
//! operations run on threads with a low priority.

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use async_graphql::Request;
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use panda::{
    account::{AccountRules, UserId},
    database::Capacity,
    graphql::{OperationPolicy, RequestContext, Schema, execute},
    i18n::Locale,
    principal::{Principal, RoleAssignment, SignedIn},
};
use serde_json::json;
use uuid::Uuid;

use crate::support::{Crowd, TestApp, TestDatabase, accounts};

/// A page of everybody's appointments: it costs thousands.
const LARGE: &str =
    "{ patients(first: 100) { edges { node { appointments(first: 50) { edges { node { startsAt } } } } } } }";

/// The same for a few.
const SMALL: &str =
    "{ patients(first: 3) { edges { node { appointments(first: 2) { edges { node { startsAt } } } } } } }";

/// The processes of the database that have last read appointments. Connections of the test itself come and go.
const BACKENDS: &str = r#"SELECT pid::text FROM pg_stat_activity WHERE datname = current_database()
                          AND query ILIKE 'select%"appointments"%' AND query NOT LIKE '%pg_stat_activity%'"#;

/// A process that stands still until this is dropped.
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
    let app = TestApp::start_with(TestDatabase::create(), capacity).await;
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

/// The thread that finishes the response to an operation.
async fn finished_on(app: &TestApp, query: &str) -> Option<String> {
    let (user, standing) = (UserId(Uuid::from_u128(1)), RoleAssignment::Admin);
    let context = RequestContext::new(
        app.panda.clone(),
        accounts(&app.panda, AccountRules::default()),
        Principal::User(SignedIn { user, standing }),
        Locale::default(),
        "test".to_owned(),
        IpAddr::V4(Ipv4Addr::LOCALHOST),
    );
    let schema = Arc::new(Schema::new(OperationPolicy::default()));
    let finish = |response: async_graphql::Response| {
        assert!(response.is_ok(), "{:?}", response.errors);
        thread::current().name().map(str::to_owned)
    };
    execute(&schema, Request::new(query), context, finish).await
}

#[tokio::test]
async fn the_response_of_the_largest_operations_is_finished_on_threads_with_a_low_priority() {
    let app = TestApp::start().await;
    let here = thread::current().name().map(str::to_owned);
    let numbered =
        |number, write: &dyn Fn(usize) -> String| (0..number).map(write).collect::<Vec<_>>().concat();
    let catalogue = |lists, fields| {
        let fields = numbered(fields, &|number| format!("b{number}: message "));
        let lists = numbered(lists, &|number| format!("a{number}: errorCatalogue {{ {fields} }} "));
        format!("{{ {lists} }}")
    };
    assert_eq!(finished_on(&app, "{ viewer { id } }").await, here);
    assert_eq!(finished_on(&app, &catalogue(1, 1)).await, here);
    assert_eq!(finished_on(&app, &catalogue(10, 10)).await.as_deref(), Some("panda-heavy"));
}

#[tokio::test]
async fn the_largest_operations_read_the_database_and_count_their_statements() {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { patients: 5, clinicians: 5, departments: 1, appointments: 5 });
    let query = LARGE.replace("first: 50", "first: 100");
    let ask = |query: &str| app.post().header("x-panda-cost", "1").json(&json!({ "query": query })).send();
    let answer: serde_json::Value = ask(&query).await.expect("it is answered").json().await.expect("JSON");
    let cost = &answer["extensions"]["cost"];
    assert!(cost["requested"].as_u64() > Some(5_000), "{answer}");
    assert!(cost["statements"].as_u64() >= Some(2), "{answer}");
    assert_eq!(answer["data"]["patients"]["edges"].as_array().map(Vec::len), Some(5), "{answer}");
}
