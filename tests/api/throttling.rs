//! Too many attempts or requests return `RATE_LIMITED` with a retry time.

use std::time::Duration;

use panda::{
    account::{self, Addition, Limit, Limits, OwnLanguage, Role, RoleAssignment},
    error::Failure,
};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::support::{Answer, Server, TestApp, nhs_number, panda};

const EMAIL: &str = "ann@example.org";
const PASSWORD: &str = "correct horse battery";
const LOGIN: &str = "mutation($input: LoginInput!) { login(input: $input) { accessToken } }";
const SIGN_UP: &str =
    "mutation($input: RegisterAccountInput!) { registerAccount(input: $input) { user { id } } }";
const MEDIA_TYPES: [&str; 2] = ["application/json", "application/graphql-response+json"];

/// So long that no attempt is restored within a test.
const LONG: Duration = Duration::from_hours(1_000);

async fn start(limits: Limits) -> TestApp {
    TestApp::builder().rate_limits(limits).start().await
}

async fn answer(request: RequestBuilder) -> Answer {
    Answer::of(request.send().await.expect("the server answers")).await
}

async fn anonymously(app: &TestApp, query: &str, input: Value) -> Answer {
    answer(app.post_anonymously().json(&json!({ "query": query, "variables": { "input": input } }))).await
}

async fn login(app: &TestApp, email: &str) -> Answer {
    anonymously(app, LOGIN, json!({ "email": email, "password": "a wrong password" })).await
}

/// The wait in the message: in minutes from 60 seconds on.
fn wait_text(seconds: u64) -> String {
    if seconds < 60 { format!("in {seconds} second") } else { format!("in {} minute", seconds.div_ceil(60)) }
}

/// Expects that all responses are rate-limited, by status, header and code.
#[track_caller]
fn expect_later(answer: &Answer) -> u64 {
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{:#}", answer.body);
    let fault = answer.expect_code("RATE_LIMITED");
    let seconds = fault.args["retryAfterSeconds"].as_u64().expect("a number");
    assert_eq!(answer.headers["retry-after"], seconds.to_string());
    assert!(seconds > 0 && fault.message.contains(&wait_text(seconds)), "{fault:?}");
    seconds
}

#[tokio::test]
async fn an_exhausted_user_budget_returns_a_retry_time_and_affects_no_other_user() {
    let requests_by_user = Limit::new(2, LONG);
    let app = start(Limits { requests_by_user, ..Limits::default() }).await;
    let typename = json!({ "query": "{ __typename }" });
    for _ in 0..2 {
        answer(app.post().json(&typename)).await.data("/__typename");
    }
    for media_type in MEDIA_TYPES {
        let refused = answer(app.post().header("accept", media_type).json(&typename)).await;
        let seconds = expect_later(&refused);
        assert!((LONG.as_secs() / 2 - 60..=LONG.as_secs() / 2).contains(&seconds), "{seconds}");
        assert!(refused.body.get("data").is_none(), "{:#}", refused.body);
        assert!(refused.headers["content-type"].to_str().expect("a text").starts_with(media_type));
    }
    let unread = app.post().header("content-type", "application/json").body("{ not even JSON");
    expect_later(&answer(unread).await);
    for _ in 0..2 {
        answer(app.post_as(RoleAssignment::Staff).json(&typename)).await.data("/__typename");
    }
    expect_later(&answer(app.post_as(RoleAssignment::Staff).json(&typename)).await);
    for _ in 0..3 {
        answer(app.post_anonymously().json(&typename)).await.data("/__typename");
    }
}

#[tokio::test]
async fn a_budget_is_restored_over_time() {
    let requests_by_user = Limit::new(1, Duration::from_millis(400));
    let app = start(Limits { requests_by_user, ..Limits::default() }).await;
    app.query("{ __typename }").await.data("/__typename");
    assert_eq!(expect_later(&app.query("{ __typename }").await), 1, "a part of a second is rounded up");
    tokio::time::sleep(Duration::from_millis(450)).await;
    app.query("{ __typename }").await.data("/__typename");
}

#[tokio::test]
async fn rate_limited_logins_do_not_reveal_accounts() {
    let logins_by_account = Limit::new(2, Duration::from_hours(1));
    let app = start(Limits { logins_by_account, ..Limits::default() }).await;
    add(&app).await.expect("an account");
    let mut reported = Vec::new();
    for email in [EMAIL, "nobody@example.org"] {
        for _ in 0..2 {
            login(&app, email).await.expect_code("ACCOUNT_CREDENTIALS_INVALID");
        }
        // The clock advances between the two by less than the rounding.
        let refused = login(&app, email).await;
        let seconds = expect_later(&refused);
        assert!((1_790..=1_800).contains(&seconds), "{seconds}");
        assert_eq!(refused.body["data"], json!({ "login": null }));
        let mut headers = refused.headers.clone();
        for differing in ["x-request-id", "date", "retry-after", "content-length"] {
            headers.remove(differing);
        }
        let body = refused.body.to_string().replace(&seconds.to_string(), "N");
        reported.push((refused.status, headers, body));
    }
    assert_eq!(reported[0], reported[1]);
    // Neither the right password nor another spelling of the address avoids the limit.
    let right = json!({ "email": " ANN@Example.org", "password": PASSWORD });
    expect_later(&anonymously(&app, LOGIN, right).await);
    login(&app, "bob@example.org").await.expect_code("ACCOUNT_CREDENTIALS_INVALID");
}

#[tokio::test]
async fn a_rate_limited_field_beside_other_data_keeps_status_200() {
    let logins_by_account = Limit::new(1, LONG);
    let app = start(Limits { logins_by_account, ..Limits::default() }).await;
    login(&app, EMAIL).await.expect_code("ACCOUNT_CREDENTIALS_INVALID");
    let both = "mutation($input: LoginInput!) { kind: __typename login(input: $input) { accessToken } }";
    for media_type in MEDIA_TYPES {
        let input = json!({ "email": EMAIL, "password": PASSWORD });
        let body = json!({ "query": both, "variables": { "input": input } });
        let answered = answer(app.post_anonymously().header("accept", media_type).json(&body)).await;
        assert_eq!(answered.status, StatusCode::OK);
        assert_eq!(answered.body["data"], json!({ "kind": "Mutation", "login": null }));
        answered.expect_code("RATE_LIMITED");
        assert!(!answered.headers.contains_key("retry-after"));
        let alone = json!({ "query": LOGIN, "variables": { "input": input } });
        expect_later(&answer(app.post_anonymously().header("accept", media_type).json(&alone)).await);
    }
}

#[tokio::test]
async fn many_logins_in_one_request_are_many_attempts() {
    let logins_by_address = Limit::new(3, LONG);
    let app = start(Limits { logins_by_address, ..Limits::default() }).await;
    let field = |n: u8| {
        format!(
            r#"a{n}: login(input: {{ email: "{n}@example.org", password: "wrong password" }}) {{ accessToken }}"#
        )
    };
    let query = format!("mutation {{ {} }}", (0..5).map(field).collect::<Vec<_>>().join(" "));
    let answered = answer(app.post_anonymously().json(&json!({ "query": query }))).await;
    let codes: Vec<String> = answered.faults().into_iter().map(|fault| fault.code).collect();
    let count = |code| codes.iter().filter(|found| *found == code).count();
    assert_eq!((count("ACCOUNT_CREDENTIALS_INVALID"), count("RATE_LIMITED")), (3, 2), "{codes:?}");
    assert_eq!(answered.status, StatusCode::TOO_MANY_REQUESTS, "nothing was executed");
    assert!(answered.headers.contains_key("retry-after"));
}

#[tokio::test]
async fn only_well_formed_sign_up_attempts_are_counted() {
    let sign_ups_by_number = Limit::new(2, LONG);
    let app = start(Limits { sign_ups_by_number, ..Limits::default() }).await;
    let sign_up = async |number: &str, postcode: &str| {
        let input = json!({
            "email": EMAIL, "password": PASSWORD, "nhsNumber": number, "dateOfBirth": "1990-01-01",
            "postcode": postcode,
        });
        anonymously(&app, SIGN_UP, input).await
    };
    let number = nhs_number(1);
    for _ in 0..5 {
        sign_up(&number, "nowhere").await.expect_code("POSTCODE_INVALID");
    }
    for _ in 0..2 {
        sign_up(&number, "M1 1AE").await.expect_code("ACCOUNT_DETAILS_NOT_RECOGNISED");
    }
    expect_later(&sign_up(&number, "M1 1AE").await);
    let spaced = format!("{} {}", &number[..3], &number[3..]);
    expect_later(&sign_up(&spaced, "M1 1AE").await);
    sign_up(&nhs_number(2), "M1 1AE").await.expect_code("ACCOUNT_DETAILS_NOT_RECOGNISED");
}

#[tokio::test]
async fn password_changes_are_limited_like_logins() {
    let logins_by_account = Limit::new(2, LONG);
    let app = start(Limits { logins_by_account, ..Limits::default() }).await;
    add(&app).await.expect("an account");
    let credentials = json!({ "email": EMAIL, "password": PASSWORD });
    let token = anonymously(&app, LOGIN, credentials).await.text("/login/accessToken");
    let change = async || {
        let input = json!({ "currentPassword": "a wrong password", "newPassword": "another good password" });
        let query =
            "mutation($input: ChangePasswordInput!) { changePassword(input: $input) { accessToken } }";
        let body = json!({ "query": query, "variables": { "input": input } });
        answer(app.post_anonymously().bearer_auth(&token).json(&body)).await
    };
    change().await.expect_code("ACCOUNT_PASSWORD_WRONG");
    expect_later(&change().await);
}

#[tokio::test]
async fn rate_limits_are_settings() {
    let app = TestApp::start().await;
    let server = Server::start_with(
        panda()
            .arg("serve")
            .env("DATABASE_URL", &app.database.url_text)
            .env("PANDA_REQUESTS_PER_USER", "1")
            .env("PANDA_LOGINS_PER_ADDRESS", "1"),
    );
    let logins = json!({ "email": EMAIL, "password": "a wrong password" });
    server.send(LOGIN, json!({ "input": logins })).await.expect_code("ACCOUNT_CREDENTIALS_INVALID");
    let seconds = expect_later(&server.query("{ __typename }").await);
    assert!((1..=60).contains(&seconds), "{seconds}");
    let post = || reqwest::Client::new().post(format!("{}/graphql", server.address));
    let again = post().json(&json!({ "query": LOGIN, "variables": { "input": logins } }));
    let seconds = expect_later(&answer(again).await);
    assert!((1..=100).contains(&seconds), "{seconds}");
}

async fn add(app: &TestApp) -> Result<(), Failure> {
    let addition = Addition {
        email: EMAIL.to_owned(),
        display_name: "Ann".to_owned(),
        password: PASSWORD.to_owned().into(),
        role: Role::Staff,
        language: OwnLanguage::of_account(None, "en-GB"),
        patient_id: None,
        is_demo: false,
    };
    account::ensure(&app.context, &account::Hasher::new(), addition).await.map(drop)
}
