//! What users change themselves: display name and language, and for patients also telephone number and
//! address.

use std::time::Duration;

use futures_util::future::join_all;
use panda::account::RoleAssignment;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::support::{
    Answer, ConcurrentTransaction, Server, TestApp, absent, eventually, nhs_number, patient, with,
};

const CONTACT: &str = "patient { phone addressLines version }";

/// A patient with an account, `pat@example.org`.
async fn a_patient_with_account(app: &TestApp) -> String {
    let id = app.a_patient(1).await;
    app.an_account_of(&id, "pat@example.org").await;
    id
}

#[tokio::test]
async fn every_role_can_change_its_name_and_language_and_keeps_its_session() {
    let app = TestApp::start().await;
    a_patient_with_account(&app).await;
    let mut emails = vec!["pat@example.org".to_owned()];
    for role in ["ADMIN", "STAFF", "ANALYST"] {
        let email = format!("{}@example.org", role.to_lowercase());
        app.a_user(role, &email).await;
        emails.push(email);
    }
    let fields = "user { email displayName locale version }";
    for email in &emails {
        let me = app.sign_in(email).await;
        let input = json!({ "displayName": "Zoë O'Brien", "locale": "cy", "expectedVersion": 1 });
        let expected = json!({ "email": email, "displayName": "Zoë O'Brien", "locale": "cy", "version": 2 });
        assert_eq!(me.mutate("amendViewer", input, fields).await.data("/amendViewer/user"), expected);
        // Absent fields stay unchanged, and unchanged values create no new version.
        for same in [json!({}), json!({ "locale": "cy" })] {
            assert_eq!(me.mutate("amendViewer", same, fields).await.data("/amendViewer/user"), expected);
        }
        let stale = json!({ "displayName": "Zoe", "expectedVersion": 1 });
        me.mutate("amendViewer", stale, fields)
            .await
            .expect_refusals(&["VERSION_CONFLICT at input.expectedVersion"]);
        assert!(me.has_valid_token().await);
        me.refresh().await.text("/refresh/accessToken");
    }
    let others = app.database.texts("SELECT email FROM users WHERE version = 1");
    assert_eq!(others, [""; 0]);
    let anonymous = app.visitor().mutate("amendViewer", json!({ "displayName": "Zoe" }), fields).await;
    anonymous.expect_refusals(&["UNAUTHENTICATED"]);
}

#[tokio::test]
async fn all_faults_of_an_own_change_are_reported_as_for_administrators() {
    let app = TestApp::start().await;
    let id = app.a_user("STAFF", "me@example.org").await;
    let me = app.sign_in("me@example.org").await;
    let faulty = |name: Value, locale: Value| json!({ "displayName": name, "locale": locale });
    for (input, expected) in [
        (
            faulty(json!("\u{202e}x"), json!("?")),
            ["TEXT_BIDI_UNPAIRED at input.displayName", "LOCALE_INVALID at input.locale"],
        ),
        (
            faulty(Value::Null, json!("?")),
            ["FIELD_REQUIRED at input.displayName", "LOCALE_INVALID at input.locale"],
        ),
        (
            faulty(json!(" "), json!("")),
            ["TEXT_BLANK at input.displayName", "LOCALE_INVALID at input.locale"],
        ),
    ] {
        me.mutate("amendViewer", input.clone(), "user { id }").await.expect_refusals(&expected);
        let by_admin = app.mutate("amendUser", with(input, json!({ "id": id })), "user { id }").await;
        by_admin.expect_refusals(&expected);
    }
    assert_eq!(app.database.texts("SELECT version::text FROM users"), ["1"]);
}

#[tokio::test]
async fn the_next_access_token_has_the_new_language() {
    let app = TestApp::start().await;
    app.a_user("STAFF", "me@example.org").await;
    let me = app.sign_in("me@example.org").await;
    me.mutate("amendViewer", json!({ "locale": "pl" }), "user { id }").await.data("");
    let me = me.with_tokens(&me.refresh().await.data("/refresh"));
    let token = me.access_token.expect("a token");
    let request = app.post_anonymously().bearer_auth(token).json(&json!({ "query": "{ viewer { role } }" }));
    let answer = Answer::of(request.send().await.expect("an answer")).await;
    assert_eq!(answer.headers["content-language"], "pl");
}

#[tokio::test]
async fn a_patient_can_change_telephone_number_and_address_lines() {
    let app = TestApp::start().await;
    let id = app.a_patient(1).await;
    let amend = async |input: Value| {
        app.mutate_as(patient(&id), "amendPatient", with(json!({ "id": id }), input), CONTACT).await
    };
    let both = json!({ "phone": "020 7946 0018", "addressLines": ["Flat 2", "1 High Street"], "expectedVersion": 1 });
    let expected =
        json!({ "phone": "+442079460018", "addressLines": ["Flat 2", "1 High Street"], "version": 2 });
    assert_eq!(amend(both).await.data("/amendPatient/patient"), expected);
    assert_eq!(amend(json!({})).await.data("/amendPatient/patient"), expected);
    let cleared = json!({ "phone": null, "addressLines": [], "version": 3 });
    let clear = json!({ "phone": null, "addressLines": null });
    assert_eq!(amend(clear).await.data("/amendPatient/patient"), cleared);
}

#[tokio::test]
async fn changes_of_other_own_fields_are_refused_with_all_faults() {
    let app = TestApp::start().await;
    let (id, _) = (app.a_patient(1).await, app.a_patient(2).await);
    let before = app.database.texts("SELECT row::text FROM patients AS row ORDER BY 1");
    for number in [nhs_number(1), nhs_number(2), nhs_number(3), "?".to_owned()] {
        // The response reveals neither whether another patient has the number, nor whether a value is valid.
        let input = json!({
            "id": id, "nhsNumber": number, "name": "Ann", "dateOfBirth": "?", "postcode": "CF10 1EP",
            "email": "ann@example.org", "phone": "?", "addressLines": [" "],
        });
        app.mutate_as(patient(&id), "amendPatient", input, CONTACT).await.expect_refusals(&[
            "TEXT_BLANK at input.addressLines.0",
            "FORBIDDEN at input.dateOfBirth",
            "FORBIDDEN at input.email",
            "FORBIDDEN at input.name",
            "FORBIDDEN at input.nhsNumber",
            "PHONE_INVALID at input.phone",
            "FORBIDDEN at input.postcode",
        ]);
    }
    let clear = json!({ "id": id, "email": null, "phone": "020 7946 0018" });
    app.mutate_as(patient(&id), "amendPatient", clear, CONTACT)
        .await
        .expect_refusals(&["FORBIDDEN at input.email"]);
    assert_eq!(app.database.texts("SELECT row::text FROM patients AS row ORDER BY 1"), before);
    // Staff may change all fields.
    let all = json!({ "id": id, "name": "Ann", "email": "ann@example.org", "postcode": "CF14 4XW" });
    app.mutate_as(RoleAssignment::Staff, "amendPatient", all, CONTACT).await.data("");
}

#[tokio::test]
async fn another_patients_record_reads_like_an_absent_one() {
    let app = TestApp::start().await;
    let (own, other) = (app.a_patient(1).await, app.a_patient(2).await);
    for changes in [
        json!({}),
        json!({ "phone": "020 7946 0018" }),
        json!({ "phone": "?", "name": "Ann", "expectedVersion": 7 }),
        json!({ "phone": "020 7946 0018", "idempotencyKey": "once" }),
        json!({ "phone": "020 7946 0018", "idempotencyKey": "two words" }),
    ] {
        let send_raw = async |id: &str| {
            let input = with(json!({ "id": id }), changes.clone());
            app.mutate_raw_as(patient(&own), "amendPatient", input, CONTACT).await
        };
        let response = send_raw(&other).await;
        assert!(response.text.contains(r#""code":"NOT_FOUND""#), "{response:?}");
        assert_eq!(response, send_raw(&absent(&other)).await);
    }
    assert_eq!(app.database.texts("SELECT version::text FROM patients"), ["1", "1"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_changes_of_one_record_do_not_exhaust_the_pool() {
    let app = TestApp::start().await;
    let id = a_patient_with_account(&app).await;
    let me = app.sign_in("pat@example.org").await;
    let mut other = ConcurrentTransaction::begin(&app).await;
    other.run("SELECT FROM patients FOR UPDATE").await;
    other.run("SELECT FROM users FOR UPDATE").await;
    let changes = join_all((0..20).map(|n| {
        let (me, input) = (&me, json!({ "id": id, "phone": format!("020 7946 00{n:02}") }));
        async move {
            let name = json!({ "displayName": format!("Pat {n}") });
            let (record, account) = tokio::join!(
                me.mutate("amendPatient", input, CONTACT),
                me.mutate("amendViewer", name, "user { id }")
            );
            record.data("");
            account.data("");
        }
    }));
    let meanwhile = async {
        let waiting = "SELECT pid::text FROM pg_stat_activity
                       WHERE datname = current_database() AND wait_event_type = 'Lock'";
        eventually("two wait", async || (app.database.texts(waiting).len() >= 2).then_some(())).await;
        for n in 2..6 {
            timeout(Duration::from_secs(20), app.a_patient(n)).await.expect("others do not wait");
        }
        assert_eq!(app.database.texts(waiting).len(), 2, "one change of each is at work");
        other.run("ROLLBACK").await;
    };
    tokio::join!(changes, meanwhile);
    let versions = app.database.texts("SELECT version::text FROM patients WHERE phone IS NOT NULL");
    assert_eq!(versions, ["21"]);
}

#[tokio::test]
async fn patients_changes_can_be_disabled_by_a_setting() {
    let app = TestApp::start().await;
    let id = a_patient_with_account(&app).await;
    let mut command = crate::support::panda();
    command
        .arg("serve")
        .env("DATABASE_URL", &app.database.url_text)
        .envs([("PANDA_DATABASE_ACQUIRE_TIMEOUT", "60000"), ("PANDA_PATIENTS_AMEND_CONTACT", "off")]);
    let server = Server::start_with(&mut command);
    let now = panda::clock::Clock::now(&panda::clock::SystemClock);
    let send = async |who: RoleAssignment, query: &str, variables: Value| {
        let body = json!({ "query": query, "variables": variables });
        let request = server.post_by(crate::support::token(who, now)).json(&body);
        Answer::of(request.send().await.expect("the server answers")).await
    };
    let amend = "mutation($input: AmendPatientInput!) { amendPatient(input: $input) { patient { phone } } }";
    let input = json!({ "id": id, "phone": "020 7946 0018", "addressLines": null });
    let refused = send(patient(&id), amend, json!({ "input": input })).await;
    refused.expect_refusals(&["FORBIDDEN at input.addressLines", "FORBIDDEN at input.phone"]);
    send(RoleAssignment::Staff, amend, json!({ "input": input })).await.data("");

    // The user's permissions state the same.
    let users = "{ users { edges { node { role permissions { field } } } } }";
    for (answer, is_listed) in
        [(send(RoleAssignment::Admin, users, json!({})).await, false), (app.query(users).await, true)]
    {
        let permissions = answer.data("/users/edges/0/node/permissions");
        let fields = permissions.as_array().expect("a list").iter();
        assert_eq!(answer.data("/users/edges/0/node/role"), "PATIENT");
        assert_eq!(
            fields.filter(|permission| permission["field"] == "Mutation.amendPatient").count() == 1,
            is_listed
        );
    }
}
