//! What operators live with: a server that is killed or stopped, and a database that goes away.

use std::collections::HashSet;

use diesel_async::SimpleAsyncConnection;
use nix::sys::signal::Signal;
use panda::database::cluster::LocalCluster;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{Answer, Crowd, Place, Server, TestApp, connect, eventually, execute, panda};

const BOOK: &str =
    "mutation($input: BookAppointmentInput!) { bookAppointment(input: $input) { appointment { id } } }";

/// The n-th of many half hours of a far year, for one of the clinicians.
fn booking(patients: &[String], clinicians: &[String], n: usize) -> Value {
    let (hour, half) = (n / 2 % 24, if n % 2 == 0 { "00" } else { "30" });
    json!({ "input": {
        "patient": { "id": patients[n % patients.len()] }, "clinicianId": clinicians[n / 1_000 % clinicians.len()],
        "startsAt": format!("2090-{:02}-{:02}T{hour:02}:{half}:00Z", n / 48 / 28 % 12 + 1, n / 48 % 28 + 1),
        "durationMinutes": 30, "postcode": "M1 1AE",
    } })
}

#[tokio::test]
async fn what_was_acknowledged_before_a_kill_is_there_after_it_and_once() {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { patients: 50, clinicians: 2, departments: 1, appointments: 0 });
    let (patients, clinicians) = (app.ids("patients").await, app.ids("clinicians").await);
    let server = Server::start(&app.database.url_text);
    let bookings: Vec<Value> = (0..400).map(|n| booking(&patients, &clinicians, n)).collect();
    let acknowledged = tokio::sync::Mutex::new(HashSet::new());
    {
        let book = async |bookings: &[Value]| {
            for booking in bookings {
                // Once the server is gone, so are all who ask it.
                let Ok(answer) = server.try_send(BOOK, booking.clone()).await else { return };
                acknowledged.lock().await.insert(answer.text("/bookAppointment/appointment/id"));
            }
        };
        let killed = async {
            eventually("some bookings are acknowledged", async || {
                (acknowledged.lock().await.len() > 40).then_some(())
            })
            .await;
            server.program.signal(Signal::SIGKILL);
        };
        let clients = futures_util::future::join_all(bookings.chunks(20).map(book));
        tokio::join!(clients, killed);
    }
    let acknowledged = acknowledged.into_inner();
    assert!(acknowledged.len() < bookings.len(), "the server was killed too late to tell anything");
    let again = Server::start(&app.database.url_text);
    let ids: Vec<&String> = acknowledged.iter().collect();
    for ids in ids.chunks(100) {
        let answer =
            again.send("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": ids })).await;
        let found = answer.data("/nodes");
        assert!(found.as_array().expect("nodes").iter().all(|node| !node.is_null()), "{found}");
    }
    // No half hour is taken twice, whoever asked for it and was not answered.
    let twice = app.database.texts(
        "SELECT starts_at::text FROM appointments GROUP BY clinician_id, starts_at HAVING count(*) > 1",
    );
    assert_eq!(twice, Vec::<String>::new());
    for booking in &bookings[..20] {
        again.send(BOOK, booking.clone()).await;
    }
    let count = app.database.texts("SELECT count(*)::text FROM appointments");
    assert!(count[0].parse::<usize>().expect("a number") >= acknowledged.len());
}

#[tokio::test]
async fn a_database_that_goes_away_is_waited_for() {
    let place = Place::new("away");
    let cluster = LocalCluster::start(place.path()).expect("a cluster");
    let url = cluster.url("panda");
    execute(&cluster.url("postgres"), "CREATE DATABASE panda");
    let migrated = crate::support::Program::run(panda().arg("migrate").env("DATABASE_URL", &url));
    assert!(migrated.status.success(), "{}", migrated.stderr);
    cluster.stop().expect("the cluster stops");

    let server = Server::start_with(
        panda().arg("serve").env("DATABASE_URL", &url).env("PANDA_DATABASE_PATIENCE", "200"),
    );
    let expect_absence = async || {
        for operation in [
            "{ patients { totalCount } }",
            "mutation { addDepartment(input: { code: \"A\", name: \"A\" }) { department { id } } }",
        ] {
            let answer = server.query(operation).await;
            answer.expect_code("SERVICE_UNAVAILABLE");
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
            assert!(answer.headers.contains_key("retry-after"));
        }
        assert_eq!(server.query("{ __typename }").await.status, StatusCode::OK);
        assert_eq!(server.get("/health/live").await.status, StatusCode::OK);
        let ready = server.get("/health/ready").await;
        assert_eq!(
            (ready.status, &ready.body["status"]),
            (StatusCode::SERVICE_UNAVAILABLE, &json!("not ready"))
        );
    };
    let is_back = async || (server.get("/health/ready").await.status == StatusCode::OK).then_some(());
    expect_absence().await;
    for _ in 0..2 {
        let cluster = LocalCluster::start(place.path()).expect("the cluster starts again");
        eventually("the server finds its database again", is_back).await;
        assert_eq!(server.query("{ patients { totalCount } }").await.data("/patients/totalCount"), 0);
        cluster.stop().expect("the cluster stops");
        let is_away = async || (server.get("/health/ready").await.status != StatusCode::OK).then_some(());
        eventually("the server notices that its database is away", is_away).await;
        expect_absence().await;
    }
}

#[tokio::test]
async fn a_server_that_is_told_to_stop_finishes_what_it_has_begun() {
    let app = TestApp::start().await;
    let id = app.a_patient(1).await;
    let server = Server::start(&app.database.url_text);
    let mut other = connect(&app.database.url_text).await;
    other.batch_execute("BEGIN; SELECT FROM patients FOR UPDATE").await.expect("a lock");
    let amend =
        "mutation($id: ID!) { amendPatient(input: { id: $id, name: \"Late\" }) { patient { name } } }";
    let answered = server.send(amend, json!({ "id": id }));
    let stopped = async {
        let waits = async || {
            let waiting = "SELECT 'yes' FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
            app.database.texts(waiting).pop()
        };
        eventually("the amendment waits", waits).await;
        server.program.signal(Signal::SIGTERM);
        let refused = async || server.try_send("{ __typename }", json!({})).await.is_err().then_some(());
        eventually("nobody new is let in", refused).await;
        other.batch_execute("ROLLBACK").await.expect("the lock is released");
    };
    let (answer, ()) = tokio::join!(answered, stopped);
    let answer: Answer = answer;
    assert_eq!(answer.text("/amendPatient/patient/name"), "Late");
    let ended = server.program.ended();
    assert!(ended.status.success(), "{ended:?}");
}

#[tokio::test]
async fn a_schema_that_does_not_match_is_not_ready() {
    let app = TestApp::start().await;
    assert_eq!(app.get("/health/ready").send().await.expect("an answer").status(), StatusCode::OK);
    app.database.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231235959')");
    let answer = Answer::of(app.get("/health/ready").send().await.expect("an answer")).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.body["reason"].as_str().expect("a reason").contains("panda migrate"), "{:#}", answer.body);
}
