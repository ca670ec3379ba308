//! `panda health` as a probe of a server.

use std::{
    io::{Read, Write},
    net::TcpListener,
};

use crate::support::{Ended, Program, Server, TestApp, panda};

fn health(listen: &str, arguments: &[&str]) -> Ended {
    Program::run(
        panda().arg("health").args(arguments).env("PANDA_LISTEN", listen.trim_start_matches("http://")),
    )
}

#[track_caller]
fn expect_not_ready(ended: &Ended, reason: &str) {
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    assert!(ended.stdout.is_empty() && ended.stderr.lines().count() == 1, "{ended:?}");
    assert!(ended.stderr.contains(reason), "{reason}: {ended:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_probe_reports_readiness_in_one_line() {
    let app = TestApp::start().await;
    let server = Server::start_with_long_timeout(&app.database.url_text);
    let ready = health(&server.address, &[]);
    let address = server.address.trim_start_matches("http://");
    assert_eq!((ready.status.code(), ready.stdout.as_str()), (Some(0), &*format!("{address} is ready")));
    assert!(ready.stderr.is_empty(), "{ready:?}");
    let port = address.rsplit(':').next().expect("a port");
    let everywhere = Program::run(panda().args(["health", "--listen", &format!("0.0.0.0:{port}")]));
    assert_eq!(everywhere.stdout, format!("127.0.0.1:{port} is ready"));

    app.database.execute("DELETE FROM __diesel_schema_migrations WHERE version = (SELECT max(version) FROM __diesel_schema_migrations)");
    expect_not_ready(&health(&server.address, &[]), "run `panda migrate`");
}

#[test]
fn an_absent_or_wrong_server_is_not_ready() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    // It accepts the connection and never responds.
    expect_not_ready(&health(&address, &["--timeout", "1"]), "no answer within 1 seconds");
    let other = std::thread::spawn(move || {
        // The first connection is of the probe that timed out.
        for mut stream in listener.incoming().take(2).flatten() {
            drop(stream.read(&mut [0; 1_024]));
            drop(stream.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"));
        }
    });
    expect_not_ready(&health(&address, &[]), "it answers 404");
    other.join().expect("it ends");
    expect_not_ready(&health(&address, &[]), "it cannot be reached");
    expect_not_ready(&health("127.0.0.1:0", &[]), "port 0");
}
