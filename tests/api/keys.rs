//! Signing keys: generation, publication and rotation.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::Path,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use panda::{
    account::RoleAssignment,
    clock::{Clock, SystemClock},
};
use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::support::{
    Answer, Ended, KeyFiles, Program, Server, TestApp, is_admitted, panda, serve_with, token, token_of,
};

fn new_key(output: &Path) -> Ended {
    Program::run(panda().args(["keys", "new", "--output"]).arg(output))
}

#[tokio::test]
async fn a_new_key_file_is_private_and_a_server_accepts_it() {
    let (app, files) = (TestApp::start().await, KeyFiles::new());
    let file = files.path("key.pem");
    let made = new_key(&file);
    assert!(made.status.success() && made.stderr.is_empty(), "{made:?}");
    assert_eq!(fs::metadata(&file).expect("it is there").permissions().mode() & 0o7777, 0o600);
    let beside = fs::read_dir(files.directory()).expect("a directory").count();
    assert_eq!(beside, 1, "nothing else is written");
    assert!(made.stdout.lines().any(|line| line == format!("PANDA_JWT_KEYS={}", file.display())), "{made:?}");
    let pem = fs::read_to_string(&file).expect("a text");
    assert!(pem.lines().all(|line| !made.stdout.contains(line)), "{made:?}");

    let server = serve_with(&app.database.url_text, &[&file]);
    assert!(is_admitted(&server, &token_of(&file)).await);
    let jwks = server.get("/.well-known/jwks.json").await.body;
    let id = jwks["keys"][0]["kid"].as_str().expect("a key with a name");
    assert!(made.stdout.contains(id), "{made:?}");
}

#[test]
fn an_existing_key_file_is_not_overwritten() {
    let files = KeyFiles::new();
    let there = files.write("key.pem", "what was there before");
    let dangling = files.path("link.pem");
    std::os::unix::fs::symlink(files.path("nowhere"), &dangling).expect("a link");
    for file in [&there, &dangling] {
        let ended = new_key(file);
        assert!(!ended.status.success() && ended.stdout.is_empty(), "{ended:?}");
        assert!(ended.stderr.contains(file.to_str().expect("a text")), "{ended:?}");
    }
    assert_eq!(fs::read_to_string(&there).expect("a text"), "what was there before");
    assert!(!files.path("nowhere").exists());
    for impossible in ["no/such/directory/key.pem", "with,comma.pem"] {
        let ended = new_key(&files.path(impossible));
        assert!(!ended.status.success() && ended.stderr.contains(impossible), "{ended:?}");
    }
    assert_eq!(fs::read_dir(files.directory()).expect("a directory").count(), 2, "nothing is left behind");
}

#[test]
fn new_keys_differ_and_a_path_may_be_relative() {
    let files = KeyFiles::new();
    let write = |name: &str| {
        Program::run(panda().args(["keys", "new", "--output", name]).current_dir(files.directory()))
    };
    let [one, other] = ["one.pem", "other.pem"].map(|name| {
        let made = write(name);
        let whole = files.directory().canonicalize().expect("a directory").join(name);
        assert!(made.stdout.contains(&format!("PANDA_JWT_KEYS={}", whole.display())), "{made:?}");
        fs::read_to_string(whole).expect("a text")
    });
    assert_ne!(one, other);
}

#[tokio::test]
async fn keys_can_be_rotated_without_ending_sessions() {
    let (app, files) = (TestApp::start().await, KeyFiles::new());
    let [old, new] = [files.generate("old.pem"), files.generate("new.pem")];
    let (by_old, by_new) = (token_of(&old), token_of(&new));
    let serve = |keys: &[&Path]| serve_with(&app.database.url_text, keys);
    // During a rolling restart, some servers already have the new keys.
    let before = serve(&[&old]);
    assert!(is_admitted(&before, &by_old).await);
    assert!(!is_admitted(&before, &by_new).await);
    let added = serve(&[&old, &new]);
    let moved = serve(&[&new, &old]);
    for server in [&added, &moved] {
        assert!(is_admitted(server, &by_old).await && is_admitted(server, &by_new).await);
    }
    let dropped = serve(&[&new]);
    assert!(is_admitted(&dropped, &by_new).await);
    assert!(!is_admitted(&dropped, &by_old).await, "by then, no such token is good any longer");

    let ids = async |server: &Server| {
        let jwks = server.get("/.well-known/jwks.json").await.body;
        let ids = jwks["keys"].as_array().expect("a list").iter().map(|key| key["kid"].clone());
        ids.collect::<Vec<_>>()
    };
    let (first, last) = (ids(&before).await, ids(&dropped).await);
    assert_eq!(ids(&added).await, [first.clone(), last.clone()].concat());
    assert_eq!(ids(&moved).await, [last, first].concat());
}

#[tokio::test]
async fn a_token_of_a_server_with_a_fast_clock_is_valid_within_the_leeway() {
    let app = TestApp::start().await;
    let [default, wide] = ["", "120"].map(|leeway| {
        let mut command = panda();
        command.arg("serve").env("DATABASE_URL", &app.database.url_text);
        if !leeway.is_empty() {
            command.args(["--token-leeway", leeway]);
        }
        Server::start_with(&mut command)
    });
    let ahead = |seconds| token(RoleAssignment::Staff, SystemClock.now() + TimeDelta::seconds(seconds));
    assert!(is_admitted(&default, &ahead(8)).await);
    assert!(is_admitted(&default, &ahead(30)).await);
    assert!(!is_admitted(&default, &ahead(110)).await);
    assert!(is_admitted(&wide, &ahead(110)).await);
    assert!(!is_admitted(&wide, &ahead(600)).await);
    // An expired token has no time left.
    for server in [&default, &wide] {
        assert!(!is_admitted(server, &ahead(-900)).await);
    }
}

#[tokio::test]
async fn a_server_may_verify_by_a_public_key_but_not_sign() {
    let (app, files) = (TestApp::start().await, KeyFiles::new());
    let [own, others] = [files.generate("own.pem"), files.generate("others.pem")];
    let shown = Program::run(panda().args(["keys", "public"]).arg(&others));
    assert!(shown.status.success() && shown.stdout.starts_with("-----BEGIN PUBLIC KEY-----"), "{shown:?}");
    let public = files.write("public.pem", &shown.stdout);
    // A public key may be readable by all.
    fs::set_permissions(&public, Permissions::from_mode(0o644)).expect("the file is opened");
    let server = serve_with(&app.database.url_text, &[&own, &public]);
    assert!(is_admitted(&server, &token_of(&own)).await && is_admitted(&server, &token_of(&others)).await);
}

#[tokio::test]
async fn a_token_can_be_verified_with_the_published_keys() {
    let app = TestApp::start().await;
    let response = app.get("/.well-known/jwks.json").send().await.expect("an answer");
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "application/jwk-set+json");
    assert_eq!(response.headers()["cache-control"], "public, max-age=300");
    let set: Value = response.json().await.expect("JSON");
    let [key] = set["keys"].as_array().expect("a list").as_slice() else { panic!("one key in {set:#}") };
    let members: Vec<&String> = key.as_object().expect("an object").keys().collect();
    assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x"], "and nothing that is secret");

    let token = token(RoleAssignment::Staff, app.now());
    let (text, signature) = token.rsplit_once('.').expect("a signature");
    let decoded = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("base64");
    let header: Value =
        serde_json::from_slice(&decoded(text.split_once('.').expect("parts").0)).expect("JSON");
    assert_eq!(header["kid"], key["kid"]);
    let point = decoded(key["x"].as_str().expect("a text")).try_into().expect("32 bytes");
    let public = VerifyingKey::from_bytes(&point).expect("a point");
    let signature = Signature::from_slice(&decoded(signature)).expect("a signature");
    public.verify(text.as_bytes(), &signature).expect("it is good");

    let refused =
        Answer::of(app.request(Method::POST, "/.well-known/jwks.json").send().await.expect("an answer"));
    let refused = refused.await;
    assert_eq!(refused.status, StatusCode::METHOD_NOT_ALLOWED);
    refused.expect_code("HTTP_METHOD_NOT_ALLOWED");
}

#[test]
fn generating_a_key_explains_rotation() {
    let help = Program::run(panda().args(["keys", "--help"]));
    let help = help.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for reported in ["PANDA_JWT_KEYS=old.pem,new.pem", "PANDA_JWT_KEYS=new.pem,old.pem", "quarter of an hour"]
    {
        assert!(help.contains(reported), "{help}");
    }
}
