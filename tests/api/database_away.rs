//! A database that stops, starts or hangs: the responses, and the recovery of the server.

use std::time::{Duration, Instant};

use futures_util::future::join_all;

use crate::support::{
    Answer, OwnCluster, Practice, Server, eventually, expect_few, expect_unavailable, message,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_recovers_from_a_stopped_database() {
    let mut cluster = OwnCluster::start("stopped");
    let practice = Practice::on(cluster.database()).await;
    cluster.stop();
    practice.expect_no_writes().await;
    expect_unavailable(&practice.reads().await);
    let ready = Answer::of(practice.app.get("/health/ready").send().await.expect("an answer")).await;
    assert_eq!(ready.status, 503);
    cluster.start_again();
    practice.expect_recovery().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_pooled_connection_is_not_reused() {
    let mut cluster = OwnCluster::start("restarted");
    let practice = Practice::on(cluster.database()).await;
    // As many as the pool's connections.
    for answer in join_all((0..10).map(|_| practice.renames("Several"))).await {
        answer.data("");
    }
    cluster.stop();
    cluster.start_again();
    let reads_again = async || (practice.reads().await.status == 200).then_some(());
    eventually("session state is known", reads_again).await;
    practice.renames("First of all").await.data("/amendPatient/patient/id");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_server_waits_for_a_starting_database() {
    let mut cluster = OwnCluster::start("starting");
    let practice = Practice::on(cluster.database()).await;
    // Without hot standby, a server in recovery refuses connections with the same SQLSTATE as a starting one.
    cluster.execute("ALTER SYSTEM SET hot_standby = off");
    cluster.make_standby();
    cluster.stop();
    let starting = cluster.begin_recovery();
    eventually("it starts", async || cluster.is_starting().then_some(())).await;
    practice.expect_no_writes().await;
    expect_unavailable(&practice.reads().await);
    cluster.end_recovery(starting);
    practice.expect_recovery().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_hangs_is_unavailable_within_seconds() {
    let cluster = OwnCluster::start("frozen");
    let practice = Practice::on(cluster.database()).await;
    let frozen = cluster.freeze();
    // Session state is valid for one second, and a request waits up to two seconds for it.
    tokio::time::sleep(Duration::from_secs(1)).await;
    practice.expect_no_writes().await;
    expect_unavailable(&practice.reads().await);
    drop(frozen);
    practice.expect_recovery().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unavailable_database_is_logged_once_a_second_by_name() {
    let mut cluster = OwnCluster::start("away");
    let url = cluster.database().url_text.clone();
    let server = Server::start(&url);
    let works = async || (server.query("{ patients { totalCount } }").await.status == 200).then_some(());
    eventually("it works", works).await;
    let begun = Instant::now();
    cluster.stop();
    while begun.elapsed() < Duration::from_millis(2_500) {
        for answer in join_all((0..20).map(|_| server.query("{ patients { totalCount } }"))).await {
            answer.expect_code("SERVICE_UNAVAILABLE");
        }
    }
    let reported = expect_few(&server, "the database cannot be reached", begun);
    assert!(reported.iter().all(|line| line.contains("\\\"postgres\\\" on /")), "{reported:#?}");
    // All shared connections report it, with all their retries.
    assert!(reported.iter().any(|line| message(line).ends_with(" more)")), "{reported:#?}");
    let ended = expect_few(&server, "a database connection ended", begun);
    assert!(ended[0].contains("terminating connection"), "{ended:#?}");
    cluster.start_again();
    eventually("it works again", works).await;
}
