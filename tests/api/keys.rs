//! Keys: how they are made and changed, and which ones are refused.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{
    Signature, SigningKey, Verifier, VerifyingKey,
    pkcs8::{EncodePrivateKey, EncodePublicKey, spki::der::pem::LineEnding},
};
use panda::{
    account::tokens::{generate, generate_for_demo},
    clock::{Clock, SystemClock},
    principal::Standing,
};
use reqwest::{Method, StatusCode};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Answer, Ended, Program, Server, TestApp, panda, token, token_by};

/// Nobody uses it, so it may be seen.
const RSA: &str = "-----BEGIN PRIVATE KEY-----
MIIBVQIBADANBgkqhkiG9w0BAQEFAASCAT8wggE7AgEAAkEArZjsLDMxDLZIm7Y2
jxOYktIXl4ib9sLxvDVL/zjf7bX7L8qMffre+JCOmmv+lkBfwUwZg/OchhOjKKJD
AmquiQIDAQABAkA7J2zy8s64AjVjugeFYawP+79GR6q9v1gYRiELaxoDKfwGJxyR
yN8+QeW1ZDpiji2JeLpprLREMhTkblxeeyYBAiEA3OYDxIEkE3Dx+jbjMtjrYo2P
ah/2tPS1Zm/P3SqqR/ECIQDJLrubi5w6dZYBZAQ8amBn0MJfTYeijEwc0zI48Uwo
GQIhAL2UNkWOI5z/wNxiAMkhu5oALcYBmqSgo5I/gaCpPiyxAiEAjxQGZwQuUsEn
sst/27vH3m1wnzjTWr4ur11gXXD2uZkCIFut50dMX+WtKYFCQJ+Vz+pbuXJD7YJc
A2GAh5iV1K3/
-----END PRIVATE KEY-----
";

/// The secrets of RFC 8032, section 7.1, of which the first is that of RFC 8037, appendix A; and of RFC 8410, section 10.3.
const PUBLISHED: [&str; 6] = [
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    "f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5",
    "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
    "d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44755842",
];

/// Files with keys, in a directory of their own.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a directory"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A file that nobody else may read.
    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, text).expect("the file is written");
        fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("the file is protected");
        path
    }

    fn generate(&self, name: &str) -> PathBuf {
        self.write(name, generate().expose_secret())
    }
}

fn new_key(output: &Path) -> Ended {
    Program::run(panda().args(["keys", "new", "--output"]).arg(output))
}

fn list(files: &[&Path]) -> String {
    files.iter().map(|file| file.to_str().expect("a text")).collect::<Vec<_>>().join(",")
}

/// A server with these keys, the first of which signs.
fn serve(database_url: &str, keys: &[&Path]) -> Server {
    Server::start_with_keys(panda().arg("serve").env("DATABASE_URL", database_url), &list(keys))
}

/// A server that is not to start. There is no database either, but that would be waited for.
fn refused(keys: Option<&str>) -> Ended {
    let mut command = panda();
    command.args(["serve", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", "postgres://127.0.0.1:1/panda");
    Program::run(command.envs(keys.map(|keys| ("PANDA_JWT_KEYS", keys))))
}

/// Expects a server not to start with a key, and to say why in words that quote nothing of it.
#[track_caller]
fn expect_refusal(keys: &str, file: &Path, reason: &str) {
    let ended = refused(Some(keys));
    assert!(!ended.status.success(), "{ended:?}");
    for told in ["PANDA_JWT_KEYS", file.to_str().expect("a text"), reason] {
        assert!(ended.stderr.contains(told), "{told:?} is not told: {ended:?}");
    }
    let secret = fs::read_to_string(file).unwrap_or_default();
    for line in secret.lines().filter(|line| line.len() > 8) {
        assert!(!format!("{ended:?}").contains(line), "{ended:?}");
    }
}

async fn is_admitted(server: &Server, token: &str) -> bool {
    let request = server.post_by(token).json(&json!({ "query": "{ departments { totalCount } }" }));
    let answer = Answer::of(request.send().await.expect("the server answers")).await;
    match answer.status {
        StatusCode::OK => assert_eq!(answer.data("/departments/totalCount"), json!(0)),
        _ => drop(answer.expect_code("UNAUTHENTICATED")),
    }
    answer.status == StatusCode::OK
}

fn token_of(file: &Path) -> String {
    token_by(file, Standing::Staff, SystemClock.now())
}

#[tokio::test]
async fn a_new_key_is_made_for_its_owner_alone_and_a_server_takes_it() {
    let (app, files) = (TestApp::start().await, Files::new());
    let file = files.path("key.pem");
    let made = new_key(&file);
    assert!(made.status.success() && made.stderr.is_empty(), "{made:?}");
    assert_eq!(fs::metadata(&file).expect("it is there").permissions().mode() & 0o7777, 0o600);
    let beside = fs::read_dir(files.0.path()).expect("a directory").count();
    assert_eq!(beside, 1, "nothing else is written");
    assert!(made.stdout.lines().any(|line| line == format!("PANDA_JWT_KEYS={}", file.display())), "{made:?}");
    let pem = fs::read_to_string(&file).expect("a text");
    assert!(pem.lines().all(|line| !made.stdout.contains(line)), "{made:?}");

    let server = serve(&app.database.url_text, &[&file]);
    assert!(is_admitted(&server, &token_of(&file)).await);
    let jwks = server.get("/.well-known/jwks.json").await.body;
    let id = jwks["keys"][0]["kid"].as_str().expect("a key with a name");
    assert!(made.stdout.contains(id), "{made:?}");
}

#[test]
fn no_file_is_written_over() {
    let files = Files::new();
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
    assert_eq!(fs::read_dir(files.0.path()).expect("a directory").count(), 2, "nothing is left behind");
}

#[test]
fn two_new_keys_are_not_the_same_and_a_name_may_be_relative() {
    let files = Files::new();
    let write = |name: &str| {
        Program::run(panda().args(["keys", "new", "--output", name]).current_dir(files.0.path()))
    };
    let [one, other] = ["one.pem", "other.pem"].map(|name| {
        let made = write(name);
        let whole = files.0.path().canonicalize().expect("a directory").join(name);
        assert!(made.stdout.contains(&format!("PANDA_JWT_KEYS={}", whole.display())), "{made:?}");
        fs::read_to_string(whole).expect("a text")
    });
    assert_ne!(one, other);
}

#[tokio::test]
async fn keys_are_changed_step_by_step_without_logging_anybody_out() {
    let (app, files) = (TestApp::start().await, Files::new());
    let [old, new] = [files.generate("old.pem"), files.generate("new.pem")];
    let (by_old, by_new) = (token_of(&old), token_of(&new));
    let serve = |keys: &[&Path]| serve(&app.database.url_text, keys);
    // While the servers start anew, one after the other, some are a step ahead of others.
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
async fn a_server_may_verify_by_a_public_key_but_not_sign() {
    let (app, files) = (TestApp::start().await, Files::new());
    let [own, others] = [files.generate("own.pem"), files.generate("others.pem")];
    let shown = Program::run(panda().args(["keys", "public"]).arg(&others));
    assert!(shown.status.success() && shown.stdout.starts_with("-----BEGIN PUBLIC KEY-----"), "{shown:?}");
    let public = files.write("public.pem", &shown.stdout);
    // What everyone may know, everyone may read.
    fs::set_permissions(&public, Permissions::from_mode(0o644)).expect("the file is opened");
    let server = serve(&app.database.url_text, &[&own, &public]);
    assert!(is_admitted(&server, &token_of(&own)).await && is_admitted(&server, &token_of(&others)).await);
    expect_refusal(&list(&[&public, &own]), &public, "must be a private one");
}

#[test]
fn no_server_starts_without_a_key() {
    for none in [None, Some("")] {
        let ended = refused(none);
        assert!(!ended.status.success() && ended.stderr.contains("--jwt-keys"), "{ended:?}");
    }
    let nowhere = Path::new("/nowhere/at/all.pem");
    expect_refusal("/nowhere/at/all.pem", nowhere, "cannot be read");
}

#[test]
fn no_server_starts_with_a_key_that_is_weak_known_or_of_another_kind() {
    let files = Files::new();
    let of_seed = |seed: [u8; 32]| {
        let key = SigningKey::from_bytes(&seed);
        let public = key.verifying_key().to_public_key_pem(LineEnding::LF).expect("a text");
        (key.to_pkcs8_pem(LineEnding::LF).expect("a text").to_string(), public)
    };
    let mut bad: Vec<(String, &str)> = Vec::new();
    for seed in PUBLISHED {
        let bytes = (0..32).map(|at| u8::from_str_radix(&seed[at * 2..at * 2 + 2], 16).expect("hexadecimal"));
        let (private, public) = of_seed(bytes.collect::<Vec<_>>().try_into().expect("32 bytes"));
        bad.extend([(private, "an example from a standard"), (public, "an example from a standard")]);
    }
    let mut counting = [0; 32];
    counting.iter_mut().zip(7..).for_each(|(byte, number)| *byte = number);
    let mut few = [0; 32];
    few.iter_mut().zip(0_u8..).for_each(|(byte, number)| *byte = number.wrapping_mul(97) % 15);
    for seed in [[0; 32], [255; 32], counting, few, *b"correct horse battery staple 123"] {
        bad.push((of_seed(seed).0, "not drawn at random"));
    }
    // Of low order: there are signatures of it that are good for any text.
    let neutral = VerifyingKey::from_bytes(&{
        let mut neutral = [0; 32];
        neutral[0] = 1;
        neutral
    });
    let neutral = neutral.expect("a point").to_public_key_pem(LineEnding::LF).expect("a text");
    bad.push((neutral, "weak"));
    let elliptic = rcgen::KeyPair::generate().expect("a key");
    let whole = generate().expose_secret().to_owned();
    for text in [
        RSA.to_owned(),
        elliptic.serialize_pem(),
        elliptic.public_key_pem(),
        String::new(),
        "no key".to_owned(),
        whole.replace("PRIVATE", "OPENSSH PRIVATE"),
        whole[..whole.len() / 2].to_owned(),
    ] {
        bad.push((text, "must be an Ed25519 key"));
    }
    bad.push((generate_for_demo().expose_secret().to_owned(), "made by `panda demo`"));
    let good = files.generate("good.pem");
    for (number, (text, reason)) in bad.into_iter().enumerate() {
        let file = files.write(&format!("bad-{number}.pem"), &text);
        // Nor beside a good one: its signatures would be believed.
        for keys in [list(&[&file]), list(&[&good, &file])] {
            expect_refusal(&keys, &file, reason);
        }
    }
    let binary = files.path("binary.der");
    fs::write(&binary, [0x30, 0xff, 0xfe]).expect("the file is written");
    expect_refusal(binary.to_str().expect("a text"), &binary, "must be an Ed25519 key");
}

#[tokio::test]
async fn no_server_starts_with_a_private_key_that_everyone_may_open() {
    let (app, files) = (TestApp::start().await, Files::new());
    let file = files.generate("key.pem");
    let good = files.generate("good.pem");
    for mode in [0o644, 0o604, 0o602, 0o601, 0o777] {
        fs::set_permissions(&file, Permissions::from_mode(mode)).expect("the file is opened");
        expect_refusal(&list(&[&file]), &file, "chmod");
        expect_refusal(&list(&[&good, &file]), &file, "chmod");
        let shown = Program::run(panda().args(["keys", "public"]).arg(&file));
        assert!(!shown.status.success() && shown.stdout.is_empty(), "{shown:?}");
    }
    // A group may be all who look after the servers.
    for mode in [0o640, 0o400] {
        fs::set_permissions(&file, Permissions::from_mode(mode)).expect("the file is protected");
        assert!(is_admitted(&serve(&app.database.url_text, &[&file]), &token_of(&file)).await);
    }
}

#[tokio::test]
async fn anyone_can_verify_a_token_by_the_keys_that_are_published() {
    let app = TestApp::start().await;
    let response = app.get("/.well-known/jwks.json").send().await.expect("an answer");
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "application/jwk-set+json");
    assert_eq!(response.headers()["cache-control"], "public, max-age=300");
    let set: Value = response.json().await.expect("JSON");
    let [key] = set["keys"].as_array().expect("a list").as_slice() else { panic!("one key in {set:#}") };
    let members: Vec<&String> = key.as_object().expect("an object").keys().collect();
    assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x"], "and nothing that is secret");

    let token = token(Standing::Staff, app.now());
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
fn how_keys_are_changed_is_told_where_they_are_made() {
    let help = Program::run(Command::arg(&mut panda(), "keys").arg("--help"));
    let help = help.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for told in ["PANDA_JWT_KEYS=old.pem,new.pem", "PANDA_JWT_KEYS=new.pem,old.pem", "quarter of an hour"] {
        assert!(help.contains(told), "{help}");
    }
}
