//! Files of the brief's shape come in whole or row by row, and no bad row comes in at all.

use panda::import::{FileTally, Sources, Strictness};
use serde_json::{Value, json};

use crate::support::{TestApp, altered, appointment_row, file_of, nhs_number, patient_row, refusals};

const NONE: FileTally = FileTally { added: 0, unchanged: 0, refused: 0 };

fn some_patients(count: u32) -> Vec<Value> {
    (1..=count).map(patient_row).collect()
}

/// What the database holds, as counts of patients, appointments, clinicians and departments.
async fn counts(app: &TestApp) -> [Value; 4] {
    let query = "{ patients { totalCount } appointments { totalCount } clinicians { totalCount }
                   departments { totalCount } }";
    let data = app.query(query).await.data("");
    ["patients", "appointments", "clinicians", "departments"].map(|list| data[list]["totalCount"].clone())
}

#[tokio::test]
async fn what_the_files_tell_reads_back_through_the_api() {
    let app = TestApp::start().await;
    let patient = json!({
        "nhs_number": "9434765919", "name": "Zoe\u{308} O'Brien", "date_of_birth": "1987-03-25", "postcode": "sw1a1aa",
    });
    let appointment = json!({
        "id": "FE6E58FC-ae54-4425-b8cf-5141bb2abe83", "patient": "943 476 5919", "status": "cancelled",
        "time": "2026-07-22T10:00:00+01:00", "duration": "1h30m", "clinician": "Dr Nguyễn", "department": "walk-in centre",
        "postcode": "je2 3ab",
    });
    let report = app.import_all(&[patient], &[appointment]).await;
    assert_eq!(
        (report.patients, report.appointments),
        (FileTally { added: 1, ..NONE }, FileTally { added: 1, ..NONE })
    );
    let query = r#"{ patient(by: { nhsNumber: "9434765919" }) { name dateOfBirth postcode version appointments {
        edges { node { status startsAt endsAt durationMinutes postcode cancelledAt cancelledBy cancellationReason
            clinician { name department { name } } department { code name } organisation { name } version } } } } }"#;
    assert_eq!(
        app.query(query).await.data("/patient"),
        json!({
            "name": "Zoe\u{308} O'Brien", "dateOfBirth": "1987-03-25", "postcode": "SW1A 1AA", "version": 1,
            "appointments": { "edges": [{ "node": {
                "status": "CANCELLED", "startsAt": "2026-07-22T09:00:00Z", "endsAt": "2026-07-22T10:30:00Z",
                "durationMinutes": 90, "postcode": "JE2 3AB", "cancelledAt": null, "cancelledBy": null,
                "cancellationReason": null, "clinician": { "name": "Dr Nguyễn", "department": { "name": "walk-in centre" } },
                "department": { "code": "WALK-IN-CENTRE", "name": "walk-in centre" }, "organisation": null, "version": 1,
            } }] },
        })
    );
}

#[tokio::test]
async fn the_same_files_again_change_nothing() {
    let app = TestApp::start().await;
    let appointments: Vec<Value> = (0..5).map(appointment_row).collect();
    app.import_all(&some_patients(3), &appointments).await;
    let versions = "SELECT format('%s %s %s', id, version, updated_at) FROM";
    let state = || {
        let tables = ["patients", "appointments", "clinicians", "departments"];
        tables.map(|table| app.database.texts(&format!("{versions} {table} ORDER BY id")))
    };
    let before = state();
    app.clock.advance(chrono::TimeDelta::minutes(1));
    let report = app.import_all(&some_patients(3), &appointments).await;
    assert_eq!(report.patients, FileTally { unchanged: 3, ..NONE });
    assert_eq!(report.appointments, FileTally { unchanged: 5, ..NONE });
    assert_eq!(state(), before);
}

#[tokio::test]
async fn every_fault_of_a_patient_is_told_by_row_and_field() {
    let app = TestApp::start().await;
    let good = patient_row(1);
    let faults = [
        (altered(&good, "nhs_number", "9434765918"), "nhs_number PATIENT_NHS_NUMBER_CHECKSUM"),
        (altered(&good, "nhs_number", "1"), "nhs_number PATIENT_NHS_NUMBER_FORMAT"),
        (altered(&good, "nhs_number", "9999999999"), "nhs_number PATIENT_NHS_NUMBER_REPEATED_DIGIT"),
        (altered(&good, "name", ""), "name TEXT_BLANK"),
        (altered(&good, "name", "x".repeat(301)), "name TEXT_TOO_LONG"),
        (altered(&good, "name", "a\0b"), "name TEXT_CONTROL_CHARACTER"),
        (altered(&good, "name", "a\u{202e}b"), "name TEXT_BIDI_UNPAIRED"),
        (altered(&good, "date_of_birth", "1980-02-30"), "date_of_birth DATE_INVALID"),
        (altered(&good, "date_of_birth", "2026-03-03"), "date_of_birth PATIENT_DATE_OF_BIRTH_IN_FUTURE"),
        (altered(&good, "date_of_birth", "1849-12-31"), "date_of_birth PATIENT_DATE_OF_BIRTH_TOO_EARLY"),
        (altered(&good, "postcode", "London"), "postcode POSTCODE_INVALID"),
        (altered(&good, "nhs_number", 9_434_765_919_i64), "nhs_number IMPORT_ROW_MALFORMED"),
        (altered(&good, "name", Value::Null), "name IMPORT_ROW_MALFORMED"),
    ];
    let rows: Vec<Value> = faults.iter().map(|(row, _)| row.clone()).collect();
    let expected: Vec<String> =
        faults.iter().enumerate().map(|(index, (_, told))| format!("patients[{index}].{told}")).collect();
    let report = app.import(&rows, &[], Strictness::SkipInvalid).await;
    assert_eq!(refusals(&report), expected);
    assert_eq!(report.report.patients, FileTally { refused: 13, ..NONE });
    let all = json!({ "nhs_number": "x", "name": " ", "date_of_birth": "soon", "postcode": "" });
    let fields = ["nhs_number", "name", "date_of_birth", "postcode"];
    let report =
        app.import(&[all, json!("Jane"), json!(null), json!([])], &[], Strictness::SkipInvalid).await;
    let told = refusals(&report);
    for (index, field) in (0..4).flat_map(|index| fields.map(|field| (index, field))) {
        assert!(
            told.iter().any(|line| line.starts_with(&format!("patients[{index}].{field} "))),
            "{told:#?}"
        );
    }
    let names =
        report.refused.iter().flat_map(|row| &row.violations).map(|fault| json!(fault.args).to_string());
    assert!(names.into_iter().all(|args| !args.contains("Jane") && !args.contains("struct")));
    assert_eq!(counts(&app).await[0], 0);
}

#[tokio::test]
async fn every_fault_of_an_appointment_is_told_by_row_and_field() {
    let app = TestApp::start().await;
    app.import_all(&some_patients(1), &[]).await;
    let good = appointment_row(0);
    let past = |status: &str| altered(&altered(&good, "time", "2026-03-01T10:00:00Z"), "status", status);
    let faults = [
        (altered(&good, "id", "7"), "id IMPORT_ID_INVALID"),
        (altered(&good, "patient", "9434765918"), "patient PATIENT_NHS_NUMBER_CHECKSUM"),
        (altered(&good, "patient", nhs_number(9)), "patient IMPORT_PATIENT_UNKNOWN"),
        (altered(&good, "status", "ACTIVE"), "status IMPORT_STATUS_UNKNOWN"),
        (altered(&good, "status", "missed"), "status IMPORT_MISSED_IN_FUTURE"),
        (altered(&good, "status", "attended"), "status IMPORT_ATTENDED_IN_FUTURE"),
        (altered(&good, "time", "2026-03-03T10:00:00"), "time TIMESTAMP_WITHOUT_OFFSET"),
        (altered(&good, "time", "2026-02-30T10:00:00Z"), "time TIMESTAMP_INVALID"),
        (altered(&good, "duration", "90"), "duration IMPORT_DURATION_INVALID"),
        (altered(&good, "duration", "4m"), "duration APPOINTMENT_DURATION_OUT_OF_RANGE"),
        (altered(&good, "duration", "24h1m"), "duration APPOINTMENT_DURATION_OUT_OF_RANGE"),
        (altered(&past("active"), "duration", "0m"), "duration APPOINTMENT_DURATION_OUT_OF_RANGE"),
        (altered(&good, "clinician", " "), "clinician TEXT_BLANK"),
        (altered(&good, "department", "\u{200b}"), "department TEXT_BLANK"),
        (altered(&good, "postcode", "E1"), "postcode POSTCODE_INVALID"),
        (altered(&good, "duration", 30), "duration IMPORT_ROW_MALFORMED"),
        (past("cancelled or so"), "status IMPORT_STATUS_UNKNOWN"),
    ];
    let rows: Vec<Value> = faults.iter().map(|(row, _)| row.clone()).collect();
    let expected: Vec<String> =
        faults.iter().enumerate().map(|(index, (_, told))| format!("appointments[{index}].{told}")).collect();
    let report = app.import(&[], &rows, Strictness::SkipInvalid).await;
    assert_eq!(refusals(&report), expected);
    assert_eq!(
        report.report.appointments,
        FileTally { refused: u64::try_from(faults.len()).expect("a count"), ..NONE }
    );
    let many = json!({
        "id": "", "patient": "", "status": "", "time": "", "duration": "", "clinician": "", "department": "", "postcode": "",
    });
    let report = app.import(&[], &[many], Strictness::SkipInvalid).await;
    assert_eq!(report.refused[0].violations.len(), 8, "{report:#?}");
    assert_eq!(counts(&app).await, [json!(1), json!(0), json!(0), json!(0)]);
}

#[tokio::test]
async fn one_bad_row_keeps_all_out_unless_bad_rows_are_left_out() {
    let app = TestApp::start().await;
    let patients = [patient_row(1), altered(&patient_row(2), "postcode", "?"), patient_row(3)];
    let elsewhere = altered(&altered(&appointment_row(1), "department", "nowhere"), "clinician", "Dr Nobody");
    let appointments = [appointment_row(0), altered(&elsewhere, "patient", nhs_number(2))];
    let expected =
        ["patients[1].postcode POSTCODE_INVALID", "appointments[1].patient IMPORT_PATIENT_UNKNOWN"];
    let report = app.import(&patients, &appointments, Strictness::AllOrNothing).await;
    assert!(!report.report.is_written);
    assert_eq!(refusals(&report), expected);
    assert_eq!(counts(&app).await, [0, 0, 0, 0].map(Value::from));

    let report = app.import_but(&patients, &appointments, &expected).await;
    assert_eq!(report.patients, FileTally { added: 2, refused: 1, ..NONE });
    assert_eq!(report.appointments, FileTally { added: 1, refused: 1, ..NONE });
    assert_eq!(counts(&app).await, [2, 1, 1, 1].map(Value::from));
}

/// A row may be refused late, when its clinician and department have been added for it already.
#[tokio::test]
async fn a_refused_row_leaves_no_clinician_and_no_department_behind() {
    let app = TestApp::start().await;
    app.import_all(&some_patients(1), &[appointment_row(0)]).await;
    let clash = altered(&appointment_row(0), "id", "00000000-0000-4000-8000-00000000ffff");
    let clash = altered(&altered(&clash, "department", "nowhere"), "clinician", "Dr Nobody");
    app.import_but(&[], &[clash], &["appointments[0].time APPOINTMENT_PATIENT_BUSY"]).await;
    assert_eq!(counts(&app).await, [1, 1, 1, 1].map(Value::from));
    let names = "{ clinicians { edges { node { name department { name } } } } }";
    let only = json!([{ "node": { "name": "Dr Bell", "department": { "name": "cardiology" } } }]);
    assert_eq!(app.query(names).await.data("/clinicians/edges"), only);
}

#[tokio::test]
async fn a_failure_halfway_leaves_nothing() {
    let app = TestApp::start().await;
    app.database.execute("ALTER TABLE appointments ADD CONSTRAINT unforeseen CHECK (postcode <> 'M1 1AE')");
    let (patients, appointments) = (file_of(&some_patients(2)), file_of(&[appointment_row(0)]));
    let sources = Sources { patients: Some(patients), appointments: Some(appointments) };
    let outcome = app.import_from(sources, Strictness::SkipInvalid).await;
    assert!(outcome.is_err());
    assert_eq!(counts(&app).await, [0, 0, 0, 0].map(Value::from));
}
