//! The effects of signals on a server: a key reload, a graceful shutdown, or nothing.

use std::{fs, fs::Permissions, os::unix::fs::PermissionsExt, path::Path};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use nix::sys::signal::Signal;
use panda::account::tokens::generate_for_demo;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::support::{
    Answer, KeyFiles, Program, SHARED_PASSWORD, Server, TestApp, eventually, is_admitted, panda, serve_with,
    token_of,
};

/// The ids of the keys that a server publishes.
async fn published(server: &Server) -> Vec<String> {
    let jwks = server.get("/.well-known/jwks.json").await.body;
    let keys = jwks["keys"].as_array().expect("a list").iter();
    keys.map(|key| key["kid"].as_str().expect("an id").to_owned()).collect()
}

/// The ID of the key with which a server signs.
async fn signing(server: &Server) -> String {
    let query = "mutation($input: LoginInput!) { login(input: $input) { accessToken } }";
    let input = json!({ "email": "a@example.org", "password": SHARED_PASSWORD });
    let body = json!({ "query": query, "variables": { "input": input } });
    let answer = Answer::of(server.post_anonymously().json(&body).send().await.expect("an answer")).await;
    let token = answer.text("/login/accessToken");
    let header = URL_SAFE_NO_PAD.decode(token.split_once('.').expect("a header").0).expect("base64");
    let header: Value = serde_json::from_slice(&header).expect("JSON");
    header["kid"].as_str().expect("an id").to_owned()
}

/// Replaces a file atomically, as an operator should.
fn replace(file: &Path, by: &Path) {
    let copy = file.with_extension("new");
    fs::copy(by, &copy).expect("a copy");
    fs::rename(copy, file).expect("a file");
}

/// The last messages of a level in the log.
fn logged(program: &Program, level: &str) -> Vec<String> {
    let events =
        program.stderr.so_far().into_iter().filter_map(|line| serde_json::from_str::<Value>(&line).ok());
    events.filter(|event| event["level"] == level).map(|event| event.to_string()).collect()
}

#[tokio::test]
async fn sighup_reloads_the_signing_and_verifying_keys() {
    let (app, files) = (TestApp::start().await, KeyFiles::new());
    app.a_user("STAFF", "a@example.org").await;
    let [old, new] = [files.generate("old.pem"), files.generate("new.pem")];
    let [first, second] = ["first.pem", "second.pem"].map(|name| files.path(name));
    fs::copy(&old, &first).and_then(|_| fs::copy(&old, &second)).expect("copies");
    let server = serve_with(&app.database.url_text, &[&first, &second]);
    let (by_old, by_new) = (token_of(&old), token_of(&new));
    let former = published(&server).await;
    assert!(is_admitted(&server, &by_old).await && !is_admitted(&server, &by_new).await);

    // At first, the new key only verifies.
    replace(&second, &new);
    server.program.signal(Signal::SIGHUP);
    let is_known = async || (published(&server).await.len() == 2).then_some(());
    eventually("the new key is published", is_known).await;
    assert!(is_admitted(&server, &by_old).await && is_admitted(&server, &by_new).await);
    assert_eq!(signing(&server).await, former[0]);

    // Then it signs, and the old one no longer verifies, not even a previously verified token.
    replace(&first, &new);
    server.program.signal(Signal::SIGHUP);
    let is_alone = async || (published(&server).await.len() == 1).then_some(());
    eventually("the old key is gone", is_alone).await;
    assert!(is_admitted(&server, &by_new).await && !is_admitted(&server, &by_old).await);
    assert_eq!([signing(&server).await], *published(&server).await);
    assert_ne!(published(&server).await, former);
    assert!(logged(&server.program, "ERROR").is_empty());
}

#[tokio::test]
async fn an_unusable_key_is_logged_as_an_error_and_the_old_keys_are_kept() {
    let (app, files) = (TestApp::start().await, KeyFiles::new());
    app.a_user("STAFF", "a@example.org").await;
    let [file, good] = [files.generate("key.pem"), files.generate("good.pem")];
    let public = Program::run(panda().args(["keys", "public"]).arg(&good)).stdout;
    let server = serve_with(&app.database.url_text, &[&file]);
    let (token, keys) = (token_of(&file), published(&server).await);
    let demo = generate_for_demo();
    let open = fs::read_to_string(&good).expect("a key");
    for (n, (text, mode)) in
        [("nonsense s3cret", 0o600), (&public, 0o600), (demo.expose_secret(), 0o600), (&open, 0o604)]
            .into_iter()
            .enumerate()
    {
        fs::write(&file, text).expect("the file is written");
        fs::set_permissions(&file, Permissions::from_mode(mode)).expect("the file is protected");
        server.program.signal(Signal::SIGHUP);
        let is_said = async || (logged(&server.program, "ERROR").len() == n + 1).then_some(());
        eventually("the error is in the log", is_said).await;
        assert!(is_admitted(&server, &token).await);
        assert_eq!((published(&server).await, signing(&server).await), (keys.clone(), keys[0].clone()));
    }
    fs::remove_file(&file).expect("the file is removed");
    server.program.signal(Signal::SIGHUP);
    let is_said = async || (logged(&server.program, "ERROR").len() == 5).then_some(());
    eventually("the error is in the log", is_said).await;
    for line in logged(&server.program, "ERROR") {
        assert!(
            line.contains("key.pem") && line.contains("PANDA_JWT_KEYS") && !line.contains("s3cret"),
            "{line}"
        );
    }
    replace(&file, &good);
    server.program.signal(Signal::SIGHUP);
    let is_new = async || is_admitted(&server, &token_of(&good)).await.then_some(());
    eventually("a good key is taken", is_new).await;
}

#[tokio::test]
async fn other_signals_are_ignored_and_sigquit_shuts_down_gracefully() {
    let app = TestApp::start().await;
    let server = Server::start_with_long_timeout(&app.database.url_text);
    for signal in [Signal::SIGUSR1, Signal::SIGUSR2, Signal::SIGPIPE, Signal::SIGHUP] {
        server.program.signal(signal);
        server.query("{ departments { totalCount } }").await.data("");
    }
    server.program.signal(Signal::SIGQUIT);
    let ended = server.program.ended();
    assert!(ended.status.success(), "{ended:?}");
    assert!(ended.stderr.contains("finishing the requests in flight"), "{ended:?}");
}
