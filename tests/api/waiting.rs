//! A client does not see other clients' uncommitted transactions.

use serde_json::json;

use crate::support::{ConcurrentTransaction, Crowd, TestApp};

/// A server with two patients and two clinicians without appointments.
async fn free() -> (TestApp, Vec<String>, Vec<String>) {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { patients: 2, clinicians: 2, departments: 1, appointments: 0 });
    let (patients, clinicians) = (app.ids("patients").await, app.ids("clinicians").await);
    (app, patients, clinicians)
}

#[tokio::test]
async fn a_booking_waits_for_an_uncommitted_conflicting_one() {
    let (app, patients, clinicians) = free().await;
    let mut other = ConcurrentTransaction::begin(&app).await;
    other.books(2, 1).await;
    let booking = app.book(app.booking(&patients[0], &clinicians[0], 60));
    let given_up = async {
        other.wait_for_blocked_session().await;
        other.run("ROLLBACK").await;
    };
    let (booked, ()) = tokio::join!(booking, given_up);
    booked.data("");
    assert_eq!(app.count_appointments().await, 1);
}

#[tokio::test]
async fn a_booking_fails_if_earlier_conflicting_transactions_commit() {
    let (app, patients, clinicians) = free().await;
    let mut other = ConcurrentTransaction::begin(&app).await;
    // First the patient's time conflicts, and while the booking waits for it, the clinician's conflicts too.
    other.books(1, 2).await;
    let booking = app.book(app.booking(&patients[0], &clinicians[0], 60));
    let completed = async {
        other.wait_for_blocked_session().await;
        other.books(2, 1).await;
        other.run("COMMIT").await;
    };
    let (booked, ()) = tokio::join!(booking, completed);
    booked.expect_refusals(&[
        "APPOINTMENT_CLINICIAN_BUSY at input.startsAt",
        "APPOINTMENT_PATIENT_BUSY at input.startsAt",
    ]);
    assert_eq!(app.count_appointments().await, 2);
}

#[tokio::test]
async fn a_deadlock_is_retried_without_an_error() {
    let (app, patients, clinicians) = free().await;
    let id = app.an_appointment(&patients[0], &clinicians[0], 60).await;
    let mut other = ConcurrentTransaction::begin(&app).await;
    other.run("SELECT FROM clinicians FOR UPDATE").await;
    let amendment = app.amend(&id, json!({ "clinicianId": clinicians[1] }));
    let crossing = async {
        other.wait_for_blocked_session().await;
        // The deadlock aborts one of the two: usually the amendment, which has waited longer and retries.
        other.run_ignoring_errors("SELECT FROM appointments FOR UPDATE").await;
        other.run("ROLLBACK").await;
    };
    let (amended, ()) = tokio::join!(amendment, crossing);
    assert_eq!(amended.text("/amendAppointment/appointment/clinician/id"), clinicians[1]);
    assert_eq!(amended.data("/amendAppointment/appointment/version"), 2);
}

#[tokio::test]
async fn a_concurrently_removed_record_cannot_be_booked() {
    let (app, patients, clinicians) = free().await;
    for (sql, refusal) in [
        ("DELETE FROM patients WHERE name = 'Patient 1'", "NOT_FOUND at input.patient.id"),
        ("DELETE FROM clinicians WHERE name = 'Clinician 1'", "NOT_FOUND at input.clinicianId"),
    ] {
        let mut other = ConcurrentTransaction::begin(&app).await;
        other.run(sql).await;
        let patient = if refusal.contains("patient") { &patients[0] } else { &patients[1] };
        let booking = app.book(app.booking(patient, &clinicians[0], 60));
        let removed = async {
            other.wait_for_blocked_session().await;
            other.run("COMMIT").await;
        };
        let (booked, ()) = tokio::join!(booking, removed);
        booked.expect_refusals(&[refusal]);
    }
}

#[tokio::test]
async fn a_record_with_a_concurrent_booking_cannot_be_removed() {
    let (app, patients, clinicians) = free().await;
    for (mutation, id, code) in [
        ("removePatient", &patients[0], "PATIENT_HAS_APPOINTMENTS"),
        ("removeClinician", &clinicians[0], "CLINICIAN_IN_USE"),
    ] {
        let mut other = ConcurrentTransaction::begin(&app).await;
        other.run("DELETE FROM appointments").await;
        other.books(1, 1).await;
        let removal = app.mutate(mutation, json!({ "id": id }), "removedId");
        let booked = async {
            other.wait_for_blocked_session().await;
            other.run("COMMIT").await;
        };
        let (removed, ()) = tokio::join!(removal, booked);
        removed.expect_refusals(&[&format!("{code} at input.id")]);
    }
}

#[tokio::test]
async fn an_appointment_cannot_move_to_a_concurrently_removed_record() {
    let (app, patients, clinicians) = free().await;
    let (department, organisation) = (app.a_department("OLD").await, app.an_organisation("RJ1").await);
    let id = app.an_appointment(&patients[0], &clinicians[0], 60).await;
    for (removed, field, target) in [
        ("clinicians WHERE name = 'Clinician 2'", "clinicianId", &clinicians[1]),
        ("departments WHERE code = 'OLD'", "departmentId", &department),
        ("organisations WHERE ods_code = 'RJ1'", "organisationId", &organisation),
    ] {
        let mut other = ConcurrentTransaction::begin(&app).await;
        other.run(&format!("DELETE FROM {removed}")).await;
        let amendment = app.amend(&id, json!({ field: target }));
        let completed = async {
            other.wait_for_blocked_session().await;
            other.run("COMMIT").await;
        };
        let (amended, ()) = tokio::join!(amendment, completed);
        amended.expect_refusals(&[&format!("NOT_FOUND at input.{field}")]);
    }
}

#[tokio::test]
async fn a_client_that_disconnects_during_a_change_leaves_no_lock() {
    let (app, patients, _) = free().await;
    let id = patients[0].as_str();
    // The pool has idle connections, so a returned connection would not be the next one taken.
    let warm = (0..10)
        .map(|n| app.mutate("amendPatient", json!({ "id": id, "name": format!("{n}") }), "patient { id }"));
    for answer in futures_util::future::join_all(warm).await {
        answer.data("");
    }
    let mut other = ConcurrentTransaction::begin(&app).await;
    other.run("SELECT FROM patients FOR UPDATE").await;
    tokio::select! {
        answer = app.mutate("amendPatient", json!({ "id": id, "name": "Left" }), "patient { id }") => panic!("{answer:?}"),
        () = other.wait_for_blocked_session() => {}
    }
    other.run("ROLLBACK").await;
    for n in 0..3 {
        let input = json!({ "id": id, "name": format!("Stayed {n}") });
        app.mutate("amendPatient", input, "patient { id }").await.data("");
    }
}
