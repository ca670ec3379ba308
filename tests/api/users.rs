//! Administration of accounts.

use chrono::TimeDelta;
use futures_util::future::join;
use serde_json::{Value, json};

use crate::support::{SHARED_PASSWORD, TestApp, account, eventually, with};

const ME: &str = "zoe@example.org";

#[tokio::test]
async fn an_administrator_adds_users_and_finds_them() {
    let app = TestApp::start().await;
    let patient = app.a_patient(1).await;
    for (n, role) in ["STAFF", "ADMIN", "ANALYST", "STAFF"].into_iter().enumerate() {
        app.a_user(role, &format!("user{n}@example.org")).await;
        app.clock.advance(TimeDelta::seconds(1));
    }
    app.an_account_of(&patient, "pat@example.org").await;
    let emails = async |arguments: &str| {
        let query = format!("{{ users({arguments}) {{ totalCount edges {{ node {{ email }} }} }} }}");
        let list = app.query(&query).await.data("/users");
        let edges = list["edges"].as_array().expect("a list").clone();
        assert_eq!(list["totalCount"], json!(edges.len()));
        edges
            .iter()
            .map(|edge| edge["node"]["email"].as_str().expect("a text").to_owned())
            .collect::<Vec<_>>()
    };
    let all = [
        "pat@example.org",
        "user0@example.org",
        "user1@example.org",
        "user2@example.org",
        "user3@example.org",
    ];
    assert_eq!(emails("first: 100").await, all);
    assert_eq!(emails("filter: { role: STAFF }").await, [all[1], all[4]]);
    assert_eq!(emails(r#"filter: { email: "PAT@example.org" }"#).await, [all[0]]);
    assert_eq!(emails(r#"filter: { email: "a\u0000b" }"#).await, [""; 0]);
    assert_eq!(emails("filter: { isActive: false }").await, [""; 0]);
    let latest = "orderBy: { field: CREATED_AT, direction: DESC }, filter: { role: STAFF }";
    assert_eq!(emails(latest).await, [all[4], all[1]]);
    let page = app
        .query("{ users(first: 2) { pageInfo { hasNextPage endCursor } edges { node { email } } } }")
        .await;
    assert_eq!(page.data("/users/pageInfo/hasNextPage"), json!(true));
    let next = format!("first: 10, after: \"{}\"", page.text("/users/pageInfo/endCursor"));
    let query = format!("{{ users({next}) {{ edges {{ node {{ email }} }} }} }}");
    assert_eq!(app.query(&query).await.data("/users/edges/0/node/email"), json!(all[2]));
}

/// The tag is stored, because messages for it may be added later.
#[tokio::test]
async fn the_language_of_an_account_may_have_extensions_and_private_subtags() {
    let app = TestApp::start().await;
    for (n, (tag, kept)) in
        [("FR-x-private", "fr-x-private"), ("ar-u-NU-latn", "ar-u-nu-latn")].into_iter().enumerate()
    {
        let email = format!("reader{n}@example.org");
        let input = with(account("STAFF", &email), json!({ "locale": tag }));
        let added = app.mutate("addUser", input, "user { locale }").await;
        assert_eq!(added.text("/addUser/user/locale"), kept);
    }
}

#[tokio::test]
async fn all_faults_of_a_new_account_are_reported_at_once() {
    let app = TestApp::start().await;
    let input = json!({
        "email": "@", "displayName": "\u{202e}x", "password": "x", "role": "PATIENT", "locale": "?",
    });
    app.mutate("addUser", input, "user { id }").await.expect_refusals(&[
        "TEXT_BIDI_UNPAIRED at input.displayName",
        "EMAIL_INVALID at input.email",
        "LOCALE_INVALID at input.locale",
        "ACCOUNT_PASSWORD_TOO_SHORT at input.password",
        "ACCOUNT_PATIENT_REQUIRED at input.patientId",
    ]);
    let patient = app.a_patient(1).await;
    let add = async |input: Value| app.mutate("addUser", input, "user { id }").await.refusals();
    let staff = with(account("STAFF", ME), json!({ "patientId": patient }));
    assert_eq!(add(staff).await, ["ACCOUNT_PATIENT_NOT_ALLOWED at input.patientId"]);
    for missing in ["nobody", &*patient.replace('c', "d")] {
        let pat = with(account("PATIENT", ME), json!({ "patientId": missing }));
        assert_eq!(add(pat).await, ["NOT_FOUND at input.patientId"]);
    }
    app.an_account_of(&patient, ME).await;
    let same = with(account("PATIENT", "ZOE@EXAMPLE.ORG"), json!({ "patientId": patient }));
    assert_eq!(
        add(same).await,
        ["ACCOUNT_EMAIL_TAKEN at input.email", "ACCOUNT_PATIENT_TAKEN at input.patientId"]
    );
}

#[tokio::test]
async fn display_names_of_any_script_are_stored_unchanged() {
    let app = TestApp::start().await;
    let name = "आरव डार";
    let input = with(account("STAFF", ME), json!({ "displayName": name }));
    let added = app.mutate("addUser", input, "user { displayName }").await;
    assert_eq!(added.text("/addUser/user/displayName"), name);
}

#[tokio::test]
async fn an_account_is_added_once_per_key_for_any_password() {
    let app = TestApp::start().await;
    let input = with(account("STAFF", ME), json!({ "idempotencyKey": "once" }));
    let add = async |input: Value| app.mutate("addUser", input, "user { id }").await;
    let id = add(input.clone()).await.text("/addUser/user/id");
    assert_eq!(add(input.clone()).await.text("/addUser/user/id"), id);
    // The digest of an input excludes the password, because even a fast hash of it would help to guess it.
    let other = with(input.clone(), json!({ "password": "nine loud zebras drink tea" }));
    assert_eq!(add(other).await.text("/addUser/user/id"), id);
    let other = with(input, json!({ "displayName": "Bo" }));
    add(other).await.expect_code("IDEMPOTENCY_KEY_REUSED");
    app.visitor().log_in(ME, SHARED_PASSWORD).await.data("/login");
}

#[tokio::test]
async fn changing_a_role_or_deactivating_ends_the_sessions() {
    let app = TestApp::start().await;
    let id = app.a_user("STAFF", ME).await;
    let amend = async |change: Value| {
        let input = with(json!({ "id": id }), change);
        app.mutate("amendUser", input, "user { role isActive version displayName locale }").await
    };
    let me = app.sign_in(ME).await;
    let answer = amend(json!({ "displayName": "Zoë", "locale": "cy", "expectedVersion": 1 })).await;
    let user =
        json!({ "role": "STAFF", "isActive": true, "version": 2, "displayName": "Zoë", "locale": "cy" });
    assert_eq!(answer.data("/amendUser/user"), user);
    assert!(me.has_valid_token().await);
    amend(json!({ "displayName": "Bo", "expectedVersion": 1 })).await.expect_code("VERSION_CONFLICT");
    let one = me.with_tokens(&me.refresh().await.data("/refresh"));
    for change in [
        json!({ "role": "ANALYST" }),
        json!({ "password": "nine loud zebras drink tea" }),
        json!({ "isActive": false }),
    ] {
        let before = if change.get("role").is_some() { one.clone() } else { latest(&app).await };
        assert!(before.has_valid_token().await);
        amend(change.clone()).await.data("");
        before.refresh().await.expect_code("ACCOUNT_REFRESH_TOKEN_INVALID");
        eventually("access ends", async || (!before.has_valid_token().await).then_some(())).await;
    }
    // And back again.
    app.visitor().log_in(ME, "nine loud zebras drink tea").await.expect_code("ACCOUNT_CREDENTIALS_INVALID");
    amend(json!({ "isActive": true })).await.data("");
    app.visitor().log_in(ME, "nine loud zebras drink tea").await.data("/login");
}

/// Signs in with the one of two passwords that is valid.
async fn latest(app: &TestApp) -> crate::support::Visitor<'_> {
    for password in [SHARED_PASSWORD, "nine loud zebras drink tea"] {
        let answer = app.visitor().log_in(ME, password).await;
        if answer.body.get("errors").is_none() {
            return app.visitor().with_tokens(&answer.data("/login"));
        }
    }
    panic!("neither password is good");
}

#[tokio::test]
async fn role_and_patient_record_are_consistent_after_every_change() {
    let app = TestApp::start().await;
    let (patient, other) = (app.a_patient(1).await, app.a_patient(2).await);
    let id = app.an_account_of(&patient, ME).await;
    app.an_account_of(&other, "bo@example.org").await;
    let amend = async |change: Value| {
        let input = with(json!({ "id": id }), change);
        app.mutate("amendUser", input, "user { role patient { id } }").await
    };
    amend(json!({ "role": "STAFF" }))
        .await
        .expect_refusals(&["ACCOUNT_PATIENT_NOT_ALLOWED at input.patientId"]);
    amend(json!({ "patientId": null }))
        .await
        .expect_refusals(&["ACCOUNT_PATIENT_REQUIRED at input.patientId"]);
    amend(json!({ "patientId": other })).await.expect_refusals(&["ACCOUNT_PATIENT_TAKEN at input.patientId"]);
    amend(json!({ "email": "BO@example.org" }))
        .await
        .expect_refusals(&["ACCOUNT_EMAIL_TAKEN at input.email"]);
    amend(json!({ "email": null, "role": null, "isActive": null })).await.expect_refusals(&[
        "FIELD_REQUIRED at input.email",
        "FIELD_REQUIRED at input.isActive",
        "FIELD_REQUIRED at input.role",
    ]);
    let staff = amend(json!({ "role": "STAFF", "patientId": null })).await;
    assert_eq!(staff.data("/amendUser/user"), json!({ "role": "STAFF", "patient": null }));
    let again = amend(json!({ "role": "PATIENT", "patientId": patient })).await;
    assert_eq!(again.data("/amendUser/user"), json!({ "role": "PATIENT", "patient": { "id": patient } }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_least_one_active_administrator_remains() {
    let app = TestApp::start().await;
    let (one, other) = (app.a_user("ADMIN", ME).await, app.a_user("ADMIN", "bo@example.org").await);
    for round in 0..5 {
        let deactivate = |id: &str| app.mutate("deactivateUser", json!({ "id": id }), "user { isActive }");
        let (one_out, other_out) = join(deactivate(&one), deactivate(&other)).await;
        let refused: Vec<_> = [&one_out, &other_out].iter().flat_map(|answer| answer.refusals()).collect();
        assert_eq!(refused, ["ACCOUNT_LAST_ADMIN at input.id"], "round {round}");
        app.database.execute("UPDATE users SET is_active = true");
    }
    app.mutate("deactivateUser", json!({ "id": other }), "user { id }").await.data("");
    let demoted = app.mutate("amendUser", json!({ "id": one, "role": "STAFF" }), "user { id }").await;
    demoted.expect_refusals(&["ACCOUNT_LAST_ADMIN at input.id"]);
    // A deactivated account can be deactivated again.
    app.mutate("deactivateUser", json!({ "id": other }), "user { id }").await.data("");
}

#[tokio::test]
async fn only_administrators_can_read_other_users() {
    let app = TestApp::start().await;
    let (me, other) = (app.a_user("STAFF", ME).await, app.a_user("STAFF", "bo@example.org").await);
    let query = "query($id: ID!) { node(id: $id) { id ... on User { email } } }";
    let zoe = app.sign_in(ME).await;
    let seen = zoe.send(query, json!({ "id": me })).await.data("/node");
    assert_eq!(seen, json!({ "id": me, "email": ME }));
    assert_eq!(zoe.send(query, json!({ "id": other })).await.data("/node"), json!(null));
    assert_eq!(app.send(query, json!({ "id": other })).await.data("/node/email"), json!("bo@example.org"));
    zoe.query("{ users { totalCount } }").await.expect_code("FORBIDDEN");
    zoe.mutate("amendUser", json!({ "id": me, "role": "ADMIN" }), "user { id }")
        .await
        .expect_code("FORBIDDEN");
}
