//! The server rejects every invalid token, without stating the reason.

use chrono::TimeDelta;
use ed25519_dalek::pkcs8::{EncodePublicKey, spki::der::pem::LineEnding};
use hmac::{Hmac, KeyInit, Mac};
use panda::account::{RoleAssignment, tokens::generate};
use reqwest::{RequestBuilder, StatusCode, header::HeaderValue};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::support::{Answer, Forgery, TestApp, key, private, token};

const READ: &str = "{ departments { totalCount } }";
const TYPENAME: &str = "{ __typename }";
const INTROSPECTION: &str = r#"{ __type(name: "Query") { name } }"#;

async fn ask(request: RequestBuilder, query: &str) -> Answer {
    let request = request.json(&json!({ "query": query }));
    Answer::of(request.send().await.expect("the server answers")).await
}

async fn ask_with(app: &TestApp, token: &str, query: &str) -> Answer {
    ask(app.post_anonymously().bearer_auth(token), query).await
}

/// The valid token of a member of staff, valid from the current second on.
fn good(app: &TestApp) -> Forgery {
    Forgery::of(&token(RoleAssignment::Staff, app.now()))
}

/// Expects `UNAUTHENTICATED` and no details.
#[track_caller]
fn expect_refusal(answer: &Answer, how: &str) {
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{how}: {:#}", answer.body);
    let fault = answer.expect_code("UNAUTHENTICATED");
    assert_eq!((fault.args, fault.field.as_str()), (json!({}), ""), "{how}");
    assert_eq!(answer.headers["www-authenticate"], "Bearer error=\"invalid_token\"", "{how}");
    let members: Vec<&String> = answer.body.as_object().expect("an object").keys().collect();
    assert_eq!(members, ["errors"], "{how}");
}

/// Expects the same refusal for each token, and that the valid token is accepted.
async fn expect_refusals(app: &TestApp, forged: Vec<(&str, String)>) {
    let admitted = ask_with(app, &good(app).signed_by(key()), READ).await;
    assert_eq!(admitted.data("/departments/totalCount"), json!(0));
    let mut reported: Option<Value> = None;
    for (how, token) in forged {
        for query in [READ, TYPENAME] {
            let answer = ask_with(app, &token, query).await;
            expect_refusal(&answer, how);
            assert_eq!(*reported.get_or_insert(answer.body.clone()), answer.body, "{how}");
        }
    }
}

#[tokio::test]
async fn without_a_token_only_public_fields_can_be_read() {
    let app = TestApp::start().await;
    assert_eq!(ask(app.post_anonymously(), TYPENAME).await.text("/__typename"), "Query");
    assert_eq!(ask(app.post_anonymously(), INTROSPECTION).await.data("/__type"), Value::Null);
    let refused = ask(app.post_anonymously(), READ).await;
    assert_eq!(refused.status, StatusCode::OK);
    assert!(!refused.headers.contains_key("www-authenticate"));
    refused.expect_code("UNAUTHENTICATED");
}

#[tokio::test]
async fn malformed_tokens_are_refused() {
    let app = TestApp::start().await;
    let token = good(&app).signed_by(key());
    let parts: Vec<&str> = token.split('.').collect();
    let [header, claims, signature] = parts[..] else { panic!("three parts") };
    let json = json!({ "payload": claims, "protected": header, "signature": signature });
    expect_refusals(
        &app,
        vec![
            ("nothing", String::new()),
            ("a word", "token".to_owned()),
            ("dots", "..".to_owned()),
            ("three letters", "a.b.c".to_owned()),
            ("three empty objects", "e30.e30.e30".to_owned()),
            ("no signature", format!("{header}.{claims}")),
            ("an empty signature", format!("{header}.{claims}.")),
            ("no header", format!(".{claims}.{signature}")),
            ("no claims", format!("{header}..{signature}")),
            ("a fourth part", format!("{token}.{signature}")),
            ("a fourth part in front", format!(".{token}")),
            ("padding", format!("{token}==")),
            // Not every signature has a letter that differs between the two alphabets.
            ("the other alphabet of base64", format!("{header}.{claims}.+{}", &signature[1..])),
            ("a blank", format!("{header}. {claims}.{signature}")),
            ("two tokens", format!("{token} {token}")),
            ("a list of tokens", format!("{token},{token}")),
            ("quotes", format!("\"{token}\"")),
            ("other letters", token.to_uppercase()),
            ("JSON", json.to_string()),
            ("parts in another order", format!("{claims}.{header}.{signature}")),
            ("ten kilobytes", "a".repeat(10_240)),
            ("ten kilobytes that are signed", good(&app).claim("more", "a".repeat(10_240)).signed_by(key())),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_header_that_is_not_one_bearer_token_is_refused() {
    let app = TestApp::start().await;
    let token = good(&app).signed_by(key());
    for authorization in [
        String::new(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        token.clone(),
        format!("Bearer{token}"),
        format!("Bearer:{token}"),
        format!("Bearer\t{token}"),
        format!("Token {token}"),
        format!("Basic {token}"),
        "Basic cGFuZGE6cGFuZGE=".to_owned(),
        format!("Bearer Bearer {token}"),
    ] {
        let answer = ask(app.post_anonymously().header("authorization", &authorization), TYPENAME).await;
        expect_refusal(&answer, &authorization);
    }
    let bytes = HeaderValue::from_bytes(b"Bearer \xff\xfe").expect("HTTP allows it");
    expect_refusal(&ask(app.post_anonymously().header("authorization", bytes), TYPENAME).await, "no text");
    for second in [format!("Bearer {token}"), "Basic cGFuZGE6cGFuZGE=".to_owned()] {
        let twice = app.post_anonymously().bearer_auth(&token).header("authorization", second);
        expect_refusal(&ask(twice, TYPENAME).await, "two headers");
    }
    // The scheme is case-insensitive, and several spaces may follow it.
    for authorization in [format!("bearer {token}"), format!("BEARER   {token}")] {
        let answer = ask(app.post_anonymously().header("authorization", &authorization), READ).await;
        assert_eq!(answer.data("/departments/totalCount"), json!(0));
    }
}

#[tokio::test]
async fn a_token_is_valid_until_the_second_of_its_expiry() {
    let app = TestApp::start().await;
    let (begin, token) = (app.now(), good(&app).signed_by(key()));
    for (milliseconds, is_good) in [
        // The default leeway for clock differences between servers.
        (-30_001, false),
        (-30_000, true),
        (-8_000, true),
        (0, true),
        (899_000, true),
        (899_999, true),
        (900_000, false),
        (86_400_000, false),
    ] {
        app.clock.set(begin + TimeDelta::milliseconds(milliseconds));
        let answer = ask_with(&app, &token, READ).await;
        if is_good {
            assert_eq!(answer.data("/departments/totalCount"), json!(0), "{milliseconds}");
        } else {
            expect_refusal(&answer, &milliseconds.to_string());
        }
    }
}

#[tokio::test]
async fn a_token_with_wrong_claims_is_refused() {
    let app = TestApp::start().await;
    let signed = |forgery: Forgery| forgery.signed_by(key());
    let good = || good(&app);
    let mut forged = vec![
        ("not good yet", good().later("nbf", 31)),
        ("not issued yet", good().later("iat", 31)),
        ("expired", good().later("iat", -900).later("nbf", -900).later("exp", -900)),
        ("good for too long", good().later("exp", 1)),
        ("good for ever", good().claim("exp", i64::MAX)),
        ("issued long ago and good for too long", good().later("iat", -1)),
        ("expires before all time", good().claim("exp", i64::MIN)),
        ("times that are texts", good().claim("exp", "tomorrow")),
        ("another issuer", good().claim("iss", "panda.example")),
        ("an issuer in other letters", good().claim("iss", "PANDA")),
        ("several issuers", good().claim("iss", json!(["panda", "another"]))),
        ("another audience", good().claim("aud", "elsewhere")),
        ("several audiences", good().claim("aud", json!(["panda", "elsewhere"]))),
        ("an unknown subject", good().claim("sub", "admin")),
        ("no session in particular", good().claim("sid", 1)),
        ("a role that there is not", good().claim("role", "ROOT")),
        ("a role in other letters", good().claim("role", "staff")),
        ("a patient without a record", good().claim("role", "PATIENT")),
        ("a record without a patient", good().claim("patient", "00000000-0000-4000-8000-000000000001")),
        ("another type", good().header("typ", "JWT")),
        ("the type of a refresh token", good().header("typ", "rt+jwt")),
        ("the type of an ID token", good().header("typ", "id+jwt")),
        ("no type", good().without_header("typ")),
        ("an extension that must be understood", good().header("crit", json!(["b64"])).header("b64", true)),
        ("nothing that must be understood", good().header("crit", json!([]))),
        ("an unknown key", good().header("kid", "another")),
        ("an empty key id", good().header("kid", "")),
        ("a path as key id", good().header("kid", "../../../dev/null")),
        ("a key id that is none", good().header("kid", 7)),
        ("no key id", good().without_header("kid")),
        ("no algorithm", good().without_header("alg")),
        ("the algorithm's other name", good().header("alg", "Ed25519")),
    ];
    for claim in ["iss", "aud", "sub", "client_id", "iat", "nbf", "exp", "jti", "sid", "role", "locale"] {
        forged.push((claim, good().without_claim(claim)));
        forged.push((claim, good().claim(claim, Value::Null)));
    }
    expect_refusals(&app, forged.into_iter().map(|(how, forgery)| (how, signed(forgery))).collect()).await;
}

#[tokio::test]
async fn a_token_with_another_signature_is_refused() {
    let app = TestApp::start().await;
    let public = private(key()).verifying_key();
    let pem = public.to_public_key_pem(LineEnding::LF).expect("it can be written");
    let der = public.to_public_key_der().expect("it can be written");
    let hmac = |forgery: Forgery, secret: &[u8]| {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("any secret will do");
        mac.update(forgery.text().as_bytes());
        forgery.with_signature(&mac.finalize().into_bytes())
    };
    let good = || good(&app);
    let mut forged = vec![
        ("another key", good().signed_by(&generate())),
        ("a signature of nothing", good().with_signature(&[0; 64])),
        ("half a signature", good().with_signature(&[1; 32])),
        ("a signature and more", good().with_signature(&[1; 65])),
        // The signature is valid, but for other contents.
        ("another's signature", {
            let signature = good().signed_by(key()).rsplit_once('.').expect("a signature").1.to_owned();
            format!("{}.{signature}", good().claim("role", "ADMIN").text())
        }),
    ];
    for none in ["none", "None", "NONE", "nOnE", ""] {
        forged.push(("no algorithm", format!("{}.", good().header("alg", none).text())));
        forged.push(("no algorithm, yet signed", good().header("alg", none).signed_by(key())));
    }
    for (how, secret) in [
        ("the text of the public key", pem.as_bytes()),
        ("the same without the last line's end", pem.trim_end().as_bytes()),
        ("the public key in DER", der.as_bytes()),
        ("the bytes of the public key", public.as_bytes()),
        ("nothing", b""),
    ] {
        for algorithm in ["HS256", "EdDSA"] {
            forged.push((how, hmac(good().header("alg", algorithm), secret)));
        }
    }
    for algorithm in ["RS256", "PS256", "ES256", "HS256", "HS512", "ES256K", "eddsa"] {
        forged.push((algorithm, good().header("alg", algorithm).signed_by(key())));
    }
    let jwk = app.get("/.well-known/jwks.json").send().await.expect("an answer");
    let jwk = jwk.json::<Value>().await.expect("JSON")["keys"][0].clone();
    let own = generate();
    // A key that the token itself contains.
    forged.push(("a key of its own", good().header("jwk", jwk).signed_by(&own)));
    forged.push(("the address of a key", good().header("jku", "http://127.0.0.1/").signed_by(&own)));
    expect_refusals(&app, forged).await;
}

#[tokio::test]
async fn a_refusal_has_the_requested_media_type_and_language() {
    let app = TestApp::start().await;
    let request = app.post_anonymously().bearer_auth("nonsense").header("accept-language", "cy");
    let answer = ask(request.header("accept", "application/graphql-response+json"), TYPENAME).await;
    expect_refusal(&answer, "in Welsh");
    assert_eq!(answer.headers["content-type"], "application/graphql-response+json; charset=utf-8");
    assert_eq!(answer.headers["content-language"], "cy");
    assert_eq!(answer.body["errors"][0]["extensions"]["locale"], "cy");
}

#[tokio::test]
async fn public_endpoints_need_no_token() {
    let app = TestApp::start().await;
    for path in ["/health/live", "/health/ready", "/graphiql", "/.well-known/jwks.json"] {
        for authorization in ["Bearer nonsense", "Basic cGFuZGE6cGFuZGE=", ""] {
            let answer =
                app.get(path).header("authorization", authorization).send().await.expect("an answer");
            assert_eq!(answer.status(), StatusCode::OK, "{path} {authorization}");
        }
    }
}
