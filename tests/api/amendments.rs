//! Which fields of an active appointment can be amended.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::{TestApp, with};

/// A server with an appointment from 10:00 to 10:30 at an organisation.
struct Story {
    app: TestApp,
    patient: String,
    clinician: String,
    id: String,
}

impl Story {
    async fn begin() -> Self {
        let app = TestApp::start().await;
        let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
        let organisation = app.an_organisation("RJ1").await;
        let booking = with(app.booking(&patient, &clinician, 60), json!({ "organisationId": organisation }));
        let id = app.book(booking).await.text("/bookAppointment/appointment/id");
        Self { app, patient, clinician, id }
    }

    async fn amended(&self, changes: Value) -> Value {
        self.app.amend(&self.id, changes).await.data("/amendAppointment/appointment")
    }

    /// Expects that these changes are refused and nothing is written.
    #[track_caller]
    fn refuses(&self, changes: Value, refusals: &[&str]) -> impl Future<Output = ()> {
        let caller = std::panic::Location::caller();
        async move {
            let before = self.app.recorded(&self.id).await;
            let answer = self.app.amend(&self.id, changes).await;
            assert_eq!(answer.refusals(), refusals, "{caller}: {:#}", answer.body);
            assert_eq!(self.app.recorded(&self.id).await, before, "{caller}");
        }
    }
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

#[tokio::test]
async fn amending_the_start_changes_no_other_field() {
    let story = Story::begin().await;
    let before = story.app.recorded(&story.id).await;
    story.app.clock.advance(TimeDelta::minutes(1));
    let moved = story.amended(json!({ "startsAt": "2026-03-03T14:00:00+02:00" })).await;
    let expected = json!({
        "startsAt": "2026-03-03T12:00:00Z", "endsAt": "2026-03-03T12:30:00Z", "version": 2,
        "updatedAt": "2026-03-02T09:01:00Z",
    });
    assert_eq!(moved, with(before, expected));
    assert_eq!(story.app.recorded(&story.id).await, moved);
}

#[tokio::test]
async fn all_fields_can_be_amended_at_once() {
    let story = Story::begin().await;
    let department = story.app.a_department("GUM").await;
    let clinician = story.app.a_clinician("Dr No", &department).await;
    let organisation = story.app.an_organisation("RJ2").await;
    let before = story.app.recorded(&story.id).await;
    let changes = json!({
        "clinicianId": clinician, "departmentId": department, "organisationId": organisation,
        "startsAt": "2026-03-02T15:00:00Z", "durationMinutes": 45, "postcode": "m1 1ae", "expectedVersion": 1,
    });
    let expected = json!({
        "clinician": { "id": clinician }, "department": { "id": department }, "organisation": { "id": organisation },
        "startsAt": "2026-03-02T15:00:00Z", "endsAt": "2026-03-02T15:45:00Z", "durationMinutes": 45,
        "postcode": "M1 1AE", "version": 2,
    });
    assert_eq!(story.amended(changes).await, with(before, expected));
}

#[tokio::test]
async fn a_new_clinician_does_not_take_the_appointment_to_another_department() {
    let story = Story::begin().await;
    let other = story.app.some_clinician("GUM").await;
    let before = story.app.recorded(&story.id).await;
    let amended = story.amended(json!({ "clinicianId": other })).await;
    assert_eq!(amended["clinician"]["id"], other);
    assert_eq!(amended["department"], before["department"]);
    // The previous clinician is free again, and the new one is busy.
    let patient = story.app.a_patient(2).await;
    story.app.an_appointment(&patient, &story.clinician, 60).await;
    let refused = story.app.book(story.app.booking(&patient, &other, 60)).await;
    refused.expect_refusals(&[
        "APPOINTMENT_CLINICIAN_BUSY at input.startsAt",
        "APPOINTMENT_PATIENT_BUSY at input.startsAt",
    ]);
}

#[tokio::test]
async fn the_organisation_can_be_cleared_and_the_postcode_stays() {
    let story = Story::begin().await;
    let amended = story.amended(json!({ "organisationId": null })).await;
    assert_eq!(amended["organisation"], json!(null));
    assert_eq!(amended["postcode"], "CF14 4XW");
}

#[tokio::test]
async fn only_the_organisation_can_be_cleared() {
    let story = Story::begin().await;
    let nothing = json!({
        "clinicianId": null, "departmentId": null, "startsAt": null, "durationMinutes": null, "postcode": null,
    });
    let refusals = [
        "FIELD_REQUIRED at input.clinicianId",
        "FIELD_REQUIRED at input.departmentId",
        "FIELD_REQUIRED at input.durationMinutes",
        "FIELD_REQUIRED at input.postcode",
        "FIELD_REQUIRED at input.startsAt",
    ];
    story.refuses(nothing, &refusals).await;
}

#[tokio::test]
async fn an_amendment_without_changes_keeps_the_version() {
    let story = Story::begin().await;
    let before = story.app.recorded(&story.id).await;
    story.app.clock.advance(TimeDelta::minutes(1));
    let same = json!({
        "clinicianId": story.clinician, "startsAt": "2026-03-02T11:00:00+01:00", "durationMinutes": 30,
        "postcode": "cf144xw",
    });
    assert_eq!(story.amended(same).await, before);
    assert_eq!(story.amended(json!({})).await, before);
}

#[tokio::test]
async fn every_fault_of_an_amendment_is_reported() {
    let story = Story::begin().await;
    let faulty = json!({
        "clinicianId": story.patient, "departmentId": "x", "organisationId": story.id, "startsAt": "2026-03-02T10:00",
        "durationMinutes": 1441, "postcode": "London",
    });
    let refusals = [
        "NOT_FOUND at input.clinicianId",
        "NOT_FOUND at input.departmentId",
        "APPOINTMENT_DURATION_OUT_OF_RANGE at input.durationMinutes",
        "NOT_FOUND at input.organisationId",
        "POSTCODE_INVALID at input.postcode",
        "TIMESTAMP_WITHOUT_OFFSET at input.startsAt",
    ];
    story.refuses(faulty, &refusals).await;
}

#[tokio::test]
async fn an_appointment_cannot_move_onto_another_of_the_clinician() {
    let story = Story::begin().await;
    let (app, patient) = (&story.app, story.app.a_patient(2).await);
    app.an_appointment(&patient, &story.clinician, 120).await;
    let busy = ["APPOINTMENT_CLINICIAN_BUSY at input.startsAt"];
    story.refuses(json!({ "startsAt": app.in_minutes(100) }), &busy).await;
    story.refuses(json!({ "durationMinutes": 61 }), &busy).await;
    story.refuses(json!({ "startsAt": app.in_minutes(149), "postcode": "M1 1AE" }), &busy).await;
    assert_eq!(story.amended(json!({ "durationMinutes": 60 })).await["endsAt"], "2026-03-02T11:00:00Z");
}

#[tokio::test]
async fn an_appointment_cannot_move_onto_another_of_the_patient() {
    let story = Story::begin().await;
    let (app, other) = (&story.app, story.app.some_clinician("GUM").await);
    app.an_appointment(&story.patient, &other, 120).await;
    let to = |in_minutes| json!({ "startsAt": app.in_minutes(in_minutes) });
    story.refuses(to(120), &["APPOINTMENT_PATIENT_BUSY at input.startsAt"]).await;
    let both = ["APPOINTMENT_CLINICIAN_BUSY at input.startsAt", "APPOINTMENT_PATIENT_BUSY at input.startsAt"];
    story.refuses(with(to(130), json!({ "clinicianId": other })), &both).await;
}

#[tokio::test]
async fn an_appointment_may_overlap_its_own_former_time_and_a_cancelled_one() {
    let story = Story::begin().await;
    let patient = story.app.a_patient(2).await;
    let cancelled = story.app.an_appointment(&patient, &story.clinician, 90).await;
    story.app.cancel(&cancelled).await.data("");
    let moved = story.amended(json!({ "startsAt": story.app.in_minutes(75) })).await;
    assert_eq!(moved["startsAt"], "2026-03-02T10:15:00Z");
}

#[tokio::test]
async fn a_new_start_must_be_in_the_future() {
    let story = Story::begin().await;
    for past in ["2026-03-02T09:00:00Z", "2026-03-02T08:45:00Z", "2020-01-01T00:00:00Z"] {
        let refusals = ["APPOINTMENT_STARTS_IN_PAST at input.startsAt"];
        story.refuses(json!({ "startsAt": past }), &refusals).await;
    }
    let next = "2026-03-02T09:00:00.000001Z";
    assert_eq!(story.amended(json!({ "startsAt": next })).await["startsAt"], next);
}

#[tokio::test]
async fn an_appointment_in_progress_can_end_earlier_but_not_in_the_past() {
    let story = Story::begin().await;
    story.app.clock.set(instant("2026-03-02T10:10:00Z"));
    for minutes in [5, 10] {
        let refusals = ["APPOINTMENT_ENDS_IN_PAST at input.durationMinutes"];
        story.refuses(json!({ "durationMinutes": minutes }), &refusals).await;
    }
    // A start in the past may be repeated. It cannot be changed to another past time.
    let shorter = json!({ "startsAt": "2026-03-02T10:00:00Z", "durationMinutes": 30, "postcode": "M1 1AE" });
    assert_eq!(story.amended(shorter).await["postcode"], "M1 1AE");
    let refusals = ["APPOINTMENT_STARTS_IN_PAST at input.startsAt"];
    story.refuses(json!({ "startsAt": "2026-03-02T10:05:00Z" }), &refusals).await;
    assert_eq!(story.amended(json!({ "durationMinutes": 11 })).await["endsAt"], "2026-03-02T10:11:00Z");
    let later = story.amended(json!({ "startsAt": "2026-03-02T10:10:01Z" })).await;
    assert_eq!(later["endsAt"], "2026-03-02T10:21:01Z");
}
