//! Neither a clinician nor a patient has overlapping appointments.

use serde_json::json;

use crate::support::{TestApp, with};

#[tokio::test]
async fn appointments_may_be_adjacent() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    for in_minutes in [60, 90, 30] {
        app.an_appointment(&patient, &clinician, in_minutes).await;
    }
    assert_eq!(app.count_appointments().await, 3);
}

#[tokio::test]
async fn every_form_of_overlap_is_refused() {
    let app = TestApp::start().await;
    let (one, other) = (app.a_patient(1).await, app.a_patient(2).await);
    let clinician = app.some_clinician("ENT").await;
    app.an_appointment(&one, &clinician, 60).await;
    // The same time, an overlap at the start, at the end, within and around, then by one microsecond.
    let times = [(60, 30), (45, 30), (75, 30), (70, 10), (30, 120), (60, 5), (85, 5)];
    for (in_minutes, minutes) in times {
        let booking =
            with(app.booking(&other, &clinician, in_minutes), json!({ "durationMinutes": minutes }));
        app.book(booking).await.expect_refusals(&["APPOINTMENT_CLINICIAN_BUSY at input.startsAt"]);
    }
    for by_a_microsecond in ["2026-03-02T09:30:00.000001Z", "2026-03-02T10:29:59.999999Z"] {
        let booking = with(app.booking(&other, &clinician, 0), json!({ "startsAt": by_a_microsecond }));
        app.book(booking).await.expect_refusals(&["APPOINTMENT_CLINICIAN_BUSY at input.startsAt"]);
    }
    assert_eq!(app.count_appointments().await, 1);
}

#[tokio::test]
async fn a_patient_cannot_have_overlapping_appointments() {
    let app = TestApp::start().await;
    let patient = app.a_patient(1).await;
    let (one, other) = (app.some_clinician("ENT").await, app.some_clinician("GUM").await);
    app.an_appointment(&patient, &one, 60).await;
    let second = app.book(app.booking(&patient, &other, 75)).await;
    second.expect_refusals(&["APPOINTMENT_PATIENT_BUSY at input.startsAt"]);
}

#[tokio::test]
async fn conflicts_of_clinician_and_patient_are_both_reported() {
    let app = TestApp::start().await;
    let (patient, other_patient) = (app.a_patient(1).await, app.a_patient(2).await);
    let (clinician, other_clinician) = (app.some_clinician("ENT").await, app.some_clinician("GUM").await);
    app.an_appointment(&patient, &clinician, 60).await;
    let both = ["APPOINTMENT_CLINICIAN_BUSY at input.startsAt", "APPOINTMENT_PATIENT_BUSY at input.startsAt"];
    app.book(app.booking(&patient, &clinician, 60)).await.expect_refusals(&both);
    app.an_appointment(&other_patient, &other_clinician, 180).await;
    app.an_appointment(&patient, &clinician, 210).await;
    let across = with(app.booking(&patient, &other_clinician, 180), json!({ "durationMinutes": 60 }));
    app.book(across).await.expect_refusals(&both);
}

#[tokio::test]
async fn the_time_of_a_cancelled_appointment_is_free_again() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    for _ in 0..3 {
        let appointment = app.an_appointment(&patient, &clinician, 60).await;
        app.cancel(&appointment).await.data("");
    }
    app.an_appointment(&patient, &clinician, 75).await;
    assert_eq!(app.count_appointments().await, 4);
}

#[tokio::test]
async fn an_attended_appointment_still_occupies_its_time() {
    let app = TestApp::start().await;
    let (patient, other) = (app.a_patient(1).await, app.a_patient(2).await);
    let clinician = app.some_clinician("ENT").await;
    let attended = app.an_appointment(&patient, &clinician, 60).await;
    app.attend(&attended).await.data("");
    let refused = app.book(app.booking(&other, &clinician, 60)).await;
    refused.expect_refusals(&["APPOINTMENT_CLINICIAN_BUSY at input.startsAt"]);
}

#[tokio::test]
async fn the_database_itself_refuses_an_overlap() {
    let app = TestApp::start().await;
    let (patient, other) = (app.a_patient(1).await, app.a_patient(2).await);
    let clinician = app.some_clinician("ENT").await;
    app.some_clinician("GUM").await;
    app.an_appointment(&patient, &clinician, 60).await;
    app.an_appointment(&other, &clinician, 90).await;
    let earlier = "UPDATE appointments SET starts_at = starts_at - interval '1 microsecond' WHERE starts_at =
                   '2026-03-02T10:30:00Z'";
    assert_eq!(app.database.constraint_against(earlier), "appointments_clinician_busy");
    let copy = "INSERT INTO appointments SELECT gen_random_uuid(), patient_id, (SELECT id FROM clinicians WHERE name =
                'Dr GUM'), department_id, organisation_id, starts_at, ends_at, postcode, status, attended_at,
                arrived_late, cancelled_at, cancelled_by, cancellation_reason, version, created_at, updated_at
                FROM appointments WHERE starts_at = '2026-03-02T10:00:00Z'";
    assert_eq!(app.database.constraint_against(copy), "appointments_patient_busy");
}
