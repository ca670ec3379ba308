//! A conflict includes its cause: the stored version, or the end of the conflicting appointment.

use panda::account::RoleAssignment;
use serde_json::{Value, json};

use crate::support::TestApp;

const ENDS: &str = "2026-03-02T10:30:00Z";

fn busy_until(faults: &[crate::support::Fault]) -> Vec<Value> {
    faults.iter().map(|fault| fault.args["busyUntil"].clone()).collect()
}

#[tokio::test]
async fn a_conflict_tells_staff_the_end_of_the_busy_time() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    app.an_appointment(&patient, &clinician, 60).await;
    let refused = app.book(app.booking(&patient, &clinician, 75)).await;
    assert_eq!(busy_until(&refused.faults()), [ENDS, ENDS]);
    // If several appointments conflict, the last end is returned.
    let other = app.a_patient(2).await;
    app.an_appointment(&other, &clinician, 90).await;
    let mut long = app.booking(&app.a_patient(3).await, &clinician, 60);
    long["durationMinutes"] = json!(120);
    assert_eq!(busy_until(&app.book(long).await.faults()), ["2026-03-02T11:00:00Z"]);
    let id = app.an_appointment(&other, &clinician, 300).await;
    let moved = app.amend(&id, json!({ "startsAt": app.in_minutes(60) })).await;
    assert_eq!(busy_until(&moved.faults()), [ENDS]);
}

/// The first write fails as if another transaction had just committed an overlapping appointment.
#[tokio::test]
async fn an_amendment_retries_after_a_concurrent_conflict() {
    let app = TestApp::start().await;
    let id = app.an_appointment(&app.a_patient(1).await, &app.some_clinician("ENT").await, 60).await;
    app.database.execute(
        "CREATE SEQUENCE overtaken;
         CREATE FUNCTION overtake() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             IF nextval('overtaken') = 1 THEN
                 RAISE EXCEPTION 'overlap' USING ERRCODE = '23P01', CONSTRAINT = 'appointments_clinician_busy';
             END IF;
             RETURN NEW;
         END $$;
         CREATE TRIGGER overtake BEFORE UPDATE ON appointments FOR EACH ROW EXECUTE FUNCTION overtake();",
    );
    let amended = app.amend(&id, json!({ "durationMinutes": 45 })).await;
    assert_eq!(amended.data("/amendAppointment/appointment/durationMinutes"), 45);
}

#[tokio::test]
async fn a_stale_version_error_has_the_stored_version_and_its_time() {
    let app = TestApp::start().await;
    let patient = app.a_patient(1).await;
    app.clock.advance(chrono::TimeDelta::minutes(1));
    let amended =
        app.mutate("amendPatient", json!({ "id": patient, "name": "Ann" }), "patient { updatedAt }").await;
    let updated_at = amended.text("/amendPatient/patient/updatedAt");
    app.clock.advance(chrono::TimeDelta::minutes(1));
    for (mutation, payload) in [("amendPatient", "patient { id }"), ("removePatient", "removedId")] {
        let stale = app.mutate(mutation, json!({ "id": patient, "expectedVersion": 1 }), payload).await;
        let expected = json!({ "currentVersion": 2, "updatedAt": updated_at });
        assert_eq!(stale.expect_code("VERSION_CONFLICT").args, expected, "{mutation}");
    }
}

/// A patient learns that the clinician is busy, but not until when.
#[tokio::test]
async fn a_conflict_tells_a_patient_only_the_end_of_own_appointments() {
    let app = TestApp::start().await;
    let (own, other) = (app.a_patient(1).await, app.a_patient(2).await);
    let clinician = app.some_clinician("ENT").await;
    app.an_appointment(&own, &clinician, 60).await;
    app.an_appointment(&other, &clinician, 90).await;
    let caller = crate::support::patient(&own);
    let book = async |minutes, length: i64| {
        let mut booking = app.booking(&own, &clinician, minutes);
        booking["durationMinutes"] = json!(length);
        app.mutate_as(caller, "bookAppointment", booking, "appointment { id }").await.faults()
    };
    assert_eq!(busy_until(&book(90, 30).await), [Value::Null]);
    // Both appointments conflict. Only the patient's own is reported with its end.
    assert_eq!(busy_until(&book(60, 60).await), [ENDS, ENDS]);
    let by_staff = app.mutate_as(
        RoleAssignment::Staff,
        "bookAppointment",
        app.booking(&own, &clinician, 90),
        "appointment { id }",
    );
    assert_eq!(busy_until(&by_staff.await.faults()), ["2026-03-02T11:00:00Z"]);
}
