//! A real PgBouncer between PANDA and PostgreSQL.

use std::{process::Command, time::Duration};

use futures_util::future::join_all;
use panda::{
    database::{Capacity, Database},
    error::Failure,
};
use serde_json::json;

use crate::support::{
    Crowd, Ended, PgBouncer, Program, Server, TestApp, TestDatabase, eventually, key_file, panda, with,
};

const SESSION: &str = "pool_mode = session";

/// PgBouncer settings that share sessions between clients: with one session, with several in
/// last-in-first-out order, and with several in rotation.
const MIXING: [&str; 5] = [
    "pool_mode = transaction",
    "pool_mode = transaction\ndefault_pool_size = 1",
    "pool_mode = transaction\nserver_round_robin = 1\nmin_pool_size = 2\ndefault_pool_size = 2",
    "pool_mode = transaction\nserver_round_robin = 1\nmin_pool_size = 5",
    "pool_mode = statement",
];

const REMEDY: &str = "use its session mode (in PgBouncer, pool_mode = session)";

fn command(database: &TestDatabase, arguments: &str) -> Command {
    let mut command = panda();
    command.args(arguments.split(' ')).env("DATABASE_URL", &database.url_text);
    command.env("PANDA_JWT_KEYS", key_file()).env("PANDA_LISTEN", "127.0.0.1:0");
    command
}

#[track_caller]
fn expect_refusal(ended: &Ended) {
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    let refusals = ended.stderr.lines().filter(|line| line.starts_with("panda: ") && line.contains(REMEDY));
    assert_eq!(refusals.count(), 1, "{ended:?}");
}

#[tokio::test]
async fn every_connection_to_a_shared_session_is_refused() {
    let database = TestDatabase::create();
    for mode in MIXING {
        let bouncer = PgBouncer::start(&database, mode);
        let pooled = bouncer.in_front_of(&database);
        // The check must work for the first connection and for later ones.
        for _ in 0..5 {
            let refused = pooled.url.connect().await.err().map(|error| error.to_string()).unwrap_or_default();
            assert!(refused.contains(REMEDY), "{mode}: {refused}");
        }
        let capacity = Capacity { acquire_timeout: Duration::from_millis(500), ..Capacity::default() };
        let connections = Database::new(&pooled.url, capacity).expect("a pool");
        assert!(connections.read(|_| async { Ok::<_, Failure>(()) }).await.is_err(), "{mode}");
        assert!(connections.checkout().await.is_err(), "{mode}");
        assert!(connections.bulk().await.is_err(), "{mode}");
        assert!(connections.dedicated_connection().connection().await.is_err(), "{mode}");
        // No session setting was changed, because other clients share the sessions.
        let own = database.texts("SELECT query FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%jit%' AND pid <> pg_backend_pid()");
        assert_eq!(own, Vec::<String>::new(), "{mode}");
    }
}

#[tokio::test]
async fn servers_and_commands_stop_at_the_first_shared_session() {
    let database = TestDatabase::create();
    let bouncer = PgBouncer::start(&database, MIXING[0]);
    let pooled = bouncer.in_front_of(&database);
    for arguments in ["serve", "migrate", "export --patients /dev/null", "user list", "statistics verify"] {
        expect_refusal(&Program::run(&mut command(&pooled, arguments)));
    }
}

#[tokio::test]
async fn a_running_server_uses_no_shared_session_and_recovers() {
    let database = TestDatabase::create();
    let bouncer = PgBouncer::start(&database, SESSION);
    let mut command = command(&bouncer.in_front_of(&database), "serve");
    let server = Server::start_with(command.env_remove("PANDA_DATABASE_ACQUIRE_TIMEOUT"));
    let departments = "{ departments { totalCount } }";
    let ready = async || (server.get("/health/ready").await.status == 200).then_some(());
    let unready = async || (server.get("/health/ready").await.status == 503).then_some(());
    eventually("the server is ready", ready).await;
    server.query(departments).await.data("/departments/totalCount");
    let bouncer = bouncer.restart(&database, MIXING[0]);
    eventually("the server is not ready", unready).await;
    server.program.stderr.find(|line| line.contains(REMEDY).then_some(()));
    server.query(departments).await.expect_code("SERVICE_UNAVAILABLE");
    let _bouncer = bouncer.restart(&database, SESSION);
    eventually("the server is ready again", ready).await;
    server.query(departments).await.data("/departments/totalCount");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_works_in_session_mode() {
    let database = TestDatabase::create();
    let bouncer = PgBouncer::start(&database, SESSION);
    let app = TestApp::builder().database(bouncer.in_front_of(&database)).start().await;
    app.add_crowd(Crowd { patients: 30, clinicians: 30, departments: 1, appointments: 0 });
    let (patients, clinicians) = (app.ids("patients").await, app.ids("clinicians").await);
    let pairs = patients.iter().zip(&clinicians).enumerate();
    let bookings = pairs.map(|(n, (patient, clinician))| {
        app.book(with(app.booking(patient, clinician, 60), json!({ "idempotencyKey": n.to_string() })))
    });
    for booked in join_all(bookings).await {
        booked.data("/bookAppointment/appointment/id");
    }
    let amend = |id| app.mutate("amendPatient", json!({ "id": id, "name": "Ann" }), "patient { id }");
    for amended in join_all(patients.iter().map(amend)).await {
        amended.data("/amendPatient/patient/id");
    }
    assert_eq!(app.count_appointments().await, 30);
    let search = "{ patients(filter: { search: \"Ann\" }) { totalCount } }";
    assert_eq!(app.query(search).await.data("/patients/totalCount"), 30);
    for arguments in ["migrate", "export --patients /dev/null", "statistics verify"] {
        let ended = Program::run(&mut command(&app.database, arguments));
        assert!(ended.status.success(), "{ended:?}");
    }
}

#[tokio::test]
async fn an_exhausted_pooler_is_not_mistaken_for_a_sharing_one() {
    let database = TestDatabase::create();
    let bouncer = PgBouncer::start(&database, "pool_mode = session\ndefault_pool_size = 1");
    let pooled = bouncer.in_front_of(&database);
    pooled.url.connect().await.expect("the only session");
}
