//! A request that is sent again creates nothing a second time.

use chrono::TimeDelta;
use panda::i18n;
use serde_json::{Map, Value, json};

use crate::support::{Answer, TestApp, nhs_number, with};

const REUSED: &str = "IDEMPOTENCY_KEY_REUSED at input.idempotencyKey";

fn day() -> TimeDelta {
    TimeDelta::hours(24)
}

/// A mutation that creates something.
struct CreateMutation {
    mutation: &'static str,
    /// The field of its payload.
    entity: &'static str,
    table: &'static str,
    input: Value,
    /// What makes the input another one.
    otherwise: Value,
    /// What makes the input a faulty one.
    wrongly: Value,
}

impl CreateMutation {
    fn id_in(&self, answer: &Answer) -> String {
        answer.text(&format!("/{}/{}/id", self.mutation, self.entity))
    }

    async fn send(&self, app: &TestApp, key: &str, changes: Value) -> Answer {
        self.send_with(app, json!(key), changes).await
    }

    async fn send_with(&self, app: &TestApp, key: Value, changes: Value) -> Answer {
        let input = with(with(self.input.clone(), changes), json!({ "idempotencyKey": key }));
        app.mutate(self.mutation, input, &format!("{} {{ id version createdAt updatedAt }}", self.entity))
            .await
    }

    fn count(&self, app: &TestApp) -> usize {
        rows(app, self.table)
    }

    fn keys(&self, app: &TestApp) -> usize {
        rows(app, &format!("idempotency_keys WHERE operation = '{}'", self.mutation))
    }
}

fn rows(app: &TestApp, table: &str) -> usize {
    app.database.texts(&format!("SELECT count(*)::text FROM {table}"))[0].parse().expect("a number")
}

/// Every mutation that creates something, with an input that is good.
async fn deeds(app: &TestApp) -> [CreateMutation; 5] {
    let (patient, department) = (app.a_patient(1).await, app.a_department("ENT").await);
    let clinician = app.a_clinician("Dr Bell", &department).await;
    let organisation = app.an_organisation("RJ1").await;
    let posts = json!([{ "organisationId": organisation, "startsOn": "2026-01-01" }]);
    let faulty_posts = json!([{ "organisationId": department, "startsOn": "2026-01-01" }]);
    [
        CreateMutation {
            mutation: "registerPatient",
            entity: "patient",
            table: "patients",
            input: json!({
                "nhsNumber": nhs_number(2), "name": "Ann", "dateOfBirth": "1980-05-17", "postcode": "CF10 1EP",
                "email": "ann@example.org",
            }),
            otherwise: json!({ "name": "Ann " }),
            wrongly: json!({ "nhsNumber": nhs_number(1) }),
        },
        CreateMutation {
            mutation: "bookAppointment",
            entity: "appointment",
            table: "appointments",
            input: app.booking(&patient, &clinician, 60),
            otherwise: json!({ "postcode": "cf14 4xw" }),
            wrongly: json!({ "durationMinutes": 4 }),
        },
        CreateMutation {
            mutation: "addClinician",
            entity: "clinician",
            table: "clinicians",
            input: json!({ "name": "Dr Who", "departmentId": department, "posts": posts }),
            otherwise: json!({ "posts": [] }),
            wrongly: json!({ "posts": faulty_posts }),
        },
        CreateMutation {
            mutation: "addDepartment",
            entity: "department",
            table: "departments",
            input: json!({ "code": "GUM", "name": "Genitourinary medicine" }),
            otherwise: json!({ "code": "gum" }),
            wrongly: json!({ "code": "ENT" }),
        },
        CreateMutation {
            mutation: "addOrganisation",
            entity: "organisation",
            table: "organisations",
            input: json!({ "odsCode": "W12", "name": "Clinic", "kind": "PHARMACY", "postcode": "CF14 4XW" }),
            otherwise: json!({ "kind": "OTHER" }),
            wrongly: json!({ "odsCode": "?" }),
        },
    ]
}

#[tokio::test]
async fn whatever_is_sent_again_answers_the_same_and_is_written_once() {
    let app = TestApp::start().await;
    for deed in deeds(&app).await {
        let before = deed.count(&app);
        let first = deed.send(&app, "once", json!({})).await;
        for _ in 0..3 {
            app.clock.advance(TimeDelta::seconds(1));
            assert_eq!(deed.send(&app, "once", json!({})).await.data(""), first.data(""));
        }
        assert_eq!(deed.count(&app), before + 1, "{}", deed.mutation);
    }
    // One key serves all of them, for each is another operation.
    assert_eq!(rows(&app, "idempotency_keys"), 5);
}

#[tokio::test]
async fn what_a_repeat_answers_is_as_it_is_now() {
    let app = TestApp::start().await;
    for deed in deeds(&app).await {
        let id = deed.id_in(&deed.send(&app, "once", json!({})).await);
        app.clock.advance(TimeDelta::minutes(1));
        let verb = deed.mutation.trim_start_matches(char::is_lowercase);
        let change = if verb == "Appointment" {
            json!({ "id": id, "postcode": "M1 1AE" })
        } else {
            json!({ "id": id, "name": "Another" })
        };
        let amended = app.mutate(&format!("amend{verb}"), change, &format!("{} {{ id }}", deed.entity)).await;
        amended.data("");
        let repeat = deed.send(&app, "once", json!({})).await;
        let entity = repeat.data(&format!("/{}/{}", deed.mutation, deed.entity));
        assert_eq!((&entity["id"], &entity["version"]), (&json!(id), &json!(2)));
        assert_eq!(entity["updatedAt"], amended_at(&app), "{}", deed.mutation);
    }
}

fn amended_at(app: &TestApp) -> Value {
    json!(app.now().to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
}

#[tokio::test]
async fn the_same_key_with_another_input_is_refused() {
    let app = TestApp::start().await;
    for deed in deeds(&app).await {
        let first = deed.send(&app, "once", json!({})).await.data("");
        let before = deed.count(&app);
        deed.send(&app, "once", deed.otherwise.clone()).await.expect_refusals(&[REUSED]);
        // Nor is anything else told of an input that is faulty as well.
        deed.send(&app, "once", deed.wrongly.clone()).await.expect_refusals(&[REUSED]);
        assert_eq!(deed.count(&app), before);
        assert_eq!(deed.send(&app, "once", json!({})).await.data(""), first);
    }
}

#[tokio::test]
async fn inputs_are_the_same_character_for_character_or_they_are_not() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    let booking = with(app.booking(&patient, &clinician, 60), json!({ "idempotencyKey": "once" }));
    let id = app.book(booking.clone()).await.text("/bookAppointment/appointment/id");
    for same in [json!({ "departmentId": null }), json!({ "organisationId": null, "departmentId": null })] {
        let repeat = app.book(with(booking.clone(), same)).await;
        assert_eq!(repeat.text("/bookAppointment/appointment/id"), id);
    }
    let literal = format!(
        r#"mutation {{ bookAppointment(input: {{ idempotencyKey: "once", postcode: "CF14 4XW", durationMinutes: 30,
            startsAt: "{}", clinicianId: "{clinician}", patient: {{ id: "{patient}" }} }}) {{ appointment {{ id }} }} }}"#,
        app.in_minutes(60)
    );
    assert_eq!(app.query(&literal).await.text("/bookAppointment/appointment/id"), id);
    for other in [
        json!({ "departmentId": "" }),
        json!({ "organisationId": clinician }),
        json!({ "durationMinutes": 31 }),
        json!({ "startsAt": "2026-03-02T10:00:00Z" }),
        json!({ "patient": { "nhsNumber": nhs_number(1) } }),
        json!({ "clinicianId": patient }),
        json!({ "postcode": null }),
    ] {
        app.book(with(booking.clone(), other)).await.expect_refusals(&[REUSED]);
    }
}

#[tokio::test]
async fn a_refused_request_leaves_its_key_free() {
    let app = TestApp::start().await;
    for deed in deeds(&app).await {
        let before = deed.count(&app);
        for _ in 0..2 {
            let refused = deed.send(&app, "once", deed.wrongly.clone()).await;
            assert_eq!(refused.refusals().len(), 1, "{:#}", refused.body);
            assert_ne!(refused.refusals(), [REUSED]);
        }
        assert_eq!((deed.count(&app), deed.keys(&app)), (before, 0), "{}", deed.mutation);
        deed.send(&app, "once", json!({})).await.data("");
        assert_eq!((deed.count(&app), deed.keys(&app)), (before + 1, 1), "{}", deed.mutation);
    }
}

#[tokio::test]
async fn a_time_that_was_taken_can_be_booked_with_the_same_key_once_it_is_free() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    let in_the_way = app.an_appointment(&patient, &clinician, 60).await;
    let booking = with(app.booking(&patient, &clinician, 60), json!({ "idempotencyKey": "once" }));
    app.book(booking.clone()).await.expect_refusals(&[
        "APPOINTMENT_CLINICIAN_BUSY at input.startsAt",
        "APPOINTMENT_PATIENT_BUSY at input.startsAt",
    ]);
    app.cancel(&in_the_way).await.data("");
    let id = app.book(booking.clone()).await.text("/bookAppointment/appointment/id");
    assert_ne!(id, in_the_way);
    assert_eq!(app.book(booking).await.text("/bookAppointment/appointment/id"), id);
}

#[tokio::test]
async fn after_a_day_a_key_is_free_again() {
    let app = TestApp::start().await;
    let [_, _, deed, ..] = deeds(&app).await;
    let first = deed.id_in(&deed.send(&app, "once", json!({})).await);
    app.clock.advance(day() - TimeDelta::microseconds(1));
    assert_eq!(deed.id_in(&deed.send(&app, "once", json!({})).await), first);
    app.clock.advance(TimeDelta::microseconds(1));
    let second = deed.id_in(&deed.send(&app, "once", json!({})).await);
    assert_ne!(second, first);
    // And another input is none of the former key's concern.
    app.clock.advance(day());
    let third = deed.id_in(&deed.send(&app, "once", deed.otherwise.clone()).await);
    assert_eq!(deed.id_in(&deed.send(&app, "once", deed.otherwise.clone()).await), third);
    assert_eq!(rows(&app, "idempotency_keys"), 1);
}

#[tokio::test]
async fn expired_keys_vanish_as_others_are_written() {
    let app = TestApp::start().await;
    let [_, _, deed, ..] = deeds(&app).await;
    for n in 0..25 {
        deed.send(&app, &format!("early-{n}"), json!({})).await.data("");
    }
    app.clock.advance(TimeDelta::hours(1));
    deed.send(&app, "late", json!({})).await.data("");
    app.clock.advance(TimeDelta::hours(23));
    // Ten at a time, while there are any: 25 have expired, and one has an hour to go.
    for expected in [26 - 10 + 1, 17 - 10 + 1, 8 - 5 + 1, 4 + 1] {
        deed.send(&app, &format!("new-{expected}"), json!({})).await.data("");
        assert_eq!(rows(&app, "idempotency_keys"), expected);
    }
    let kept = app.database.texts("SELECT key FROM idempotency_keys ORDER BY key");
    assert_eq!(kept, ["late", "new-17", "new-4", "new-5", "new-8"]);
}

#[tokio::test]
async fn a_repeat_is_answered_when_the_request_would_be_refused_by_now() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    let organisation = app.an_organisation("RJ1").await;
    let booking = with(app.booking(&patient, &clinician, 60), json!({ "idempotencyKey": "once" }));
    let id = app.book(booking.clone()).await.text("/bookAppointment/appointment/id");
    let department = app.a_department("GUM").await;
    let posts = json!([{ "organisationId": organisation, "startsOn": "2026-01-01" }]);
    let addition =
        json!({ "name": "Dr Who", "departmentId": department, "posts": posts, "idempotencyKey": "once" });
    let add = || {
        app.mutate("addClinician", addition.clone(), "clinician { id department { id } posts { startsOn } }")
    };
    let added = add().await.text("/addClinician/clinician/id");

    app.clock.advance(TimeDelta::hours(2));
    let moved = json!({ "id": added, "departmentId": app.a_department("ICU").await, "posts": [] });
    app.mutate("amendClinician", moved, "clinician { id }").await.data("");
    app.mutate("removeDepartment", json!({ "id": department }), "removedId").await.data("");
    app.mutate("removeOrganisation", json!({ "id": organisation }), "removedId").await.data("");

    let repeat = app.book(booking).await.data("/bookAppointment/appointment");
    assert_eq!((&repeat["id"], &repeat["status"]), (&json!(id), &json!("MISSED")));
    let repeat = add().await.data("/addClinician/clinician");
    assert_eq!((&repeat["id"], &repeat["posts"]), (&json!(added), &json!([])));
}

#[tokio::test]
async fn what_has_been_removed_is_not_created_again() {
    let app = TestApp::start().await;
    for deed in deeds(&app).await.into_iter().filter(|deed| deed.mutation != "bookAppointment") {
        let id = deed.id_in(&deed.send(&app, "once", json!({})).await);
        let verb = deed.mutation.trim_start_matches(char::is_lowercase);
        app.mutate(&format!("remove{verb}"), json!({ "id": id }), "removedId").await.data("");
        let before = deed.count(&app);
        for _ in 0..2 {
            let repeat = deed.send(&app, "once", json!({})).await;
            repeat.expect_refusals(&["NOT_FOUND at input.idempotencyKey"]);
        }
        assert_eq!(deed.count(&app), before);
        assert_ne!(deed.id_in(&deed.send(&app, "twice", json!({})).await), id);
    }
}

#[tokio::test]
async fn a_key_that_is_none_is_told_along_with_every_other_fault() {
    let app = TestApp::start().await;
    let too_long = "k".repeat(256);
    for key in ["", " ", "two words", "cafe\u{301}", "ключ", "tab\t", too_long.as_str()] {
        let faulty = json!({
            "patient": { "nhsNumber": "1" }, "clinicianId": "?", "startsAt": "soon", "durationMinutes": 0,
            "idempotencyKey": key,
        });
        app.book(faulty).await.expect_refusals(&[
            "NOT_FOUND at input.clinicianId",
            "APPOINTMENT_DURATION_OUT_OF_RANGE at input.durationMinutes",
            "IDEMPOTENCY_KEY_INVALID at input.idempotencyKey",
            "PATIENT_NHS_NUMBER_FORMAT at input.patient.nhsNumber",
            "APPOINTMENT_POSTCODE_MISSING at input.postcode",
            "TIMESTAMP_INVALID at input.startsAt",
        ]);
    }
    for deed in deeds(&app).await {
        let before = deed.count(&app);
        let refused = deed.send(&app, "two words", json!({})).await;
        refused.expect_refusals(&["IDEMPOTENCY_KEY_INVALID at input.idempotencyKey"]);
        assert_eq!(deed.count(&app), before);
    }
    assert_eq!(rows(&app, "idempotency_keys"), 0);
}

#[tokio::test]
async fn what_is_wrong_with_a_key_is_told_in_the_readers_language() {
    let app = TestApp::start().await;
    let department = |name: &str, key: &str| json!({ "code": "GUM", "name": name, "idempotencyKey": key });
    app.mutate("addDepartment", department("One", "once"), "department { id }").await.data("");
    for language in ["cy", "pl", "ar"] {
        let locale = i18n::negotiate(language);
        for (key, code, args) in [
            ("", "IDEMPOTENCY_KEY_INVALID", json!({ "maximum": 255 })),
            ("once", "IDEMPOTENCY_KEY_REUSED", json!({})),
        ] {
            let refused =
                app.mutate_in(language, "addDepartment", department("Two", key), "department { id }");
            let fault = refused.await.expect_code(code);
            let arguments: &Map<String, Value> = args.as_object().expect("arguments");
            assert_eq!(fault.message, i18n::message(locale, code, arguments));
            assert_eq!(fault.args, args);
        }
    }
}

#[tokio::test]
async fn a_key_that_is_null_is_no_key() {
    let app = TestApp::start().await;
    let department = app.a_department("ENT").await;
    let addition = json!({ "name": "Dr Who", "departmentId": department, "idempotencyKey": null });
    let add = async || app.mutate("addClinician", addition.clone(), "clinician { id }").await.data("");
    assert_ne!(add().await, add().await);
    assert_eq!(rows(&app, "idempotency_keys"), 0);
}

#[tokio::test]
async fn a_mutation_that_repeats_another_of_its_document_answers_what_that_one_created() {
    let app = TestApp::start().await;
    let department = app.a_department("ENT").await;
    let query = r#"mutation($department: ID!) {
        first: addClinician(input: { name: "Dr Who", departmentId: $department, idempotencyKey: "once" }) { clinician { id } }
        again: addClinician(input: { departmentId: $department, name: "Dr Who", idempotencyKey: "once" }) { clinician { id } }
        other: addClinician(input: { name: "Mr Hyde", departmentId: $department, idempotencyKey: "once" }) { clinician { id } }
        third: addClinician(input: { name: "Mr Hyde", departmentId: $department, idempotencyKey: "two" }) { clinician { id } }
    }"#;
    let answer = app.send(query, json!({ "department": department })).await;
    answer.expect_refusals(&[REUSED]);
    let data = &answer.body["data"];
    assert!(data["first"]["clinician"]["id"].is_string() && data["other"].is_null());
    assert_eq!(data["first"], data["again"]);
    assert_ne!(data["first"], data["third"]);
    assert_eq!(rows(&app, "clinicians"), 2);
}

#[tokio::test]
async fn a_key_costs_two_statements_and_a_transaction() {
    let app = TestApp::start().await;
    let without = TestApp::start().await;
    for (deed, same) in deeds(&app).await.into_iter().zip(deeds(&without).await) {
        let statements = async |app: &TestApp, deed: &CreateMutation, key: Value| {
            let (answer, statements) = app.statements(deed.send_with(app, key, json!({}))).await;
            answer.data("");
            statements
        };
        let (unkeyed, transaction) = match deed.mutation {
            // Patient and clinician are looked up together, and the appointment is written.
            "bookAppointment" => (2, 2),
            // In a transaction anyway: department and organisation are looked up, and clinician and posts are written.
            "addClinician" => (7, 0),
            // In a transaction too: under a lock, the departments are compared, and one is written.
            "addDepartment" => (5, 0),
            _ => (1, 2),
        };
        assert_eq!(statements(&without, &same, Value::Null).await, unkeyed, "{}", deed.mutation);
        assert_eq!(
            statements(&app, &deed, json!("once")).await,
            unkeyed + 2 + transaction,
            "{}",
            deed.mutation
        );
        // The key is taken; what does it stand for; read that: between the beginning and the end of a transaction.
        assert_eq!(statements(&app, &deed, json!("once")).await, 5, "{}", deed.mutation);
    }
}
