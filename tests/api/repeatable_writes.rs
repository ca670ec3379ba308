//! Every mutation that writes can be repeated safely: a client that lost the response sends the request again
//! with the same key.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{
    Answer, References, STAFF_ENTITIES, TestApp, Types, Visitor, account, nhs_number, with,
};

const REUSED: &str = "IDEMPOTENCY_KEY_REUSED at input.idempotencyKey";

/// The mutations without a key, because they have no principal, or return tokens.
const WITHOUT_KEY: [&str; 6] =
    ["changePassword", "login", "logout", "logoutEverywhere", "refresh", "registerAccount"];

/// A mutation with an input that succeeds once. If the mutation needs a record, the input has
/// `expectedVersion` 1.
struct Write {
    mutation: String,
    input: Value,
    fields: String,
    /// Changes that make another input.
    other_changes: Value,
}

impl Write {
    async fn send(&self, by: &Visitor<'_>, key: Value, changes: Value) -> Answer {
        let input = with(with(self.input.clone(), changes), json!({ "idempotencyKey": key }));
        by.mutate(&self.mutation, input, &self.fields).await
    }

    async fn send_once(&self, by: &Visitor<'_>) -> Answer {
        self.send(by, json!("once"), json!({})).await
    }
}

/// One of each mutation with a key. They are independent of each other.
async fn writes(app: &TestApp) -> Vec<Write> {
    let references = References::create(app).await;
    let department = &references.department;
    let clinicians =
        [app.a_clinician("Dr One", department).await, app.a_clinician("Dr Two", department).await];
    let mut writes = writes_of_care(app, &clinicians).await;
    writes.extend(writes_of_staff(app, &references).await);
    writes.extend(writes_of_administrators(app).await);
    writes
}

fn write(
    mutation: impl Into<String>,
    fields: impl Into<String>,
    input: Value,
    other_changes: Value,
) -> Write {
    Write { mutation: mutation.into(), input, fields: fields.into(), other_changes }
}

/// The input for an amendment of a record at its first version.
fn first(id: &str, fields: Value) -> Value {
    with(json!({ "id": id, "expectedVersion": 1 }), fields)
}

fn second() -> Value {
    json!({ "expectedVersion": 2 })
}

fn another_name() -> Value {
    json!({ "name": "Another" })
}

async fn writes_of_care(app: &TestApp, clinicians: &[String; 2]) -> Vec<Write> {
    let patients = [app.a_patient(1).await, app.a_patient(2).await, app.a_patient(3).await];
    let mut appointments = Vec::new();
    for hour in 1..=3 {
        appointments.push(app.an_appointment(&patients[0], &clinicians[0], hour * 60).await);
    }
    vec![
        write(
            "registerPatient",
            "patient { id version }",
            json!({ "nhsNumber": nhs_number(9), "name": "Ann", "dateOfBirth": "1980-05-17", "postcode": "CF10 1EP" }),
            another_name(),
        ),
        write(
            "amendPatient",
            "patient { id version }",
            first(&patients[1], another_name()),
            json!({ "name": "Ann" }),
        ),
        write("removePatient", "removedId", first(&patients[2], json!({})), second()),
        write(
            "bookAppointment",
            "appointment { id version }",
            app.booking(&patients[1], &clinicians[1], 60),
            json!({ "durationMinutes": 45 }),
        ),
        write(
            "amendAppointment",
            "appointment { id version }",
            first(&appointments[0], json!({ "durationMinutes": 20 })),
            json!({ "durationMinutes": 45 }),
        ),
        write(
            "cancelAppointment",
            "appointment { id version status }",
            first(&appointments[1], json!({ "reason": "Ill" })),
            json!({ "reason": "\u{7}" }),
        ),
        write(
            "attendAppointment",
            "appointment { id version status }",
            first(&appointments[2], json!({})),
            json!({ "arrivedLate": true }),
        ),
    ]
}

/// Adds, amends and removes one of each entity that staff write.
async fn writes_of_staff(app: &TestApp, to: &References) -> Vec<Write> {
    let mut writes = Vec::new();
    for entity in &STAFF_ENTITIES {
        let fields = format!("{} {{ id version }}", entity.query);
        let [amended, removed] = [entity.add(app, 1, to).await, entity.add(app, 2, to).await];
        let same_name = json!({ "name": entity.addition(1, to)["name"] });
        let (addition, amendment) = (entity.addition(9, to), first(&amended, another_name()));
        writes.push(write(entity.mutation("add"), fields.clone(), addition, another_name()));
        writes.push(write(entity.mutation("amend"), fields, amendment, same_name));
        writes.push(write(entity.mutation("remove"), "removedId", first(&removed, json!({})), second()));
    }
    writes
}

async fn writes_of_administrators(app: &TestApp) -> Vec<Write> {
    let users = [app.a_user("STAFF", "one@example.org").await, app.a_user("STAFF", "two@example.org").await];
    vec![
        write(
            "addUser",
            "user { id version }",
            account("STAFF", "ten@example.org"),
            json!({ "role": "ANALYST" }),
        ),
        write(
            "amendUser",
            "user { id version }",
            first(&users[0], json!({ "displayName": "Another" })),
            json!({ "displayName": "One" }),
        ),
        write(
            "amendViewer",
            "user { id version displayName }",
            json!({ "displayName": "Another", "expectedVersion": 1 }),
            json!({ "displayName": null }),
        ),
        write("deactivateUser", "user { id version isActive }", first(&users[1], json!({})), second()),
    ]
}

async fn admins(app: &TestApp) -> [Visitor<'_>; 2] {
    for email in ["me@example.org", "other@example.org"] {
        app.a_user("ADMIN", email).await;
    }
    [app.sign_in("me@example.org").await, app.sign_in("other@example.org").await]
}

/// The tables that requests change without a mutation: sessions, and kept counts that are folded in the
/// background.
const NOT_COMPARED: [&str; 3] = ["sessions", "refresh_tokens", "statistics_%"];

/// The whole database except these tables.
fn contents(app: &TestApp) -> Vec<String> {
    let others = NOT_COMPARED.map(|pattern| format!("AND relname NOT LIKE '{pattern}'")).concat();
    let tables = app.database.texts(&format!(
        "SELECT relname::text FROM pg_class
         WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace {others} ORDER BY 1"
    ));
    assert!(tables.iter().any(|table| table == "idempotency_keys"), "{tables:?}");
    let rows =
        |table: &String| app.database.texts(&format!("SELECT row::text FROM {table} AS row ORDER BY 1"));
    tables.iter().flat_map(rows).collect()
}

#[tokio::test]
async fn every_mutation_but_six_takes_a_key() {
    let app = TestApp::start().await;
    let types = Types::of(&app).await;
    let mutations = types.fields("Mutation");
    let takes_key = |input: &str| {
        let key = types.members(input).into_iter().find(|member| member.name == "idempotencyKey");
        key.is_some_and(|key| key.type_text() == "String")
    };
    let has_key = |field: &&crate::support::Field| {
        field.arguments().iter().any(|argument| argument.name == "input" && takes_key(&argument.type_name()))
    };
    let (with_key, without): (Vec<_>, Vec<_>) = mutations.iter().partition(has_key);
    let names = |fields: Vec<&crate::support::Field>| -> BTreeSet<String> {
        fields.into_iter().map(|field| field.name.clone()).collect()
    };
    assert_eq!(names(without), WITHOUT_KEY.map(str::to_owned).into());
    // The tests below send all of them.
    let sent = writes(&app).await.into_iter().map(|write| write.mutation);
    assert_eq!(names(with_key), sent.collect());
}

#[tokio::test]
async fn a_repeated_write_returns_the_lost_response() {
    let app = TestApp::start().await;
    let [me, _] = admins(&app).await;
    for write in writes(&app).await {
        let first = write.send_once(&me).await.data("");
        let after = contents(&app);
        for _ in 0..2 {
            app.clock.advance(chrono::TimeDelta::seconds(1));
            assert_eq!(write.send_once(&me).await.data(""), first, "{}", write.mutation);
        }
        assert_eq!(contents(&app), after, "{}", write.mutation);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_concurrent_repetitions_write_once_and_all_succeed() {
    let app = TestApp::start().await;
    let [me, _] = admins(&app).await;
    for write in writes(&app).await {
        let answers = join_all((0..8).map(|_| write.send_once(&me))).await;
        let first = answers[0].data("");
        for answer in &answers {
            assert_eq!(answer.data(""), first, "{}", write.mutation);
        }
        let version = first.pointer(&format!("/{}", write.mutation)).and_then(Value::as_object);
        let version = version.and_then(|payload| payload.values().next()?.get("version")?.as_i64());
        let expected = if write.input.get("expectedVersion").is_some() { 2 } else { 1 };
        assert!(version.is_none_or(|version| version == expected), "{}: {first}", write.mutation);
        let keys = format!("SELECT key FROM idempotency_keys WHERE operation = '{}'", write.mutation);
        assert_eq!(app.database.texts(&keys), ["once"]);
    }
}

#[tokio::test]
async fn another_input_under_the_key_is_refused_and_changes_nothing() {
    let app = TestApp::start().await;
    let [me, _] = admins(&app).await;
    for write in writes(&app).await {
        let first = write.send_once(&me).await.data("");
        let after = contents(&app);
        write.send(&me, json!("once"), write.other_changes.clone()).await.expect_refusals(&[REUSED]);
        assert_eq!(contents(&app), after, "{}", write.mutation);
        assert_eq!(write.send_once(&me).await.data(""), first);
    }
}

#[tokio::test]
async fn another_users_key_returns_nothing() {
    let app = TestApp::start().await;
    let [me, other] = admins(&app).await;
    for write in writes(&app).await {
        write.send_once(&me).await.data("");
        let answer = write.send_once(&other).await;
        // Clinicians may have equal names, and the other user has an account too. All other mutations cannot
        // succeed twice.
        if ["addClinician", "amendViewer"].contains(&write.mutation.as_str()) {
            answer.data("");
        } else {
            let codes = answer.refusals();
            let is_own = |code: &String| !code.starts_with("IDEMPOTENCY");
            assert!(!codes.is_empty() && codes.iter().all(is_own), "{}: {codes:?}", write.mutation);
        }
    }
}

#[tokio::test]
async fn a_refused_write_does_not_use_its_key() {
    let app = TestApp::start().await;
    let [me, _] = admins(&app).await;
    for write in writes(&app).await.into_iter().filter(|write| write.input.get("expectedVersion").is_some()) {
        let before = contents(&app);
        let stale = write.send(&me, json!("once"), json!({ "expectedVersion": 7 })).await;
        stale.expect_refusals(&["VERSION_CONFLICT at input.expectedVersion"]);
        assert_eq!(contents(&app), before, "{}", write.mutation);
        write.send_once(&me).await.data("");
    }
}

#[tokio::test]
async fn an_invalid_key_is_reported_with_other_faults_and_nothing_is_written() {
    let app = TestApp::start().await;
    let [me, _] = admins(&app).await;
    let invalid = "IDEMPOTENCY_KEY_INVALID at input.idempotencyKey";
    for write in writes(&app).await {
        let before = contents(&app);
        write.send(&me, json!("two words"), json!({})).await.expect_refusals(&[invalid]);
        if write.input.get("expectedVersion").is_some() {
            let both = write.send(&me, json!(""), json!({ "expectedVersion": 7 })).await;
            both.expect_refusals(&["VERSION_CONFLICT at input.expectedVersion", invalid]);
        }
        assert_eq!(contents(&app), before, "{}", write.mutation);
    }
}
