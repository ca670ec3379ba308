//! What a patient does to another's appointments: nothing, as if there were none.

use chrono::TimeDelta;
use diesel_async::SimpleAsyncConnection;
use panda::principal::RoleAssignment;
use serde_json::{Value, json};

use crate::support::{RawResponse, TestApp, absent, connect, nhs_number, patient, primary_key, with};

/// Two patients, each with an appointment with the same clinician tomorrow.
struct World {
    app: TestApp,
    own: String,
    other: String,
    clinician: String,
    own_visit: String,
    other_visit: String,
}

const VISIT: &str = "appointment { id version status startsAt cancelledBy patient { id } }";

impl World {
    async fn create() -> Self {
        let app = TestApp::start().await;
        let (own, other) = (app.a_patient(1).await, app.a_patient(2).await);
        let clinician = app.some_clinician("ENT").await;
        let own_visit = app.an_appointment(&own, &clinician, 24 * 60).await;
        let other_visit = app.an_appointment(&other, &clinician, 25 * 60).await;
        Self { app, own, other, clinician, own_visit, other_visit }
    }

    async fn hear(&self, mutation: &str, input: Value) -> RawResponse {
        self.app.hear_mutate_as(patient(&self.own), mutation, input, VISIT).await
    }

    /// Every row of everybody, and every key.
    fn records(&self) -> Vec<String> {
        let all = |table: &str| self.app.database.texts(&format!("SELECT t::text FROM {table} t ORDER BY 1"));
        [all("appointments"), all("patients"), all("idempotency_keys")].concat()
    }

    /// Expects that nothing is told of one thing that is not told of the other, and that nothing is done.
    async fn expect_alike(&self, mutation: &str, one: Value, other: Value, refusal: &str) {
        let before = self.records();
        let (one, other) = (self.hear(mutation, one).await, self.hear(mutation, other).await);
        assert_eq!(one, other, "{mutation}");
        assert!(one.text.contains(refusal), "{mutation}: {}", one.text);
        assert_eq!(self.records(), before, "{mutation}");
    }
}

const NOT_FOUND: &str = r#""code":"NOT_FOUND""#;

#[tokio::test]
async fn another_s_appointment_can_neither_be_cancelled_nor_amended() {
    let world = World::create().await;
    let nothing = absent(&world.other_visit);
    // Whatever has become of it.
    for status in ["active", "attended", "cancelled"] {
        if status != "active" {
            world.app.database.execute(&format!(
                "ALTER TABLE appointments DISABLE TRIGGER USER;
                 UPDATE appointments SET status = '{status}' WHERE id = '{}';
                 ALTER TABLE appointments ENABLE TRIGGER USER",
                primary_key(&world.other_visit)
            ));
        }
        for facts in [json!({}), json!({ "expectedVersion": 1 }), json!({ "expectedVersion": 7 })] {
            let of = |id: &str, changes: Value| with(with(json!({ "id": id }), facts.clone()), changes);
            for (mutation, changes) in [
                ("cancelAppointment", json!({})),
                ("cancelAppointment", json!({ "reason": "Ill", "cancelledBy": "PATIENT" })),
                ("amendAppointment", json!({})),
                ("amendAppointment", json!({ "startsAt": world.app.in_minutes(60) })),
                ("amendAppointment", json!({ "startsAt": "?", "durationMinutes": 1, "clinicianId": "?" })),
            ] {
                let (one, other) = (of(&world.other_visit, changes.clone()), of(&nothing, changes));
                world.expect_alike(mutation, one, other, NOT_FOUND).await;
            }
            let provider = json!({ "cancelledBy": "PROVIDER" });
            let (one, other) = (of(&world.other_visit, provider.clone()), of(&nothing, provider));
            world.expect_alike("cancelAppointment", one, other, r#""code":"FORBIDDEN""#).await;
        }
    }
}

#[tokio::test]
async fn another_is_not_booked() {
    let world = World::create().await;
    let booking = |who: Value, minutes| {
        with(world.app.booking("", &world.clinician, minutes), json!({ "patient": who }))
    };
    let (other, nobody) = (json!({ "id": world.other }), json!({ "id": absent(&world.other) }));
    let (number, nobodys) = (json!({ "nhsNumber": nhs_number(2) }), json!({ "nhsNumber": nhs_number(90) }));
    // At a time that is free, at one at which the other patient is busy, and at one that is no good.
    for minutes in [60, 25 * 60, -60] {
        for (one, another) in [(&other, &nobody), (&number, &nobodys)] {
            let (one, another) = (booking(one.clone(), minutes), booking(another.clone(), minutes));
            world.expect_alike("bookAppointment", one.clone(), another.clone(), NOT_FOUND).await;
            for idempotency_key in ["k", "no key"] {
                let keyed = json!({ "idempotencyKey": idempotency_key });
                let (one, another) = (with(one.clone(), keyed.clone()), with(another.clone(), keyed));
                world.expect_alike("bookAppointment", one, another, NOT_FOUND).await;
            }
        }
    }
    let refused =
        world.app.mutate_as(patient(&world.own), "bookAppointment", booking(other, 60), VISIT).await;
    refused.expect_refusals(&["NOT_FOUND at input.patient.id"]);
    let refused =
        world.app.mutate_as(patient(&world.own), "bookAppointment", booking(number, 60), VISIT).await;
    refused.expect_refusals(&["NOT_FOUND at input.patient.nhsNumber"]);
}

#[tokio::test]
async fn a_patient_books_moves_and_cancels_their_own() {
    let world = World::create().await;
    let (app, own) = (&world.app, patient(&world.own));
    for who in [json!({ "id": world.own }), json!({ "nhsNumber": nhs_number(1) })] {
        let booking = with(app.booking("", &world.clinician, 60), json!({ "patient": who }));
        let booked = app.mutate_as(own, "bookAppointment", booking, VISIT).await;
        assert_eq!(booked.text("/bookAppointment/appointment/patient/id"), world.own);
        let id = booked.text("/bookAppointment/appointment/id");
        let moved = json!({ "id": id, "expectedVersion": 1, "startsAt": app.in_minutes(120) });
        let moved = app.mutate_as(own, "amendAppointment", moved, VISIT).await;
        assert_eq!(moved.data("/amendAppointment/appointment/version"), 2);
        let cancelled = app.mutate_as(own, "cancelAppointment", json!({ "id": id }), VISIT).await;
        assert_eq!(cancelled.data("/cancelAppointment/appointment/status"), "CANCELLED");
    }
    // Of one's own, everything is told.
    let stale = json!({ "id": world.own_visit, "expectedVersion": 7 });
    let conflict =
        app.mutate_as(own, "cancelAppointment", stale, VISIT).await.expect_code("VERSION_CONFLICT");
    assert_eq!(conflict.args["currentVersion"], 1);
}

#[tokio::test]
async fn a_patient_cancels_as_the_patient() {
    let world = World::create().await;
    let (app, own) = (&world.app, patient(&world.own));
    let provider = json!({ "id": world.own_visit, "cancelledBy": "PROVIDER" });
    let refused = app.mutate_as(own, "cancelAppointment", provider.clone(), VISIT).await;
    refused.expect_refusals(&["FORBIDDEN at input.cancelledBy"]);
    let all_at_once = with(provider, json!({ "reason": "x".repeat(501) }));
    let refused = app.mutate_as(own, "cancelAppointment", all_at_once, VISIT).await;
    refused.expect_refusals(&["FORBIDDEN at input.cancelledBy", "TEXT_TOO_LONG at input.reason"]);
    assert_eq!(app.status(&world.own_visit).await, "ACTIVE");
    let said_nothing = app.mutate_as(own, "cancelAppointment", json!({ "id": world.own_visit }), VISIT).await;
    assert_eq!(said_nothing.data("/cancelAppointment/appointment/cancelledBy"), "PATIENT");
    let again = app.an_appointment(&world.own, &world.clinician, 60).await;
    let said = json!({ "id": again, "cancelledBy": "PATIENT" });
    let said = app.mutate_as(own, "cancelAppointment", said, VISIT).await;
    assert_eq!(said.data("/cancelAppointment/appointment/cancelledBy"), "PATIENT");
    // Others say who it was, or nobody.
    for (by, expected) in [(json!("PROVIDER"), json!("PROVIDER")), (json!(null), json!(null))] {
        let visit = app.an_appointment(&world.own, &world.clinician, 60).await;
        let input = json!({ "id": visit, "cancelledBy": by });
        let cancelled = app.mutate_as(RoleAssignment::Staff, "cancelAppointment", input, VISIT).await;
        assert_eq!(cancelled.data("/cancelAppointment/appointment/cancelledBy"), expected);
    }
}

#[tokio::test]
async fn a_conflict_tells_that_the_clinician_is_busy_and_nothing_else() {
    let world = World::create().await;
    let (app, own) = (&world.app, patient(&world.own));
    let at_the_other_s = app.booking(&world.own, &world.clinician, 25 * 60);
    let refused = app.mutate_as(own, "bookAppointment", at_the_other_s, VISIT).await;
    refused.expect_refusals(&["APPOINTMENT_CLINICIAN_BUSY at input.startsAt"]);
    assert_eq!(refused.faults()[0].args, json!({ "busyUntil": null }));
    assert!(refused.body["data"]["bookAppointment"].is_null());
    let moved = json!({ "id": world.own_visit, "startsAt": app.in_minutes(25 * 60) });
    let refused = app.mutate_as(own, "amendAppointment", moved, VISIT).await;
    refused.expect_refusals(&["APPOINTMENT_CLINICIAN_BUSY at input.startsAt"]);
    assert_eq!(refused.faults()[0].args, json!({ "busyUntil": null }));
    // With somebody else, it does not matter what the other patient does at that time; what oneself does, does.
    let another = app.a_department("GUM").await;
    let another = app.a_clinician("Dr Gum", &another).await;
    let elsewhere = app.booking(&world.own, &another, 25 * 60);
    app.mutate_as(own, "bookAppointment", elsewhere, VISIT).await.data("");
    let at_own = app.booking(&world.own, &another, 24 * 60);
    let refused = app.mutate_as(own, "bookAppointment", at_own, VISIT).await;
    refused.expect_refusals(&["APPOINTMENT_PATIENT_BUSY at input.startsAt"]);
    assert_eq!(refused.faults()[0].args, json!({ "busyUntil": "2026-03-03T09:30:00Z" }));
    // The clinician is busy with the caller.
    let again = app.booking(&world.own, &world.clinician, 24 * 60);
    let refused = app.mutate_as(own, "bookAppointment", again, VISIT).await;
    let own_end = json!({ "busyUntil": "2026-03-03T09:30:00Z" });
    assert_eq!(refused.faults().iter().map(|fault| &fault.args).collect::<Vec<_>>(), [&own_end, &own_end]);
}

#[tokio::test]
async fn a_key_that_somebody_else_has_used_is_free() {
    let world = World::create().await;
    let app = &world.app;
    let keyed = |who: &str, minutes| {
        with(app.booking(who, &world.clinician, minutes), json!({ "idempotencyKey": "once" }))
    };
    let (by_other, by_own) = (keyed(&world.other, 60), keyed(&world.own, 120));
    let id = "/bookAppointment/appointment/id";
    let others =
        app.mutate_as(patient(&world.other), "bookAppointment", by_other.clone(), VISIT).await.text(id);
    // Neither with the same input, in which there is nobody, nor with another.
    let same_input = app.mutate_as(patient(&world.own), "bookAppointment", by_other.clone(), VISIT).await;
    same_input.expect_refusals(&["NOT_FOUND at input.patient.id"]);
    let own = app.mutate_as(patient(&world.own), "bookAppointment", by_own.clone(), VISIT).await.text(id);
    assert_ne!(own, others);
    let staff = app
        .mutate_as(RoleAssignment::Staff, "bookAppointment", keyed(&world.other, 180), VISIT)
        .await
        .text(id);
    assert_ne!(staff, others);
    // To whom it belongs, it answers as ever.
    for (who, input, expected) in [(&world.other, by_other.clone(), &others), (&world.own, by_own, &own)] {
        app.clock.advance(TimeDelta::seconds(1));
        let again = app.mutate_as(patient(who), "bookAppointment", input, VISIT).await;
        assert_eq!(&again.text(id), expected);
    }
    let otherwise = with(by_other, json!({ "durationMinutes": 31 }));
    let reused = app.mutate_as(patient(&world.other), "bookAppointment", otherwise, VISIT).await;
    reused.expect_refusals(&["IDEMPOTENCY_KEY_REUSED at input.idempotencyKey"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_waits_for_what_does_not_exist_for_them() {
    let world = World::create().await;
    let (app, own) = (&world.app, patient(&world.own));
    // Somebody is busy with the other's appointment, and does not come to an end.
    let mut held = connect(&app.database.url_text).await;
    let lock = format!(
        "BEGIN; SELECT FROM appointments WHERE id = '{}' FOR UPDATE",
        primary_key(&world.other_visit)
    );
    held.batch_execute(&lock).await.expect("the row is locked");
    for mutation in ["cancelAppointment", "amendAppointment"] {
        let refused = app.mutate_as(own, mutation, json!({ "id": world.other_visit }), VISIT).await;
        refused.expect_refusals(&["NOT_FOUND at input.id"]);
    }
    drop(held);
}
