//! A normal exit is not an error: neither a stopped server nor a completed command warns about closed
//! connections.

use std::{fs, process::Stdio, thread, time::Duration};

use nix::sys::signal::Signal;

use crate::support::{Ended, Place, Program, Server, TestDatabase, key_file, panda};

const ME: &str = "me@example.org";

fn command(database: &TestDatabase, arguments: &[&str]) -> Ended {
    let mut command = panda();
    command.args(arguments).env("DATABASE_URL", &database.url_text).env("PANDA_JWT_KEYS", key_file());
    Program::run(command.stdin(Stdio::null()))
}

#[test]
fn a_command_prints_only_its_own_output() {
    let database = TestDatabase::create();
    assert!(command(&database, &["user", "add", ME, "--role", "admin"]).status.success());
    let place = Place::new("orderly");
    fs::create_dir_all(place.path()).expect("a directory");
    let file = place.path().join("patients.json");
    let file = file.to_str().expect("a text");
    for _ in 0..12 {
        for (arguments, words) in [
            (["token", ME].as_slice(), "Good until "),
            (&["user", "list"], ""),
            (&["export", "--patients", file], "Exported 0 patients"),
        ] {
            let ended = command(&database, arguments);
            assert!(ended.status.success(), "{arguments:?}: {ended:?}");
            let lines = usize::from(!words.is_empty());
            assert_eq!(ended.stderr.lines().count(), lines, "{arguments:?}: {ended:?}");
            assert!(ended.stderr.starts_with(words), "{arguments:?}: {ended:?}");
        }
    }
}

#[test]
fn a_server_that_is_stopped_logs_no_warning() {
    let database = TestDatabase::create();
    for millis in [0, 5, 20, 50, 100, 200, 400, 800] {
        let server = Server::start(&database.url_text);
        thread::sleep(Duration::from_millis(millis));
        server.program.signal(Signal::SIGTERM);
        let ended = server.program.ended();
        assert!(ended.status.success(), "{ended:?}");
        assert!(!ended.stderr.contains("\"WARN\"") && !ended.stderr.contains("\"ERROR\""), "{ended:?}");
    }
}
