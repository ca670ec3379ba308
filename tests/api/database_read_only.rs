//! A read-only primary, as after a failover: the responses, and the recovery of the server.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::json;

use crate::support::{OwnCluster, Practice, Server, TestDatabase, eventually, expect_few, message};

const READ_ONLY: &str = "DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database());
END $$";
const WRITABLE: &str = "BEGIN READ WRITE; DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I RESET default_transaction_read_only', current_database());
END $$; COMMIT";

/// Ends the sessions, so that new ones get the database's setting. A session keeps its setting until it ends.
fn end_sessions(database: &TestDatabase) {
    database.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
}

/// The number of the server's sessions opened since the database's last change of state.
fn sessions_since(database: &TestDatabase, instant: &str) -> i64 {
    database.number(&format!(
        "SELECT count(*) FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'panda' AND pid <> pg_backend_pid()
             AND backend_start > '{instant}'"
    ))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_are_unavailable_while_the_database_is_read_only_and_every_connection_is_replaced() {
    let practice = Practice::on(TestDatabase::create()).await;
    let database = &practice.app.database;
    database.execute(READ_ONLY);
    end_sessions(database);
    // Connections of both kinds are open again, so a refusal comes from the database and not from a missing
    // connection.
    let reads_again = async || (practice.reads().await.status == 200).then_some(());
    eventually("reads succeed", reads_again).await;
    for _ in 0..20 {
        practice.expect_no_writes().await;
    }
    practice.reads().await.data("/patients/edges");

    let since = database.texts("SELECT clock_timestamp()::text").remove(0);
    database.execute(WRITABLE);
    // Without any request: eight shared connections for writes, two for reads, and one for session
    // notifications.
    eventually("shared connections are replaced", async || {
        (sessions_since(database, &since) >= 11).then_some(())
    })
    .await;
    practice.books(240).await.data("/bookAppointment/appointment/id");
    practice.renames("Third").await.data("/amendPatient/patient/id");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_only_database_is_logged_once_a_second_and_never_as_an_error() {
    let database = TestDatabase::create();
    let server = Server::start_with_long_timeout(&database.url_text);
    let add = async |n: usize| {
        let input = json!({ "code": format!("D{n}"), "name": format!("Department {n}") });
        server.send("mutation($input: AddDepartmentInput!) { addDepartment(input: $input) { department { id } } }",
            json!({ "input": input })).await
    };
    add(0).await.data("");
    database.execute(READ_ONLY);
    end_sessions(&database);
    let begun = Instant::now();
    let mut refused = 0;
    while begun.elapsed() < Duration::from_millis(2_500) {
        for answer in join_all((1..20).map(add)).await {
            answer.expect_code("SERVICE_UNAVAILABLE");
            refused += 1;
        }
    }
    assert!(refused > 20);
    let reported = expect_few(&server, "the database accepts no writes", begun);
    assert!(reported.iter().any(|line| message(line).ends_with(" more)")), "{reported:#?}");
    assert!(reported[0].contains("cannot execute INSERT in a read-only transaction"), "{reported:#?}");
    database.execute(WRITABLE);
    server.program.stderr.find(|line| line.contains("the database accepts writes").then_some(()));
    add(21).await.data("");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_standby_is_read_from_and_written_to_once_it_is_promoted() {
    let mut cluster = OwnCluster::start("standby");
    let practice = Practice::on(cluster.database()).await;
    cluster.make_standby();
    cluster.stop();
    cluster.start_again();
    let reads_again = async || (practice.reads().await.status == 200).then_some(());
    eventually("reads succeed", reads_again).await;
    practice.expect_no_writes().await;
    cluster.execute("SELECT pg_promote()");
    practice.expect_recovery().await;
}
