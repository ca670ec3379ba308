//! Arguments of the same type return the same codes in every root field.

use serde_json::{Value, json};

use crate::support::{SHARED_PASSWORD, TestApp, nhs_number, with};

/// Invalid values of an argument or input field, each with its code.
fn faults(name: &str) -> Vec<(Value, &'static str)> {
    let texts = || {
        vec![
            (json!(" "), "TEXT_BLANK"),
            (json!("x".repeat(5_000)), "TEXT_TOO_LONG"),
            (json!("a\u{7}b"), "TEXT_CONTROL_CHARACTER"),
            (json!("\u{202e}ab"), "TEXT_BIDI_UNPAIRED"),
        ]
    };
    match name {
        "name" | "displayName" | "reason" => texts(),
        "search" => texts().into_iter().filter(|(_, code)| *code != "TEXT_BLANK").collect(),
        "addressLines" => {
            let lines = texts().into_iter().map(|(text, code)| (json!([text]), code));
            lines.chain([(json!(vec!["a"; 50]), "LIST_TOO_LONG")]).collect()
        }
        "dateOfBirth" => vec![(json!("2000-02-30"), "DATE_INVALID")],
        "startsAt" => vec![
            (json!("tomorrow"), "TIMESTAMP_INVALID"),
            (json!("2026-03-02T10:00:00"), "TIMESTAMP_WITHOUT_OFFSET"),
            (json!("2026-03-02T08:00:00Z"), "APPOINTMENT_STARTS_IN_PAST"),
        ],
        "durationMinutes" => vec![(json!(0), "APPOINTMENT_DURATION_OUT_OF_RANGE")],
        "timeZone" => vec![(json!("Mars/Olympus"), "TIME_ZONE_UNKNOWN")],
        "locale" => vec![(json!("english!"), "LOCALE_INVALID")],
        "email" => vec![(json!("nobody"), "EMAIL_INVALID")],
        "phone" => vec![(json!("12"), "PHONE_INVALID"), (json!("029 2018 0000 ext. 5"), "PHONE_EXTENSION")],
        "postcode" => vec![(json!("London"), "POSTCODE_INVALID")],
        "nhsNumber" => vec![
            (json!("943"), "PATIENT_NHS_NUMBER_FORMAT"),
            (json!("9434765918"), "PATIENT_NHS_NUMBER_CHECKSUM"),
            (json!("1111111111"), "PATIENT_NHS_NUMBER_REPEATED_DIGIT"),
        ],
        "patient" => vec![
            (json!({ "nhsNumber": "943" }), "PATIENT_NHS_NUMBER_FORMAT"),
            (json!({ "nhsNumber": "9434765918" }), "PATIENT_NHS_NUMBER_CHECKSUM"),
            (json!({ "nhsNumber": "1111111111" }), "PATIENT_NHS_NUMBER_REPEATED_DIGIT"),
        ],
        "password" => vec![
            (json!("short"), "ACCOUNT_PASSWORD_TOO_SHORT"),
            (json!("x".repeat(2_000)), "ACCOUNT_PASSWORD_TOO_LONG"),
            (json!("passwordpassword"), "ACCOUNT_PASSWORD_GUESSABLE"),
        ],
        "posts" => vec![(
            json!(vec![json!({ "organisationId": "x", "startsOn": "2026-01-01" }); 51]),
            "LIST_TOO_LONG",
        )],
        "odsCode" => vec![(json!("!"), "ORGANISATION_ODS_CODE_INVALID")],
        "code" => vec![(json!("ä"), "DEPARTMENT_CODE_INVALID")],
        "idempotencyKey" => vec![(json!(" "), "IDEMPOTENCY_KEY_INVALID")],
        "expectedVersion" => vec![(json!(-1), "VERSION_CONFLICT")],
        "period" => vec![
            (json!({ "from": "x", "until": "2026-02-01" }), "DATE_INVALID"),
            (
                json!({ "from": "2026-01-01", "until": "2026-02-01", "timeZone": "Mars/Olympus" }),
                "TIME_ZONE_UNKNOWN",
            ),
        ],
        "after" => vec![(json!("bm90aGluZw"), "CURSOR_INVALID")],
        "first" => vec![(json!(101), "PAGE_SIZE_OUT_OF_RANGE")],
        _ => Vec::new(),
    }
}

/// The names of the fields of an input.
async fn fields(app: &TestApp, input: &str) -> Vec<String> {
    let query = "query($of: String!) { __type(name: $of) { inputFields { name } } }";
    let fields = app.send(query, json!({ "of": input })).await.data("/__type/inputFields");
    let fields = fields.as_array().expect("fields");
    fields.iter().map(|field| field["name"].as_str().expect("a name").to_owned()).collect()
}

#[tokio::test]
async fn every_mutation_refuses_a_bad_value_with_the_code_of_its_argument() {
    let app = TestApp::start().await;
    let (patient, department) = (app.a_patient(1).await, app.a_department("ENT").await);
    let (clinician, organisation) =
        (app.a_clinician("Dr No", &department).await, app.an_organisation("RJ2").await);
    let appointment = app.an_appointment(&patient, &clinician, 60).await;
    let new_user =
        json!({ "email": "a@example.org", "displayName": "A", "password": SHARED_PASSWORD, "role": "STAFF" });
    let user = app.mutate("addUser", new_user.clone(), "user { id }").await.text("/addUser/user/id");
    let new_patient = json!({ "nhsNumber": nhs_number(2), "name": "N", "dateOfBirth": "1980-05-17", "postcode": "CF10 1EP" });
    let new_account = json!({
        "email": "b@example.org", "password": SHARED_PASSWORD, "nhsNumber": nhs_number(1), "dateOfBirth": "1980-05-17",
        "postcode": "CF10 1EP",
    });
    let id = |id: &str| json!({ "id": id });
    for (mutation, good) in [
        ("addClinician", json!({ "name": "N", "departmentId": department })),
        ("addDepartment", json!({ "code": "C", "name": "N" })),
        (
            "addOrganisation",
            json!({ "odsCode": "RJ3", "name": "N", "kind": "HOSPITAL", "postcode": "CF10 1EP" }),
        ),
        ("addUser", with(new_user, json!({ "email": "c@example.org" }))),
        ("amendAppointment", id(&appointment)),
        ("amendClinician", id(&clinician)),
        ("amendDepartment", id(&department)),
        ("amendOrganisation", id(&organisation)),
        ("amendPatient", id(&patient)),
        ("amendUser", id(&user)),
        ("attendAppointment", id(&appointment)),
        ("bookAppointment", app.booking(&patient, &clinician, 120)),
        ("cancelAppointment", id(&appointment)),
        ("deactivateUser", id(&user)),
        ("registerAccount", new_account),
        ("registerPatient", new_patient),
        ("removeClinician", id(&clinician)),
        ("removeDepartment", id(&department)),
        ("removeOrganisation", id(&organisation)),
        ("removePatient", id(&patient)),
    ] {
        let input = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        for field in fields(&app, &input).await {
            for (value, code) in faults(&field) {
                let bad = with(good.clone(), json!({ &field: value }));
                let refused = app.mutate(mutation, bad, "__typename").await;
                let place = format!("{code} at input.{field}");
                assert!(
                    refused.refusals().iter().any(|refusal| refusal.starts_with(&place)),
                    "{mutation} {place}: {:#}",
                    refused.body
                );
            }
        }
    }
}

#[tokio::test]
async fn every_query_refuses_a_bad_value_with_the_code_of_its_argument() {
    let app = TestApp::start().await;
    for (list, filter) in [
        ("appointments", "AppointmentFilter"),
        ("clinicians", "ClinicianFilter"),
        ("departments", "DepartmentFilter"),
        ("organisations", "OrganisationFilter"),
        ("patients", "PatientFilter"),
        ("users", "UserFilter"),
    ] {
        let query = format!(
            "query($filter: {filter}, $first: Int, $last: Int, $after: String) {{
                {list}(filter: $filter, first: $first, last: $last, after: $after) {{ pageInfo {{ endCursor }} }} }}"
        );
        for field in fields(&app, filter).await {
            for (value, code) in
                faults(&field).into_iter().filter(|_| !["email", "startsAt"].contains(&field.as_str()))
            {
                let refused = app.send(&query, json!({ "filter": { &field: value } })).await;
                refused.expect_refusals(&[&format!("{code} at filter.{field}")]);
            }
        }
        for argument in ["after", "first"] {
            for (value, code) in faults(argument) {
                let refused = app.send(&query, json!({ argument: value })).await;
                refused.expect_refusals(&[&format!("{code} at {argument}")]);
            }
        }
        app.send(&query, json!({ "first": 1, "last": 1 })).await.expect_code("PAGE_DIRECTION_AMBIGUOUS");
    }
    for (code, text) in faults("nhsNumber").into_iter().map(|(text, code)| (code, text)) {
        let query = "query($n: NhsNumber!) { patient(by: { nhsNumber: $n }) { id } }";
        app.send(query, json!({ "n": text })).await.expect_refusals(&[&format!("{code} at by.nhsNumber")]);
    }
    for (field, query) in [
        ("code", "query($c: String!) { department(by: { code: $c }) { id } }"),
        ("odsCode", "query($c: String!) { organisation(by: { odsCode: $c }) { id } }"),
    ] {
        for (text, code) in faults(field) {
            app.send(query, json!({ "c": text })).await.expect_refusals(&[&format!("{code} at by.{field}")]);
        }
    }
    for (period, code) in faults("period") {
        let query = "query($p: PeriodInput!) { missedAppointments(period: $p) { asOf } }";
        app.send(query, json!({ "p": period })).await.expect_code(code);
    }
}

/// Values with a valid format that no record can have.
#[tokio::test]
async fn every_mutation_of_a_record_refuses_an_impossible_value() {
    let app = TestApp::start().await;
    let (patient, department) = (app.a_patient(1).await, app.a_department("ENT").await);
    let clinician = app.a_clinician("Dr No", &department).await;
    let organisation = app.an_organisation("RJ2").await;
    let appointment = app.an_appointment(&patient, &clinician, 60).await;
    let new_patient = json!({ "nhsNumber": nhs_number(2), "name": "N", "postcode": "CF10 1EP" });
    let new_clinician = json!({ "name": "N", "departmentId": department });
    let post = |starts_on: &str, ends_on: Value| json!({ "organisationId": organisation, "startsOn": starts_on, "endsOn": ends_on });
    let backwards = json!([post("2026-02-01", json!("2026-01-01"))]);
    let overlapping = json!([post("2026-01-01", Value::Null), post("2026-02-01", Value::Null)]);
    let end_of_time = json!({ "startsAt": "9999-12-31T23:50:00Z" });
    for (mutations, changes, code) in [
        (
            ["registerPatient", "amendPatient"],
            json!({ "dateOfBirth": "2100-01-01" }),
            "PATIENT_DATE_OF_BIRTH_IN_FUTURE",
        ),
        (
            ["registerPatient", "amendPatient"],
            json!({ "dateOfBirth": "1849-12-31" }),
            "PATIENT_DATE_OF_BIRTH_TOO_EARLY",
        ),
        (
            ["addClinician", "amendClinician"],
            json!({ "posts": backwards }),
            "CLINICIAN_POST_ENDS_BEFORE_START",
        ),
        (["addClinician", "amendClinician"], json!({ "posts": overlapping }), "CLINICIAN_POSTS_OVERLAP"),
        (["bookAppointment", "amendAppointment"], end_of_time, "APPOINTMENT_ENDS_TOO_LATE"),
    ] {
        for mutation in mutations {
            let good = match mutation {
                "registerPatient" => new_patient.clone(),
                "addClinician" => new_clinician.clone(),
                "bookAppointment" => app.booking(&patient, &clinician, 120),
                "amendPatient" => json!({ "id": patient }),
                "amendClinician" => json!({ "id": clinician }),
                _ => json!({ "id": appointment }),
            };
            let refused = app.mutate(mutation, with(good, changes.clone()), "__typename").await;
            let has_code = refused.faults().iter().any(|fault| fault.code == code);
            assert!(has_code, "{mutation} {code}: {:#}", refused.body);
        }
    }
}

#[tokio::test]
async fn the_own_account_refuses_a_bad_value_with_the_code_of_its_argument() {
    let app = TestApp::start().await;
    app.a_user("STAFF", "me@example.org").await;
    let me = app.sign_in("me@example.org").await;
    for field in fields(&app, "AmendViewerInput").await {
        for (value, code) in faults(&field) {
            let refused = me.mutate("amendViewer", json!({ &field: value }), "__typename").await;
            let place = format!("{code} at input.{field}");
            assert!(refused.refusals().contains(&place), "{place}: {:#}", refused.body);
        }
    }
}
