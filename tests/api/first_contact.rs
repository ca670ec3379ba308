//! `panda serve` at its first connection to the database: which errors end it, and their messages.

use crate::support::{
    Authority, Ended, PASSWORD, Program, Server, TcpServer, eventually, execute, key_file, panda,
};

fn serve(url: &str) -> Ended {
    let settings = [("DATABASE_URL", url), ("PANDA_LISTEN", "127.0.0.1:0")];
    Program::run(panda().arg("serve").envs(settings).env("PANDA_JWT_KEYS", key_file()))
}

/// Expects that the server exits with a single line that names the location and the reason, and no password.
#[track_caller]
fn expect_refusal(url: &str, database: &str, reason: &str) {
    let ended = serve(url);
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    assert_eq!(ended.stderr.lines().count(), 1, "{ended:?}");
    let port = url.rsplit(':').next().and_then(|rest| rest.split('/').next()).expect("a port");
    let place = format!("panda: the database \"{database}\" on 127.0.0.1:{port} refuses the connection: ");
    assert!(ended.stderr.starts_with(&place) && ended.stderr.contains(reason), "{ended:?}");
    assert!(!ended.stderr.contains(PASSWORD) && !ended.stderr.contains("wrong-word"), "{ended:?}");
}

#[test]
fn a_refused_first_connection_stops_the_server_with_the_reason() {
    let server = TcpServer::without_tls();
    let url = server.url("127.0.0.1", "");
    expect_refusal(&url.replace(PASSWORD, "wrong-word"), "postgres", "password authentication failed");
    expect_refusal(&url.replace("/postgres?", "/nowhere?"), "nowhere", "does not exist");
    expect_refusal(&url.replace("//panda:", "//nobody:"), "postgres", "\"nobody\"");
    execute(&url, "CREATE ROLE idle PASSWORD 'correct-horse'");
    expect_refusal(&url.replace("//panda:", "//idle:"), "postgres", "not permitted to log in");
    execute(&url, "CREATE ROLE guest LOGIN PASSWORD 'correct-horse'");
    execute(&url, "CREATE DATABASE closed");
    execute(&url, "REVOKE CONNECT ON DATABASE closed FROM PUBLIC");
    let closed = url.replace("//panda:", "//guest:").replace("/postgres?", "/closed?");
    expect_refusal(&closed, "closed", "permission denied");
}

#[test]
fn a_missing_pg_hba_entry_stops_the_server_with_that_reason() {
    let server = TcpServer::with_tls_only(&Authority::new("Ours").certify(&["127.0.0.1"]));
    expect_refusal(&server.url("127.0.0.1", "sslmode=disable"), "postgres", "no pg_hba.conf entry");
}

#[tokio::test]
async fn a_server_with_an_unreachable_database_names_it_and_waits() {
    let server = Server::start("postgres://panda:wrong-word@127.0.0.1:1/somewhere");
    let reported = server
        .program
        .stderr
        .find(|line| line.contains("the database cannot be reached").then(|| line.to_owned()));
    assert!(reported.contains("\\\"somewhere\\\" on 127.0.0.1:1"), "{reported}");
    assert_eq!(server.get("/health/live").await.status, 200);
    let reported = server.program.stderr.so_far().join("\n");
    assert!(!reported.contains("wrong-word") && !reported.contains("postgres://"), "{reported}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_later_refused_connection_does_not_stop_the_server() {
    let postgres = TcpServer::without_tls();
    let url = postgres.url("127.0.0.1", "");
    assert!(Program::run(panda().arg("migrate").env("DATABASE_URL", &url)).status.success());
    let server = Server::start(&url);
    let works = async || (server.query("{ patients { totalCount } }").await.status == 200).then_some(());
    eventually("it works", works).await;
    let other = url.replace("//panda:", "//other:");
    execute(&url, "CREATE ROLE other SUPERUSER LOGIN PASSWORD 'correct-horse'");
    execute(
        &other,
        "ALTER ROLE panda PASSWORD 'changed'; SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE usename = 'panda'",
    );
    let reported = server.program.stderr.find(|line| {
        (line.contains("the database cannot be reached") && line.contains("password authentication"))
            .then(|| line.to_owned())
    });
    assert!(
        reported.contains("\\\"postgres\\\" on 127.0.0.1:") && !reported.contains(PASSWORD),
        "{reported}"
    );
    server.query("{ patients { totalCount } }").await.expect_code("SERVICE_UNAVAILABLE");
    execute(&other, "ALTER ROLE panda PASSWORD 'correct-horse'");
    eventually("it works again", works).await;
}
