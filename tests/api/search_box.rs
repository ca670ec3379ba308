//! One search box finds a patient by any value that a person may type.

use serde_json::{Value, json};

use crate::support::{Plan, PlanCapture, TestApp, can_read_plans};

/// The patient to be found, among others with partly equal values.
const AOIFE: &str = "Aoife O’Brien";

async fn served() -> TestApp {
    let app = TestApp::start().await;
    for (number, name, born, postcode, email, phone) in [
        (
            "9434765919",
            AOIFE,
            "1970-02-01",
            "SW1A 1AA",
            Some("Aoife.OBrien@example.org"),
            Some("020 7946 0018"),
        ),
        (
            "9000000009",
            "Aoife Smith",
            "1970-02-02",
            "SW1A 2AA",
            Some("aoife@example.org"),
            Some("07400 123456"),
        ),
        ("9000000017", "Brian Smith", "1971-02-01", "CF10 1EP", None, None),
    ] {
        let input = json!({
            "nhsNumber": number, "name": name, "dateOfBirth": born, "postcode": postcode, "email": email, "phone": phone,
        });
        app.mutate("registerPatient", input, "patient { id }").await.data("");
    }
    app
}

async fn found(app: &TestApp, filter: Value) -> Vec<String> {
    let query = "query($filter: PatientFilter) { patients(filter: $filter) { totalCount nodes { name } } }";
    let list = app.send(query, json!({ "filter": filter })).await.data("/patients");
    let nodes = list["nodes"].as_array().expect("nodes");
    assert_eq!(list["totalCount"], nodes.len(), "{filter}");
    nodes.iter().map(|node| node["name"].as_str().expect("a name").to_owned()).collect()
}

/// By kind: names, NHS numbers, dates of birth, postcodes, telephone numbers, e-mail addresses, and
/// combinations.
const WAYS: [&str; 60] = [
    "aoife o'brien",
    "OBRIEN, Aoife",
    "obr aoi",
    "9434765919",
    "943 476 5919",
    "943-476-5919",
    "943.476.5919",
    "94 34 76 59 19",
    "9 4 3 4 7 6 5 9 1 9",
    "943\u{a0}476\u{a0}5919",
    "943\u{2011}476\u{2011}5919",
    "\u{200e}943 476 5919\u{feff}",
    "９４３ ４７６ ５９１９",
    "٩٤٣٤٧٦٥٩١٩",
    "NHS 943 476 5919",
    "NHS number: 9434765919",
    "9434765919\n",
    "1970-02-01",
    "01/02/1970",
    "1/2/1970",
    "01.02.1970",
    "01-02-1970",
    "1 2 1970",
    "01021970",
    "1/2/70",
    "1 Feb 1970",
    "1 february 1970",
    "1st of February 1970",
    "February 1, 1970",
    "1-FEB-1970",
    "1 Chwefror 1970",
    "DOB 01/02/1970",
    "SW1A 1AA",
    "sw1a 1aa",
    "SW1A1AA",
    "sw1a\u{a0}1aa",
    "SW1A-1AA",
    "SW1A 1 AA",
    "SWIA 1AA",
    "postcode: sw1a1aa",
    "020 7946 0018",
    "02079460018",
    "+442079460018",
    "+44 20 7946 0018",
    "+44 (0)20 7946 0018",
    "0044 20 7946 0018",
    "(020) 7946 0018",
    "020-7946-0018",
    "tel: 020 7946 0018",
    "aoife.obrien@example.org",
    "AOIFE.OBRIEN@EXAMPLE.ORG",
    " Aoife.OBrien@example.org ",
    "<aoife.obrien@example.org>",
    "mailto:aoife.obrien@example.org",
    "o'brien 01/02/1970",
    "01/02/1970 aoife",
    "O'Brien, Aoife, 1 Feb 1970, SW1A 1AA",
    "943 476 5919 obrien",
    "brien sw1a1aa",
    "aoife 020 7946 0018 aoife.obrien@example.org",
];

#[tokio::test]
async fn a_patient_is_found_by_every_common_notation() {
    let app = served().await;
    let mut missed = Vec::new();
    for way in WAYS {
        if found(&app, json!({ "search": way })).await != [AOIFE] {
            missed.push(way);
        }
    }
    assert!(missed.len() * 100 <= WAYS.len(), "not found by {missed:?}");
}

#[tokio::test]
async fn all_parts_of_a_search_must_match() {
    let app = served().await;
    for (search, names) in [
        ("smith 01/02/1970", vec![]),
        ("smith 02/02/1970", vec!["Aoife Smith"]),
        ("01/02/1970 02/02/1970", vec![]),
        ("9434765919 SW1A 2AA", vec![]),
        ("9434765918", vec![]),
        ("07400 123456", vec!["Aoife Smith"]),
        ("nobody@example.org", vec![]),
        ("smith", vec!["Aoife Smith", "Brian Smith"]),
    ] {
        assert_eq!(found(&app, json!({ "search": search })).await, names, "{search}");
    }
    // Together with other filters.
    let filter = json!({ "search": "01/02/1970", "postcode": "CF10" });
    assert_eq!(found(&app, filter).await, [""; 0]);
}

/// Some NHS numbers are mobile numbers without the leading zero.
#[tokio::test]
async fn ambiguous_digits_match_both_kinds_of_number() {
    let app = TestApp::start().await;
    for (number, name, phone) in
        [("7400123459", "By Number", None), ("9000000009", "By Phone", Some("+447400123459"))]
    {
        app.database.execute(&format!(
            "INSERT INTO patients (id, nhs_number, name, date_of_birth, postcode, phone, created_at, updated_at)
             VALUES (gen_random_uuid(), '{number}', '{name}', '1970-02-01', 'SW1A 1AA', {}, now(), now())",
            phone.map_or("NULL".to_owned(), |phone| format!("'{phone}'"))
        ));
    }
    let is_number = app.database.texts("SELECT nhs_number FROM patients ORDER BY name").remove(0);
    assert_eq!(found(&app, json!({ "search": is_number })).await, ["By Number", "By Phone"]);
    assert_eq!(found(&app, json!({ "search": "07400 123459" })).await, ["By Phone"]);
}

#[tokio::test]
async fn blank_filters_count_as_absent() {
    let app = served().await;
    let all = found(&app, json!({})).await;
    assert_eq!(all.len(), 3);
    for blank in ["", " ", "\t\n", "\u{200b}\u{a0}"] {
        let filter = json!({ "search": blank, "nhsNumber": blank, "postcode": blank, "dateOfBirth": blank });
        assert_eq!(found(&app, filter).await, all, "{blank:?}");
        let query = "query($blank: String, $number: NhsNumber, $at: DateTime, $id: ID, $ids: [ID!]) {
            clinicians(filter: { search: $blank, departmentId: $id, organisationId: $id }) { totalCount }
            departments(filter: { search: $blank }) { totalCount }
            organisations(filter: { search: $blank }) { totalCount }
            users(filter: { email: $blank }) { totalCount }
            appointments(filter: { nhsNumber: $number, startsAt: { from: $at, until: $at }, patientId: $id, clinicianId: $ids,
                departmentId: $ids, organisationId: $ids }) { totalCount }
            missedAppointments(period: { from: \"2026-03-01\", until: \"2026-03-02\" }, filter: { clinicianId: $id }) { asOf } }";
        let variables = json!({ "blank": blank, "number": blank, "at": blank, "id": blank, "ids": [blank] });
        app.send(query, variables).await.data("/missedAppointments/asOf");
    }
}

#[tokio::test]
async fn text_around_a_pasted_address_or_telephone_number_is_ignored() {
    let app = TestApp::start().await;
    let input = json!({
        "nhsNumber": "9434765919", "name": "Zoe", "dateOfBirth": "1970-02-01", "postcode": "SW1A 1AA",
        "email": "\u{200b} zoe@example.org\u{a0}\n", "phone": "\u{202a}020 7946 0018\u{202c}  \u{a0}                            ",
    });
    let answer = app
        .mutate("registerPatient", input, "patient { email phone }")
        .await
        .data("/registerPatient/patient");
    assert_eq!(answer, json!({ "email": "zoe@example.org", "phone": "+442079460018" }));
    app.a_user_with(panda::account::RoleAssignment::Staff);
    let query = "query($email: String) { users(filter: { email: $email }) { nodes { email } } }";
    let users =
        app.send(query, json!({ "email": "\u{200b}STAFF@example.org\u{a0}\n" })).await.data("/users/nodes");
    assert_eq!(users, json!([{ "email": "STAFF@example.org" }]));
}

/// Each kind uses its index in one statement, and reads no more pages than a few rows need.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_kind_of_identifier_uses_its_index() {
    if !can_read_plans("each_kind_of_identifier_uses_its_index") {
        return;
    }
    let database = {
        let app = TestApp::start().await;
        app.add_population(30_000);
        app.database.execute(
            "UPDATE patients SET phone = '+4420' || (70000000 + n), email = 'P' || n || '@Example.org'
             FROM (SELECT id AS of, row_number() OVER (ORDER BY id) AS n FROM patients) AS numbered
             WHERE id = of AND n % 3 > 0",
        );
        app.database.execute("VACUUM ANALYZE patients");
        app.database
    };
    let planned = PlanCapture::start(&database).await;
    let one = database.texts("SELECT nhs_number FROM patients LIMIT 1").remove(0);
    for (search, indexes, statements) in [
        (one.as_str(), &["patients_nhs_number_taken"][..], 1),
        ("+442070000010", &["patients_by_phone"], 1),
        ("p10@example.org", &["patients_by_email"], 1),
        ("17/05/1980", &["patients_by_date_of_birth"], 1),
        ("17/05/80", &["patients_by_date_of_birth"], 1),
        ("zoe 17/05/1980", &["patients_by_date_of_birth"], 4),
        ("smith p10@example.org", &["patients_by_email"], 4),
        ("smith 020 7000 0010", &["patients_by_phone"], 4),
    ] {
        let query = "query($search: String!) { patients(filter: { search: $search }) { nodes { id name } } }";
        // PostgreSQL makes the generic plan after five custom ones.
        for _ in 0..7 {
            planned.app.send(query, json!({ "search": search })).await.data("");
        }
        let ask =
            async |app: &TestApp| app.send(query, json!({ "search": search })).await.data("/patients/nodes");
        let (nodes, mut plans) = planned.plans(ask).await;
        // The server also reads revoked sessions and reference data.
        plans.retain(|plan| plan.sql.contains("patients") || plan.sql.contains("search_forms"));
        assert!(nodes.is_array());
        assert!(plans.len() <= statements, "{search}: {} statements", plans.len());
        let used: Vec<&str> = plans.iter().flat_map(Plan::indexes).collect();
        assert!(indexes.iter().all(|index| used.contains(index)), "{search}: {used:?}");
        for plan in &plans {
            assert_eq!(plan.read_whole(), [""; 0], "{search}: {}", plan.to_text());
            assert!(plan.pages() <= 400, "{search} reads {} pages: {}", plan.pages(), plan.to_text());
        }
    }
}
