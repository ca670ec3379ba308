//! Limits on patients' bookings: number, length and distance. Staff have no such limits.

use chrono::TimeDelta;
use futures_util::future::join_all;
use panda::account::RoleAssignment;
use serde_json::{Value, json};

use crate::support::{Answer, Server, TestApp, nhs_number, patient, with};

const BOOKED: &str = "/bookAppointment/appointment/id";

/// A patient, and a clinician without appointments.
struct Diary {
    app: TestApp,
    patient: String,
    clinician: String,
}

impl Diary {
    async fn of(app: TestApp) -> Self {
        let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
        Self { app, patient, clinician }
    }

    /// The patient's n-th booking of 30 minutes from now.
    fn nth(&self, n: i64) -> Value {
        self.app.booking(&self.patient, &self.clinician, 30 + n * 30)
    }

    async fn book_as(&self, who: RoleAssignment, input: Value) -> Answer {
        self.app.mutate_as(who, "bookAppointment", input, "appointment { id }").await
    }

    /// Another server of the same service.
    async fn elsewhere(&self) -> Self {
        let app = TestApp::builder().database(self.app.database.with_settings(&[])).start().await;
        Self { app, patient: self.patient.clone(), clinician: self.clinician.clone() }
    }

    /// Books as the patient.
    async fn book(&self, input: Value) -> Answer {
        self.book_as(patient(&self.patient), input).await
    }

    /// Amends as the patient.
    async fn amend(&self, id: &str, changes: Value) -> Answer {
        let input = with(json!({ "id": id }), changes);
        let fields = "appointment { durationMinutes startsAt }";
        self.app.mutate_as(patient(&self.patient), "amendAppointment", input, fields).await
    }

    fn active(&self) -> usize {
        self.app.database.texts("SELECT id::text FROM appointments WHERE status = 'active'").len()
    }
}

/// Expects one error with this argument.
#[track_caller]
fn expect_limit(answer: &Answer, code: &str, field: &str, args: Value) {
    let fault = answer.expect_code(code);
    assert_eq!((fault.field.as_str(), fault.args), (field, args), "{}", fault.message);
}

#[track_caller]
fn expect_limit_reached(answer: &Answer) {
    expect_limit(answer, "BOOKING_LIMIT_REACHED", "input", json!({ "maximum": 10 }));
}

#[tokio::test]
async fn a_patient_has_at_most_ten_active_bookings_including_those_by_staff() {
    let diary = Diary::of(TestApp::start().await).await;
    let by_staff = diary.book_as(RoleAssignment::Staff, diary.nth(0)).await.text(BOOKED);
    let mut own = Vec::new();
    for n in 1..10 {
        own.push(diary.book(diary.nth(n)).await.text(BOOKED));
    }
    expect_limit_reached(&diary.book(diary.nth(20)).await);
    // Also by NHS number, and with an idempotency key.
    let by_number = with(diary.nth(20), json!({ "patient": { "nhsNumber": nhs_number(1) } }));
    expect_limit_reached(&diary.book(by_number).await);
    expect_limit_reached(&diary.book(with(diary.nth(20), json!({ "idempotencyKey": "k" }))).await);

    // A cancelled, an attended and a missed appointment do not count.
    diary.app.cancel(&own[0]).await.data("");
    diary.book(diary.nth(21)).await.text(BOOKED);
    expect_limit_reached(&diary.book(diary.nth(22)).await);
    diary.app.attend(&by_staff).await.data("");
    diary.book(diary.nth(22)).await.text(BOOKED);
    expect_limit_reached(&diary.book(diary.nth(23)).await);
    diary.app.clock.advance(TimeDelta::minutes(120) - TimeDelta::microseconds(1));
    expect_limit_reached(&diary.book(diary.nth(33)).await);
    diary.app.clock.advance(TimeDelta::microseconds(1));
    diary.book(diary.nth(33)).await.text(BOOKED);
    expect_limit_reached(&diary.book(diary.nth(34)).await);

    // Staff may book more for the patient, and each patient has a separate limit.
    diary.book_as(RoleAssignment::Staff, diary.nth(34)).await.text(BOOKED);
    let other = diary.app.a_patient(2).await;
    let own = diary.app.booking(&other, &diary.clinician, 3_000);
    diary.book_as(patient(&other), own).await.text(BOOKED);
}

#[tokio::test]
async fn a_patient_books_two_hours_at_most() {
    let diary = Diary::of(TestApp::start().await).await;
    let lasting = |minutes: i64| with(diary.nth(0), json!({ "durationMinutes": minutes }));
    for minutes in [121, 1_440, 1_441, 2_147_483_647] {
        let refused = diary.book(lasting(minutes)).await;
        expect_limit(&refused, "BOOKING_TOO_LONG", "input.durationMinutes", json!({ "maximumMinutes": 120 }));
    }
    diary.book(lasting(4)).await.expect_code("APPOINTMENT_DURATION_OUT_OF_RANGE");
    diary.book(lasting(120)).await.text(BOOKED);
    let day = with(diary.nth(10), json!({ "durationMinutes": 1_440 }));
    diary.book_as(RoleAssignment::Staff, day).await.text(BOOKED);
}

#[tokio::test]
async fn a_patient_books_a_year_ahead_at_most() {
    let diary = Diary::of(TestApp::start().await).await;
    let at = |starts_at: &str| with(diary.nth(0), json!({ "startsAt": starts_at }));
    for far in ["2027-03-03T09:00:00.000001Z", "2036-03-02T09:00:00Z", "2998-01-01T00:00:00Z"] {
        let refused = diary.book(at(far)).await;
        expect_limit(&refused, "BOOKING_TOO_FAR", "input.startsAt", json!({ "maximumAdvanceDays": 366 }));
    }
    diary.book(at("2027-03-03T09:00:00Z")).await.text(BOOKED);
    diary.book_as(RoleAssignment::Staff, at("2036-03-02T09:00:00Z")).await.text(BOOKED);
}

#[tokio::test]
async fn a_patient_lengthens_and_moves_an_appointment_within_the_same_limits() {
    let diary = Diary::of(TestApp::start().await).await;
    let own = diary.book(diary.nth(0)).await.text(BOOKED);
    let refused = diary.amend(&own, json!({ "durationMinutes": 121 })).await;
    expect_limit(&refused, "BOOKING_TOO_LONG", "input.durationMinutes", json!({ "maximumMinutes": 120 }));
    let refused = diary.amend(&own, json!({ "startsAt": "2027-03-03T09:00:01Z" })).await;
    expect_limit(&refused, "BOOKING_TOO_FAR", "input.startsAt", json!({ "maximumAdvanceDays": 366 }));
    diary
        .amend(&own, json!({ "startsAt": "2998-01-01T00:00:00Z", "durationMinutes": 1_440 }))
        .await
        .expect_refusals(&["BOOKING_TOO_LONG at input.durationMinutes", "BOOKING_TOO_FAR at input.startsAt"]);
    diary.amend(&own, json!({ "startsAt": "2027-03-03T09:00:00Z", "durationMinutes": 120 })).await.data("");

    // A booking by staff that exceeds the limits can be moved nearer and shortened, but not the reverse.
    let day = with(diary.nth(0), json!({ "startsAt": "2028-03-02T09:00:00Z", "durationMinutes": 1_440 }));
    let by_staff = diary.book_as(RoleAssignment::Staff, day).await.text(BOOKED);
    diary
        .amend(&by_staff, json!({ "startsAt": "2028-03-02T09:00:00Z", "durationMinutes": 1_400 }))
        .await
        .data("");
    diary.amend(&by_staff, json!({ "durationMinutes": 1_401 })).await.expect_code("BOOKING_TOO_LONG");
    diary
        .amend(&by_staff, json!({ "startsAt": "2028-03-01T09:00:00Z" }))
        .await
        .expect_code("BOOKING_TOO_FAR");
    diary.amend(&by_staff, json!({ "startsAt": "2026-04-01T09:00:00Z" })).await.data("");
    diary
        .app
        .amend(&by_staff, json!({ "startsAt": "2029-03-01T09:00:00Z", "durationMinutes": 1_440 }))
        .await
        .data("");
}

#[tokio::test]
async fn all_limits_are_reported_together_with_other_faults() {
    let diary = Diary::of(TestApp::start().await).await;
    for n in 0..10 {
        diary.book(diary.nth(n)).await.text(BOOKED);
    }
    let bad = json!({
        "startsAt": "2998-01-01T00:00:00Z", "durationMinutes": 1_440, "postcode": "nowhere", "idempotencyKey": "a b",
    });
    diary.book(with(diary.nth(0), bad)).await.expect_refusals(&[
        "BOOKING_LIMIT_REACHED at input",
        "BOOKING_TOO_LONG at input.durationMinutes",
        "IDEMPOTENCY_KEY_INVALID at input.idempotencyKey",
        "POSTCODE_INVALID at input.postcode",
        "BOOKING_TOO_FAR at input.startsAt",
    ]);
    // For another patient, the response is the same as for an absent one.
    let other = diary.app.a_patient(2).await;
    let for_other = diary.app.booking(&other, &diary.clinician, 3_000);
    diary.book(for_other).await.expect_refusals(&["NOT_FOUND at input.patient.id"]);
}

#[tokio::test]
async fn a_repeated_booking_at_the_limit_returns_the_same_result() {
    let diary = Diary::of(TestApp::start().await).await;
    let keyed = |n: i64| with(diary.nth(n), json!({ "idempotencyKey": format!("key-{n}") }));
    let mut booked = Vec::new();
    for n in 0..10 {
        booked.push(diary.book(keyed(n)).await.text(BOOKED));
    }
    expect_limit_reached(&diary.book(keyed(10)).await);
    assert_eq!(diary.book(keyed(9)).await.text(BOOKED), booked[9]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_bookings_of_one_patient_at_once_end_with_exactly_the_limit() {
    for (already, key) in [(0, false), (0, true), (4, false)] {
        let diary = Diary::of(TestApp::start().await).await;
        for n in 0..already {
            diary.book_as(RoleAssignment::Staff, diary.nth(n)).await.text(BOOKED);
        }
        // Servers share state only through the database.
        let elsewhere = diary.elsewhere().await;
        let booking = |n: i64| {
            let key = key.then(|| format!("key-{n}"));
            let server = if n % 2 == 0 { &diary } else { &elsewhere };
            server.book(with(diary.nth(already + n), json!({ "idempotencyKey": key })))
        };
        let answers = join_all((0..50).map(booking)).await;
        let (refused, booked): (Vec<_>, Vec<_>) =
            answers.into_iter().partition(|answer| answer.body.get("errors").is_some());
        assert_eq!(diary.active(), 10, "with {already} of the staff's, keys: {key}");
        assert_eq!(i64::try_from(booked.len()), Ok(10 - already));
        refused.iter().for_each(expect_limit_reached);
    }
}

#[tokio::test]
async fn the_catalogue_of_errors_has_the_limits() {
    let app = TestApp::start().await;
    let catalogue = app.query("{ errorCatalogue { code arguments } }").await.data("/errorCatalogue");
    for (code, argument) in [
        ("BOOKING_LIMIT_REACHED", "maximum"),
        ("BOOKING_TOO_LONG", "maximumMinutes"),
        ("BOOKING_TOO_FAR", "maximumAdvanceDays"),
    ] {
        let definition = json!({ "code": code, "arguments": [argument] });
        assert!(catalogue.as_array().expect("a list").contains(&definition), "{code} {catalogue:#}");
    }
}

#[tokio::test]
async fn an_operator_can_set_the_limits() {
    let diary = Diary::of(TestApp::start().await).await;
    let mut command = crate::support::panda();
    command.arg("serve").env("DATABASE_URL", &diary.app.database.url_text).envs([
        ("PANDA_DATABASE_ACQUIRE_TIMEOUT", "60000"),
        ("PANDA_PATIENT_ACTIVE_BOOKINGS", "1"),
        ("PANDA_PATIENT_BOOKING_MINUTES", "45"),
        ("PANDA_PATIENT_BOOKING_DAYS", "7"),
    ]);
    let server = Server::start_with(&mut command);
    let now = panda::clock::Clock::now(&panda::clock::SystemClock);
    let book = async |starts_at: TimeDelta, minutes: i64| {
        let input = with(
            diary.nth(0),
            json!({ "startsAt": (now + starts_at).to_rfc3339(), "durationMinutes": minutes }),
        );
        let token = crate::support::token(patient(&diary.patient), now);
        let query = "mutation($input: BookAppointmentInput!) { bookAppointment(input: $input) { appointment { id } } }";
        let body = json!({ "query": query, "variables": { "input": input } });
        Answer::of(server.post_by(token).json(&body).send().await.expect("the server answers")).await
    };
    let refused = book(TimeDelta::days(8), 46).await;
    refused
        .expect_refusals(&["BOOKING_TOO_LONG at input.durationMinutes", "BOOKING_TOO_FAR at input.startsAt"]);
    assert_eq!(refused.faults()[0].args, json!({ "maximumMinutes": 45 }));
    assert_eq!(refused.faults()[1].args, json!({ "maximumAdvanceDays": 7 }));
    book(TimeDelta::days(6), 45).await.text(BOOKED);
    let refused = book(TimeDelta::days(5), 45).await;
    expect_limit(&refused, "BOOKING_LIMIT_REACHED", "input", json!({ "maximum": 1 }));
}
