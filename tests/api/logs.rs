//! The log records the outcome of each request, and no personal data.

use std::collections::BTreeSet;

use nix::sys::signal::Signal;
use serde_json::{Value, json};

use crate::support::{Answer, Server, TestApp, account, nhs_number, panda, with};

const NAME: &str = "Gwenhwyfar Testperson";
const POSTCODE: &str = "ZE3 9JZ";
const EMAIL: &str = "gwen.testperson@example.org";
const SECRET: &str = "unlikely-secret-of-gwen";
const STREET: &str = "17 Unlikely Crescent";
const REGISTER: &str =
    "mutation($input: RegisterPatientInput!) { registerPatient(input: $input) { patient { id } } }";

/// Sends an operation with its own request ID, and returns the response.
async fn send(server: &Server, id: &str, query: &str, variables: Value) -> Answer {
    let body = json!({ "query": query, "variables": variables });
    let request = server.post().header("x-request-id", id).json(&body);
    Answer::of(request.send().await.expect("the server answers")).await
}

/// All values of a patient, in every possible format.
fn personal() -> Vec<String> {
    let number = nhs_number(77);
    let spaced = format!("{} {} {}", &number[..3], &number[3..6], &number[6..]);
    let parts = ["Gwenhwyfar", "Testperson", EMAIL, SECRET, STREET, POSTCODE, "ZE39JZ", "zE39jz"];
    parts.into_iter().map(str::to_owned).chain([spaced.replace(' ', "-"), spaced, number]).collect()
}

/// Requests with personal data and every kind of outcome. Each has its own ID.
async fn carry_personal_data(server: &Server, app: &TestApp) -> Vec<&'static str> {
    let number = nhs_number(77);
    let input = json!({
        "nhsNumber": number, "name": NAME, "dateOfBirth": "1961-07-19", "postcode": "zE39jz", "email": EMAIL,
        "addressLines": [STREET], "idempotencyKey": "Gwenhwyfar-1",
    });
    send(server, "log-registered", REGISTER, json!({ "input": input })).await.data("");
    send(server, "log-repeated", REGISTER, json!({ "input": input })).await.data("");
    let other = with(input.clone(), json!({ "email": format!("{EMAIL}.uk") }));
    let reused = send(server, "log-reused", REGISTER, json!({ "input": other })).await;
    reused.expect_code("IDEMPOTENCY_KEY_REUSED");
    let input = with(input, json!({ "idempotencyKey": "Gwenhwyfar-2" }));
    let taken = send(server, "log-taken", REGISTER, json!({ "input": input })).await;
    taken.expect_code("PATIENT_NHS_NUMBER_TAKEN");
    let faulty = json!({
        "nhsNumber": format!("{number}0"), "name": format!("{NAME}\u{202e}"), "dateOfBirth": "2961-07-19",
        "postcode": format!("{POSTCODE}{POSTCODE}"), "email": format!("{EMAIL}@"), "addressLines": [STREET, ""],
        "idempotencyKey": NAME,
    });
    let faulty = send(server, "log-faulty", REGISTER, json!({ "input": faulty })).await;
    assert_eq!(faulty.faults().len(), 7, "{:#}", faulty.body);
    let read =
        format!(r#"{{ patient(by: {{ nhsNumber: "{number}" }}) {{ name postcode email addressLines }} }}"#);
    assert_eq!(send(server, "log-read", &read, json!({})).await.text("/patient/name"), NAME);
    let listed = format!(
        r#"{{ patients(filter: {{ postcode: "{POSTCODE}" }}) {{ totalCount nothing(of: "{NAME}") }} }}"#
    );
    send(server, "log-invalid", &listed, json!({})).await.expect_code("GRAPHQL_VALIDATION_FAILED");
    let unparsed = format!(r#"{{ patient(by: {{ nhsNumber: "{number}", name: "{NAME} }}) }}"#);
    send(server, "log-unparsed", &unparsed, json!({})).await.expect_code("GRAPHQL_PARSE_FAILED");
    let nowhere = server.get(&format!("/patients/{number}?postcode=ZE39JZ")).await;
    nowhere.expect_code("HTTP_NOT_FOUND");

    carry_secrets(server, app).await;

    // Internal errors. PostgreSQL quotes the whole row in the detail of the first, and the second is an
    // unreadable record.
    app.database
        .execute("ALTER TABLE patients ADD CONSTRAINT unforeseen CHECK (name <> 'Gwenhwyfar Testperson II')");
    let unforeseen = json!({
        "nhsNumber": nhs_number(78), "name": format!("{NAME} II"), "dateOfBirth": "1961-07-19", "postcode": POSTCODE,
        "idempotencyKey": "Gwenhwyfar-3",
    });
    let failed = send(server, "log-failed", REGISTER, json!({ "input": unforeseen })).await;
    assert_eq!(failed.expect_code("INTERNAL").args, json!({ "requestId": "log-failed" }));
    app.database.execute("UPDATE patients SET name = name || chr(10), postcode = 'ZE39JZ?'");
    let impossible = send(server, "log-impossible", &read, json!({})).await;
    assert_eq!(impossible.expect_code("INTERNAL").args, json!({ "requestId": "log-impossible" }));
    vec![
        "log-registered",
        "log-repeated",
        "log-reused",
        "log-taken",
        "log-faulty",
        "log-read",
        "log-invalid",
        "log-unparsed",
        "log-failed",
        "log-impossible",
    ]
}

/// Requests with valid and invalid passwords and tokens, as literals and as variables.
async fn carry_secrets(server: &Server, app: &TestApp) {
    app.mutate("addUser", with(account("STAFF", EMAIL), json!({ "password": SECRET })), "user { id }")
        .await
        .data("");
    let login = format!(
        r#"mutation {{ login(input: {{ email: "{EMAIL}", password: "{SECRET}" }}) {{ refreshToken }} }}"#
    );
    let token = send(server, "log-login", &login, json!({})).await.text("/login/refreshToken");
    let wrong = "mutation($input: LoginInput!) { login(input: $input) { accessToken } }";
    let input = json!({ "email": EMAIL, "password": format!("{SECRET}?") });
    let refused = send(server, "log-wrong", wrong, json!({ "input": input })).await;
    refused.expect_code("ACCOUNT_CREDENTIALS_INVALID");
    let list = format!(
        r#"mutation {{ login(input: {{ email: ["{EMAIL}"], password: ["{SECRET}"] }}) {{ accessToken }} }}"#
    );
    send(server, "log-list", &list, json!({})).await;
    let number = json!({ "email": EMAIL, "password": [SECRET] });
    let coerced = send(server, "log-coerced", wrong, json!({ "input": number })).await;
    assert!(!coerced.body.to_string().contains(SECRET), "{:#}", coerced.body);
    let change = "mutation($input: ChangePasswordInput!) { changePassword(input: $input) { accessToken } }";
    let input = json!({ "currentPassword": SECRET, "newPassword": format!("{SECRET}!") });
    send(server, "log-changed", change, json!({ "input": input })).await;
    let refresh =
        format!(r#"mutation {{ refresh(input: {{ refreshToken: "{token}" }}) {{ accessToken }} }}"#);
    for _ in 0..2 {
        send(server, "log-refresh", &refresh, json!({})).await;
    }
    let bearer =
        server.post().bearer_auth(format!("{SECRET}.x.y")).json(&json!({ "query": "{ __typename }" }));
    assert_eq!(Answer::of(bearer.send().await.expect("the server answers")).await.status, 401);
}

/// The complete log of a server.
async fn log_of(filter: &str) -> (Vec<&'static str>, Vec<String>) {
    let app = TestApp::start().await;
    let mut command = panda();
    command.arg("serve").env("DATABASE_URL", &app.database.url_text).env("PANDA_LOG", filter);
    let server = Server::start_with(&mut command);
    let ids = carry_personal_data(&server, &app).await;
    server.program.signal(Signal::SIGTERM);
    let ended = server.program.ended();
    assert!(ended.status.success() && ended.stdout.is_empty(), "{ended:?}");
    (ids, ended.stderr.lines().map(str::to_owned).collect())
}

#[tokio::test]
async fn every_log_line_is_json_and_every_request_is_identified() {
    let (ids, lines) = log_of("info").await;
    let events: Vec<Value> = lines
        .iter()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}")))
        .collect();
    for event in &events {
        assert!(event["timestamp"].is_string() && event["level"].is_string(), "{event:#}");
        assert!(event["message"].is_string(), "{event:#}");
    }
    for id in ids {
        let of_request: Vec<_> = events.iter().filter(|event| event["span"]["id"] == id).collect();
        let answered: Vec<_> = of_request.iter().filter(|event| event["message"] == "answered").collect();
        assert_eq!(answered.len(), 1, "{id}: {of_request:#?}");
        assert_eq!((&answered[0]["method"], &answered[0]["path"]), (&json!("POST"), &json!("/graphql")));
        assert_eq!(answered[0]["status"], 200);
        let is_fault = ["log-failed", "log-impossible"].contains(&id);
        let faults = of_request.iter().filter(|event| event["level"] == "ERROR").count();
        assert_eq!(faults, usize::from(is_fault), "{id}: {of_request:#?}");
    }
    let causes: BTreeSet<String> =
        events.iter().filter_map(|event| Some(event["cause"].as_str()?.to_owned())).collect();
    assert_eq!(causes.len(), 2, "each fault is logged with its cause: {causes:?}");
    assert!(causes.iter().any(|cause| cause.contains("unforeseen")), "{causes:?}");
}

#[tokio::test]
async fn no_personal_value_is_logged_at_any_level() {
    for filter in ["info", "trace"] {
        let (_, lines) = log_of(filter).await;
        assert!(lines.len() > 10);
        for line in lines {
            let reported: Vec<_> = personal().into_iter().filter(|text| line.contains(text)).collect();
            assert!(reported.is_empty(), "{reported:?} in {line}");
        }
    }
}
