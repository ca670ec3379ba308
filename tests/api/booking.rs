//! The requirements of a booking.

use serde_json::{Value, json};

use crate::support::{TestApp, nhs_number, with};

/// The ID of a removed record, which has the right type.
async fn removed(app: &TestApp, what: &str, id: String) -> String {
    app.mutate(what, json!({ "id": id }), "removedId").await.data("");
    id
}

#[tokio::test]
async fn a_booking_takes_the_department_from_the_clinician_and_the_postcode_from_the_organisation() {
    let app = TestApp::start().await;
    let (patient, department) = (app.a_patient(1).await, app.a_department("ENT").await);
    let clinician = app.a_clinician("Dr Who", &department).await;
    let organisation = app.an_organisation("RJ1").await;
    let input = json!({
        "patient": { "id": patient }, "clinicianId": clinician, "organisationId": organisation,
        "startsAt": "2026-03-02T10:00:00+01:00", "durationMinutes": 15,
    });
    app.book(input.clone()).await.expect_refusals(&["APPOINTMENT_STARTS_IN_PAST at input.startsAt"]);
    let booked = app.book(with(input, json!({ "startsAt": "2026-03-02T11:30:00+01:00" }))).await;
    let expected = json!({
        "status": "ACTIVE", "startsAt": "2026-03-02T10:30:00Z", "endsAt": "2026-03-02T10:45:00Z",
        "durationMinutes": 15, "postcode": "CF14 4XW", "attendedAt": null, "arrivedLate": null, "cancelledAt": null,
        "cancelledBy": null, "cancellationReason": null, "version": 1,
        "createdAt": "2026-03-02T09:00:00Z", "updatedAt": "2026-03-02T09:00:00Z",
        "patient": { "id": patient }, "clinician": { "id": clinician }, "department": { "id": department },
        "organisation": { "id": organisation },
    });
    let id = booked.text("/bookAppointment/appointment/id");
    let expected = with(expected, json!({ "id": id }));
    assert_eq!(booked.data("/bookAppointment/appointment"), expected);
    assert_eq!(app.recorded(&id).await, expected);
}

#[tokio::test]
async fn explicit_department_and_postcode_override_the_defaults() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    let (other, organisation) = (app.a_department("GUM").await, app.an_organisation("RJ1").await);
    let given = json!({ "departmentId": other, "organisationId": organisation, "postcode": "m11ae" });
    let booked = app.book(with(app.booking(&patient, &clinician, 60), given)).await;
    assert_eq!(booked.text("/bookAppointment/appointment/department/id"), other);
    assert_eq!(booked.text("/bookAppointment/appointment/postcode"), "M1 1AE");
}

#[tokio::test]
async fn a_booking_keeps_its_department_when_the_clinician_moves() {
    let app = TestApp::start().await;
    let (patient, ent) = (app.a_patient(1).await, app.a_department("ENT").await);
    let clinician = app.a_clinician("Dr Who", &ent).await;
    let appointment = app.an_appointment(&patient, &clinician, 60).await;
    let other = app.a_department("GUM").await;
    let moved = json!({ "id": clinician, "departmentId": other });
    app.mutate("amendClinician", moved, "clinician { id }").await.data("");
    assert_eq!(app.recorded(&appointment).await["department"]["id"], ent);
}

#[tokio::test]
async fn a_booking_without_any_place_is_refused() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    let nowhere = with(app.booking(&patient, &clinician, 60), json!({ "postcode": null }));
    app.book(nowhere).await.expect_refusals(&["APPOINTMENT_POSTCODE_MISSING at input.postcode"]);
}

#[tokio::test]
async fn a_patient_can_be_booked_by_nhs_number() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    let booking = |number: &str| {
        with(app.booking(&patient, &clinician, 60), json!({ "patient": { "nhsNumber": number } }))
    };
    let refused = app.book(booking("9434765918")).await;
    refused.expect_refusals(&["PATIENT_NHS_NUMBER_CHECKSUM at input.patient.nhsNumber"]);
    app.book(booking(&nhs_number(2))).await.expect_refusals(&["NOT_FOUND at input.patient.nhsNumber"]);
    let number = nhs_number(1);
    let booked = app.book(booking(&format!("{} {}", &number[..3], &number[3..]))).await;
    assert_eq!(booked.text("/bookAppointment/appointment/patient/id"), patient);
}

#[tokio::test]
async fn an_appointment_must_start_after_the_present_instant() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    let at = |starts_at: &str| with(app.booking(&patient, &clinician, 0), json!({ "startsAt": starts_at }));
    for past in ["2026-03-02T09:00:00Z", "2026-03-02T08:59:59.999999Z", "1999-12-31T23:59:59-12:00"] {
        app.book(at(past)).await.expect_refusals(&["APPOINTMENT_STARTS_IN_PAST at input.startsAt"]);
    }
    let booked = app.book(at("2026-03-02T09:00:00.000001Z")).await;
    assert_eq!(booked.text("/bookAppointment/appointment/startsAt"), "2026-03-02T09:00:00.000001Z");
}

#[tokio::test]
async fn a_start_must_have_an_offset() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    let at = |starts_at: &str| with(app.booking(&patient, &clinician, 0), json!({ "startsAt": starts_at }));
    for local in ["2026-03-02T10:00:00", "2026-03-02T10:00", "2026-03-02 10:00:00.25"] {
        app.book(at(local)).await.expect_refusals(&["TIMESTAMP_WITHOUT_OFFSET at input.startsAt"]);
    }
    for other in ["", "soon", "2026-03-02", "2026-02-30T10:00:00Z", "2026-03-02T25:00:00Z"] {
        app.book(at(other)).await.expect_refusals(&["TIMESTAMP_INVALID at input.startsAt"]);
    }
}

#[tokio::test]
async fn an_appointment_lasts_from_five_minutes_to_a_day() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    for minutes in [i32::MIN, -30, 0, 4, 1441, i32::MAX] {
        let lasting = with(app.booking(&patient, &clinician, 60), json!({ "durationMinutes": minutes }));
        let fault = app.book(lasting).await.expect_code("APPOINTMENT_DURATION_OUT_OF_RANGE");
        assert_eq!(fault.field, "input.durationMinutes");
        assert_eq!(fault.args, json!({ "minimumMinutes": 5, "maximumMinutes": 1440 }));
    }
    for (minutes, in_minutes) in [(5, 60), (1440, 120)] {
        let lasting =
            with(app.booking(&patient, &clinician, in_minutes), json!({ "durationMinutes": minutes }));
        let booked = app.book(lasting).await.data("/bookAppointment/appointment");
        assert_eq!(booked["durationMinutes"], minutes);
    }
}

#[tokio::test]
async fn every_reference_of_a_booking_must_exist() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    let removed_patient = removed(&app, "removePatient", app.a_patient(2).await).await;
    let nobody_else = removed(&app, "removeClinician", app.some_clinician("GUM").await).await;
    let nothing = removed(&app, "removeDepartment", app.a_department("OLD").await).await;
    let nowhere = removed(&app, "removeOrganisation", app.an_organisation("RJ1").await).await;
    let booking = app.booking(&patient, &clinician, 60);
    let changes: [(Value, &str); 8] = [
        (json!({ "patient": { "id": removed_patient } }), "NOT_FOUND at input.patient.id"),
        (json!({ "patient": { "id": clinician } }), "NOT_FOUND at input.patient.id"),
        (json!({ "clinicianId": nobody_else }), "NOT_FOUND at input.clinicianId"),
        (json!({ "clinicianId": "x" }), "NOT_FOUND at input.clinicianId"),
        (json!({ "departmentId": nothing }), "NOT_FOUND at input.departmentId"),
        (json!({ "departmentId": "" }), "NOT_FOUND at input.departmentId"),
        (json!({ "organisationId": nowhere }), "NOT_FOUND at input.organisationId"),
        (json!({ "organisationId": patient }), "NOT_FOUND at input.organisationId"),
    ];
    for (change, refusal) in changes {
        app.book(with(booking.clone(), change)).await.expect_refusals(&[refusal]);
    }
    assert_eq!(app.count_appointments().await, 0);
}

#[tokio::test]
async fn all_seven_faults_of_a_booking_are_reported() {
    let app = TestApp::start().await;
    let answer = app
        .book(json!({
            "patient": { "nhsNumber": "123" }, "clinicianId": "nobody", "departmentId": "none",
            "organisationId": "nowhere", "startsAt": "2026-03-02T10:00", "durationMinutes": 0, "postcode": "London",
        }))
        .await;
    answer.expect_refusals(&[
        "NOT_FOUND at input.clinicianId",
        "NOT_FOUND at input.departmentId",
        "APPOINTMENT_DURATION_OUT_OF_RANGE at input.durationMinutes",
        "NOT_FOUND at input.organisationId",
        "PATIENT_NHS_NUMBER_FORMAT at input.patient.nhsNumber",
        "POSTCODE_INVALID at input.postcode",
        "TIMESTAMP_WITHOUT_OFFSET at input.startsAt",
    ]);
    assert_eq!(answer.body["data"], json!({ "bookAppointment": null }));
}
