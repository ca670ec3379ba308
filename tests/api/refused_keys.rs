//! A server does not start with a key that others may have or could guess.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::Path,
};

use ed25519_dalek::{
    SigningKey, VerifyingKey,
    pkcs8::{EncodePrivateKey, EncodePublicKey, spki::der::pem::LineEnding},
};
use panda::account::tokens::{generate, generate_for_demo};
use secrecy::ExposeSecret;

use crate::support::{Ended, KeyFiles, Program, TestApp, is_admitted, list_of, panda, serve_with, token_of};

/// A key that is used nowhere, so it may be public.
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

/// The private keys of RFC 8032, section 7.1 (the first is also in RFC 8037, appendix A), and of RFC 8410,
/// section 10.3.
const PUBLISHED: [&str; 6] = [
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    "f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5",
    "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
    "d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44755842",
];

/// A server that must not start. Its database does not exist either, but that would cause a wait, not a
/// refusal.
fn refused(keys: Option<&str>) -> Ended {
    let mut command = panda();
    command.args(["serve", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", "postgres://127.0.0.1:1/panda");
    Program::run(command.envs(keys.map(|keys| ("PANDA_JWT_KEYS", keys))))
}

/// Expects that a server does not start with a key, and that the message quotes nothing of it.
#[track_caller]
fn expect_refusal(keys: &str, file: &Path, reason: &str) {
    let ended = refused(Some(keys));
    assert!(!ended.status.success(), "{ended:?}");
    for reported in ["PANDA_JWT_KEYS", file.to_str().expect("a text"), reason] {
        assert!(ended.stderr.contains(reported), "{reported:?} is not told: {ended:?}");
    }
    let secret = fs::read_to_string(file).unwrap_or_default();
    for line in secret.lines().filter(|line| line.len() > 8) {
        assert!(!format!("{ended:?}").contains(line), "{ended:?}");
    }
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
fn no_server_starts_with_a_weak_published_or_wrong_kind_of_key() {
    let files = KeyFiles::new();
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
        bad.push((of_seed(seed).0, "not generated at random"));
    }
    // A point of low order: one signature is valid for any text.
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
        // Nor beside a valid key, because its signatures would be accepted.
        for keys in [list_of(&[&file]), list_of(&[&good, &file])] {
            expect_refusal(&keys, &file, reason);
        }
    }
    let binary = files.path("binary.der");
    fs::write(&binary, [0x30, 0xff, 0xfe]).expect("the file is written");
    expect_refusal(binary.to_str().expect("a text"), &binary, "must be an Ed25519 key");
}

#[test]
fn the_signing_key_must_be_private() {
    let files = KeyFiles::new();
    let [own, other] = [files.generate("own.pem"), files.generate("other.pem")];
    let shown = Program::run(panda().args(["keys", "public"]).arg(&own));
    let public = files.write("public.pem", &shown.stdout);
    expect_refusal(&list_of(&[&public, &other]), &public, "must be a private one");
}

#[tokio::test]
async fn no_server_starts_with_a_world_readable_private_key() {
    let (app, files) = (TestApp::start().await, KeyFiles::new());
    let file = files.generate("key.pem");
    let good = files.generate("good.pem");
    for mode in [0o644, 0o604, 0o602, 0o601, 0o777] {
        fs::set_permissions(&file, Permissions::from_mode(mode)).expect("the file is opened");
        expect_refusal(&list_of(&[&file]), &file, "chmod");
        expect_refusal(&list_of(&[&good, &file]), &file, "chmod");
        let shown = Program::run(panda().args(["keys", "public"]).arg(&file));
        assert!(!shown.status.success() && shown.stdout.is_empty(), "{shown:?}");
    }
    // The group may consist of the servers' operators.
    for mode in [0o640, 0o400] {
        fs::set_permissions(&file, Permissions::from_mode(mode)).expect("the file is protected");
        assert!(is_admitted(&serve_with(&app.database.url_text, &[&file]), &token_of(&file)).await);
    }
}
