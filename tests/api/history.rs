//! Cancelled, attended and missed are final statuses.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::support::{TestApp, with};

/// A server and an appointment from 10:00 to 10:30.
async fn booked() -> (TestApp, String) {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    let id = app.an_appointment(&patient, &clinician, 60).await;
    (app, id)
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

/// Tries every change of an appointment, and expects that all are refused and nothing is written.
async fn expect_history(app: &TestApp, id: &str, code: &str) {
    let before = app.recorded(id).await;
    let refusal = format!("{code} at input.id");
    let tomorrow = json!({ "startsAt": app.in_minutes(1440) });
    for changes in [tomorrow, json!({ "postcode": "M1 1AE" }), json!({ "organisationId": null }), json!({})] {
        app.amend(id, changes).await.expect_refusals(&[&refusal]);
    }
    app.cancel(id).await.expect_refusals(&[&refusal]);
    app.cancel_with(id, json!({ "reason": "again" })).await.expect_refusals(&[&refusal]);
    app.attend(id).await.expect_refusals(&[&refusal]);
    assert_eq!(app.recorded(id).await, before);
}

#[tokio::test]
async fn a_cancelled_appointment_stays_cancelled() {
    let (app, id) = booked().await;
    app.cancel(&id).await.data("");
    expect_history(&app, &id, "APPOINTMENT_ALREADY_CANCELLED").await;
    app.clock.advance(TimeDelta::days(1));
    expect_history(&app, &id, "APPOINTMENT_ALREADY_CANCELLED").await;
}

#[tokio::test]
async fn an_attended_appointment_stays_attended() {
    let (app, id) = booked().await;
    app.attend(&id).await.data("");
    expect_history(&app, &id, "APPOINTMENT_ALREADY_ATTENDED").await;
    app.clock.advance(TimeDelta::days(1));
    expect_history(&app, &id, "APPOINTMENT_ALREADY_ATTENDED").await;
}

#[tokio::test]
async fn a_missed_appointment_stays_missed() {
    let (app, id) = booked().await;
    app.clock.set(instant("2026-03-02T10:30:00Z"));
    expect_history(&app, &id, "APPOINTMENT_ALREADY_MISSED").await;
    app.clock.advance(TimeDelta::days(1));
    expect_history(&app, &id, "APPOINTMENT_ALREADY_MISSED").await;
}

#[tokio::test]
async fn an_appointment_can_be_cancelled_or_attended_until_the_microsecond_of_its_end() {
    for mutation in ["cancelAppointment", "attendAppointment"] {
        let (app, id) = booked().await;
        app.clock.set(instant("2026-03-02T10:29:59.999999Z"));
        app.mutate(mutation, json!({ "id": id }), "appointment { id }").await.data("");
    }
}

#[tokio::test]
async fn the_database_refuses_to_change_history() {
    for mutation in ["cancelAppointment", "attendAppointment"] {
        let (app, id) = booked().await;
        app.database.execute("UPDATE appointments SET postcode = 'M1 1AE'");
        app.mutate(mutation, json!({ "id": id }), "appointment { id }").await.data("");
        let before = app.recorded(&id).await;
        for change in [
            "status = 'active', attended_at = NULL, arrived_late = NULL, cancelled_at = NULL",
            "status = 'attended', cancelled_at = NULL",
            "status = 'cancelled', attended_at = NULL, arrived_late = NULL",
            "starts_at = starts_at - interval '1 day', ends_at = ends_at - interval '1 day'",
            "version = version + 1",
        ] {
            let refused = app.database.constraint_against(&format!("UPDATE appointments SET {change}"));
            assert_eq!(refused, "appointments_keep_history", "{change}");
        }
        assert_eq!(app.recorded(&id).await, before);
    }
}

#[tokio::test]
async fn fields_of_another_status_cannot_be_recorded() {
    let (app, _) = booked().await;
    for (change, constraint) in [
        ("cancelled_at = updated_at", "appointments_cancelled_facts"),
        ("cancellation_reason = 'none'", "appointments_cancelled_facts"),
        ("status = 'attended', cancelled_by = 'patient'", "appointments_cancelled_facts"),
        ("arrived_late = false", "appointments_attended_facts"),
        ("status = 'cancelled', attended_at = updated_at", "appointments_attended_facts"),
        ("status = 'missed'", "appointments_status"),
    ] {
        let refused = app.database.constraint_against(&format!("UPDATE appointments SET {change}"));
        assert_eq!(refused, constraint, "{change}");
    }
}

#[tokio::test]
async fn a_cancellation_records_time_party_and_reason() {
    let (app, id) = booked().await;
    let before = app.recorded(&id).await;
    app.clock.set(instant("2026-03-02T09:59:00.5Z"));
    let reason = "Der Zug fällt aus 🚆 und der Bus auch";
    let facts = json!({ "cancelledBy": "PATIENT", "reason": reason });
    let cancelled = app.cancel_with(&id, facts).await.data("/cancelAppointment/appointment");
    let now = "2026-03-02T09:59:00.500Z";
    let expected = json!({
        "status": "CANCELLED", "cancelledAt": now, "cancelledBy": "PATIENT", "cancellationReason": reason,
        "version": 2, "updatedAt": now,
    });
    assert_eq!(cancelled, with(before, expected));
    assert_eq!(app.recorded(&id).await, cancelled);
}

#[tokio::test]
async fn party_and_reason_of_a_cancellation_are_optional() {
    let (app, id) = booked().await;
    let cancelled = app.cancel(&id).await.data("/cancelAppointment/appointment");
    assert_eq!(cancelled["cancelledAt"], "2026-03-02T09:00:00Z");
    assert_eq!(cancelled["cancelledBy"], json!(null));
    assert_eq!(cancelled["cancellationReason"], json!(null));
}

#[tokio::test]
async fn a_reason_has_up_to_five_hundred_visible_characters() {
    let (app, id) = booked().await;
    for (reason, code) in [
        ("ß".repeat(501), "TEXT_TOO_LONG"),
        (" ".to_owned(), "TEXT_BLANK"),
        ("a\0".to_owned(), "TEXT_CONTROL_CHARACTER"),
    ] {
        let refused = app.cancel_with(&id, json!({ "reason": reason })).await;
        refused.expect_refusals(&[&format!("{code} at input.reason")]);
    }
    let longest = "ß".repeat(500);
    let cancelled = app.cancel_with(&id, json!({ "reason": longest })).await;
    assert_eq!(cancelled.text("/cancelAppointment/appointment/cancellationReason"), longest);
}

#[tokio::test]
async fn attendance_opens_twelve_hours_before_the_start() {
    let (app, id) = booked().await;
    app.clock.set(instant("2026-03-01T21:59:59.999999Z"));
    let fault = app.attend(&id).await.expect_code("APPOINTMENT_ATTENDANCE_NOT_OPEN");
    assert_eq!(fault.field, "input.id");
    assert_eq!(
        fault.args,
        json!({
            "opensAt": "2026-03-01T22:00:00Z", "opensAtLocal": "1 March 2026 at 22:00", "timeZone": "Europe/London",
        })
    );
    assert!(fault.message.ends_with(" 1 March 2026 at 22:00 (Europe/London)."), "{}", fault.message);
    assert_eq!(app.status(&id).await, "ACTIVE");
    app.clock.set(instant("2026-03-01T22:00:00Z"));
    let attended = app.attend(&id).await.data("/attendAppointment/appointment");
    assert_eq!(attended["status"], "ATTENDED");
    assert_eq!(attended["attendedAt"], "2026-03-01T22:00:00Z");
    assert_eq!(attended["updatedAt"], "2026-03-01T22:00:00Z");
    assert_eq!(attended["version"], 2);
    assert_eq!(app.recorded(&id).await, attended);
}

#[tokio::test]
async fn a_refused_attendance_shows_the_organisations_local_time() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    let organisation = app.an_organisation("RJ1").await;
    let of_auckland = json!({ "id": organisation, "timeZone": "Pacific/Auckland" });
    app.mutate("amendOrganisation", of_auckland, "organisation { id }").await.data("");
    let booking = with(app.booking(&patient, &clinician, 60), json!({ "organisationId": organisation }));
    let id = app.book(booking).await.text("/bookAppointment/appointment/id");
    app.clock.set(instant("2026-03-01T21:00:00Z"));
    let fault = app.attend(&id).await.expect_code("APPOINTMENT_ATTENDANCE_NOT_OPEN");
    assert_eq!(
        fault.args,
        json!({
            "opensAt": "2026-03-01T22:00:00Z", "opensAtLocal": "2 March 2026 at 11:00", "timeZone": "Pacific/Auckland",
        })
    );
    assert!(fault.message.ends_with(" 2 March 2026 at 11:00 (Pacific/Auckland)."), "{}", fault.message);
}

#[tokio::test]
async fn attendance_records_a_late_arrival() {
    for (facts, late) in
        [(json!({}), false), (json!({ "arrivedLate": false }), false), (json!({ "arrivedLate": true }), true)]
    {
        let (app, id) = booked().await;
        assert_eq!(app.recorded(&id).await["arrivedLate"], json!(null));
        app.attend_with(&id, facts).await.data("");
        assert_eq!(app.recorded(&id).await["arrivedLate"], late);
    }
}
