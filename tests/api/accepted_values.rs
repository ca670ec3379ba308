//! Input coercion: equivalent spellings of a value are coerced to one form, and values that cannot be stored
//! are refused.

use panda::import::Strictness;
use serde_json::{Value, json};

use crate::support::{
    Answer, TestApp, TestDatabase, altered, appointment_row, nhs_number, patient_row, refusals, with,
};

async fn register(app: &TestApp, changes: Value) -> Answer {
    let input = json!({ "nhsNumber": nhs_number(7), "name": "Zoë", "dateOfBirth": "1987-03-25", "postcode": "SW1A 1AA" });
    app.mutate("registerPatient", with(input, changes), "patient { id nhsNumber name postcode email phone }")
        .await
}

/// Registers a patient with this value, removes the patient, and returns the recorded value.
async fn recorded(app: &TestApp, field: &str, raw: &str) -> String {
    let answer = register(app, json!({ field: raw })).await;
    let patient = answer.data("/registerPatient/patient");
    app.mutate("removePatient", json!({ "id": patient["id"] }), "removedId").await.data("/removePatient");
    patient[field].as_str().expect("it was given").to_owned()
}

async fn expect_refused(app: &TestApp, field: &str, code: &str, values: &[&str]) {
    for raw in values {
        let answer = register(app, json!({ field: raw })).await;
        assert_eq!(answer.refusals(), [format!("{code} at input.{field}")], "{raw:?}");
    }
}

#[tokio::test]
async fn a_telephone_number_of_more_than_fifteen_digits_is_refused() {
    let app = TestApp::start().await;
    expect_refused(&app, "phone", "PHONE_INVALID", &["+4980012345678975", "+498001234567897512"]).await;
    assert_eq!(app.query("{ patients { totalCount } }").await.data("/patients/totalCount"), 0);
}

#[tokio::test]
async fn a_telephone_extension_is_refused_rather_than_dropped() {
    let app = TestApp::start().await;
    let extended = [
        "020 7946 0018 ext 5",
        "020 7946 0018 ext. 5",
        "020 7946 0018 x123",
        "020 7946 0018 #12",
        "tel:+44-20-7946-0018;ext=5",
        "+33 1 42 68 53 00 extension 7",
    ];
    expect_refused(&app, "phone", "PHONE_EXTENSION", &extended).await;
    expect_refused(&app, "phone", "PHONE_INVALID", &["020 7946 0018/x123", "tel:+44-20-7946-0018;isub=5"])
        .await;
}

#[tokio::test]
async fn a_foreign_telephone_number_keeps_its_leading_zero() {
    let app = TestApp::start().await;
    for (raw, international) in [
        ("+39 06 1234 5678", "+390612345678"),
        ("0039 06 1234 5678", "+390612345678"),
        ("+225 01 23 45 67 89", "+2250123456789"),
        ("+229 01 90 12 34 56", "+2290190123456"),
        ("+242 06 612 34 56", "+242066123456"),
        ("+24106031234", "+24106031234"),
        ("+227 08 12 34 56", "+22708123456"),
        ("tel:+39-06-1234-5678", "+390612345678"),
        ("+44 (0)20 7946 0018", "+442079460018"),
        ("020 7946 0018", "+442079460018"),
    ] {
        assert_eq!(recorded(&app, "phone", raw).await, international, "{raw}");
    }
}

#[tokio::test]
async fn an_nhs_number_may_have_any_space_hyphen_or_invisible_mark_around_its_digits() {
    let app = TestApp::start().await;
    let marks = [
        "\u{a0}", "\u{2009}", "\u{202f}", "\u{2011}", "\u{2013}", "\t", "\u{200b}", "\u{2060}", "\u{feff}",
        "\u{200e}", "\u{200f}", "\u{ad}",
    ];
    for mark in marks {
        let raw = format!("{mark}943{mark}476{mark}5919{mark}");
        assert_eq!(recorded(&app, "nhsNumber", &raw).await, "9434765919", "{mark:?}");
    }
    register(&app, json!({ "nhsNumber": "9434765919" })).await.data("/registerPatient");
    let find = "query($number: NhsNumber!) { patient(by: { nhsNumber: $number }) { nhsNumber } }";
    let found = app.send(find, json!({ "number": "\u{202a}943\u{a0}476\u{2011}5919\u{202c}" })).await;
    assert_eq!(found.text("/patient/nhsNumber"), "9434765919");
    let number = nhs_number(2);
    let row = altered(&patient_row(2), "nhs_number", format!("{}\u{2009}{}", &number[..3], &number[3..]));
    assert_eq!(app.import_all(&[row], &[]).await.patients.added, 1);
}

#[tokio::test]
async fn only_deliverable_email_addresses_are_accepted() {
    let app = TestApp::start().await;
    let too_long =
        format!("{}@{}.org", "a".repeat(64), ["b".repeat(62), "c".repeat(62), "d".repeat(60)].join("."));
    assert!(too_long.len() > 254);
    let refused = [
        "zoe@example.org?subject=x",
        "zoe@my_host.example.org",
        "zoe@example~.org",
        "zoe@example/.org",
        "zoe@192.0.2.1",
        "zoe@[192.0.2.1]",
        "zoe@example.123",
        "zoe@-example.org",
        "ｚｏｅ@example.org",
        "zoe@ｅｘａｍｐｌｅ.org",
        too_long.as_str(),
    ];
    expect_refused(&app, "email", "EMAIL_INVALID", &refused).await;
    assert_eq!(recorded(&app, "email", "zoe\u{308}@example.org").await, "zoë@example.org");
    assert_eq!(recorded(&app, "email", " \u{a0}zoe@example.org\t").await, "zoe@example.org");
    assert_eq!(recorded(&app, "email", "zoe?x@example.org").await, "zoe?x@example.org");
}

#[tokio::test]
async fn a_postcode_with_letters_for_digits_is_coerced_to_the_only_official_form() {
    let app = TestApp::start().await;
    for (raw, official) in [
        ("SW1A OAA", "SW1A 0AA"),
        ("Y062 7TT", "YO62 7TT"),
        ("swia iaa", "SW1A 1AA"),
        ("0X1 1AA", "OX1 1AA"),
        ("1P1 1AA", "IP1 1AA"),
        ("G1R OAA", "GIR 0AA"),
        ("OX1 1AA", "OX1 1AA"),
    ] {
        assert_eq!(recorded(&app, "postcode", raw).await, official, "{raw}");
    }
    expect_refused(&app, "postcode", "POSTCODE_INVALID", &["SW1A 1A0", "SW1A 11A", "OOO OOO"]).await;
}

#[tokio::test]
async fn a_name_without_visible_characters_is_blank() {
    let app = TestApp::start().await;
    let blank = [
        "\u{e0041}\u{e007f}",
        "\u{e0100}\u{e01ef}",
        "\u{180b}\u{180c}\u{180d}\u{180f}",
        "\u{fff0}\u{fff9}\u{fffb}",
        "\u{17b4}\u{17b5}",
        "\u{1bca0}",
        "\u{1d173}",
        "\u{200b} \u{e0fff}",
    ];
    expect_refused(&app, "name", "TEXT_BLANK", &blank).await;
}

#[tokio::test]
async fn an_appointment_starts_within_ten_years() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    let at = |starts_at: &str| with(app.booking(&patient, &clinician, 0), json!({ "startsAt": starts_at }));
    let latest = app.now() + chrono::TimeDelta::days(3_653);
    for far in ["2036-03-02T09:00:00.000001Z", "2926-03-02T09:00:00Z", "9999-12-31T00:00:00Z"] {
        let fault = app.book(at(far)).await.expect_code("BOOKING_TOO_FAR");
        assert_eq!(
            (fault.field.as_str(), &fault.args),
            ("input.startsAt", &json!({ "maximumAdvanceDays": 3_653 }))
        );
    }
    let booked = app.book(at(&latest.to_rfc3339())).await.text("/bookAppointment/appointment/id");
    app.amend(&booked, json!({ "startsAt": "2036-03-02T09:00:01Z" })).await.expect_code("BOOKING_TOO_FAR");
    app.amend(&booked, json!({ "startsAt": "2035-03-02T09:00:01Z" })).await.data("/amendAppointment");
    let row = altered(&appointment_row(1), "time", "2036-03-02T09:00:00.000001Z");
    let report = app.import(&[patient_row(1), patient_row(2)], &[row], Strictness::SkipInvalid).await;
    assert_eq!(refusals(&report), ["appointments[0].time BOOKING_TOO_FAR"]);
}

#[tokio::test]
async fn a_time_range_must_run_forwards_and_is_rounded_up() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    let starts_at = "2026-03-02T10:00:00.000000Z";
    app.book(with(app.booking(&patient, &clinician, 0), json!({ "startsAt": starts_at })))
        .await
        .data("/bookAppointment");
    let listed = async |range: Value| {
        let query =
            "query($range: DateTimeRange) { appointments(filter: { startsAt: $range }) { totalCount } }";
        app.send(query, json!({ "range": range })).await
    };
    for (range, count) in [
        (json!({ "from": starts_at }), 1),
        (json!({ "from": "2026-03-02T10:00:00.0000001Z" }), 0),
        (json!({ "until": starts_at }), 0),
        (json!({ "until": "2026-03-02T10:00:00.0000001Z" }), 1),
        (json!({ "from": starts_at, "until": starts_at }), 0),
    ] {
        assert_eq!(listed(range.clone()).await.data("/appointments/totalCount"), count, "{range}");
    }
    let backwards = json!({ "from": "2026-03-02T10:00:00.000001Z", "until": starts_at });
    listed(backwards).await.expect_refusals(&["RANGE_ENDS_BEFORE_START at filter.startsAt.until"]);
}

#[tokio::test]
async fn login_ignores_spaces_around_the_email_address() {
    let app = TestApp::start().await;
    let account = json!({ "email": " ada@example.org ", "displayName": "Ada", "password": "correct horse battery 9", "role": "STAFF" });
    let email = app.mutate("addUser", account, "user { email }").await.text("/addUser/user/email");
    assert_eq!(email, "ada@example.org");
    app.visitor().log_in("\tada@example.org ", "correct horse battery 9").await.data("/login/user");
}

#[test]
fn enumeration_columns_accept_only_their_values() {
    let database = TestDatabase::create();
    let organisation =
        "INSERT INTO organisations (id, ods_code, name, kind, postcode, time_zone, created_at, updated_at)
        VALUES (gen_random_uuid(), 'RJ1', 'x', 'castle', 'SE1 9RT', 'Europe/London', now(), now())";
    assert_eq!(database.constraint_against(organisation), "organisations_kind");
    let valid = "SELECT conname::text FROM pg_constraint WHERE contype = 'c' AND NOT convalidated";
    assert_eq!(database.texts(valid), [""; 0]);
    let checked = "SELECT conname::text FROM pg_constraint WHERE conname = 'appointments_cancelled_by'";
    assert_eq!(database.texts(checked), ["appointments_cancelled_by"]);
}
