//! The total count and the entries of a response have one snapshot, even during concurrent writes.

use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::future::join;
use serde_json::{Value, json};

use crate::support::{ConcurrentTransaction, Crowd, TestApp, nhs_numbers};

/// The number of reads during the writes.
const READS: u32 = 60;

/// Adds one record of each type, and one entry to every nested list.
fn addition() -> String {
    let number = nhs_numbers().nth(99).expect("there are many");
    format!(
        "WITH one AS (SELECT md5('written')::uuid AS id, md5('patient1')::uuid AS patient, md5('clinician1')::uuid AS clinician,
            md5('department1')::uuid AS department, md5('organisation1')::uuid AS organisation, now() AS made),
         a AS (INSERT INTO departments SELECT id, 'WRITTEN', 'Written', 1, made, made FROM one),
         b AS (INSERT INTO organisations SELECT id, 'WRITTEN', 'Written', 'hospital', 'CF14 4XW', '{{}}', 'Europe/London', 1, made, made
            FROM one),
         c AS (INSERT INTO clinicians SELECT id, 'Written', department, 1, made, made FROM one),
         d AS (INSERT INTO clinician_posts SELECT id, id, organisation, '2026-01-01', NULL FROM one),
         e AS (INSERT INTO patients SELECT id, '{number}', 'Patient Written', '1980-05-17', 'CF10 1EP', '{{}}', NULL, NULL, 1, made, made
            FROM one),
         f AS (INSERT INTO users SELECT id, 'written@example.org', 'Written', 'STAFF', 'en-GB', NULL, true, false, '', 1, made, made
            FROM one)
         INSERT INTO appointments SELECT id, patient, clinician, department, organisation, '2027-03-03T09:00:00Z',
            '2027-03-03T09:30:00Z', 'CF14 4XW', 'active', NULL, NULL, NULL, NULL, NULL, 1, made, made FROM one;
         COMMIT; BEGIN;"
    )
}

const REMOVAL: &str = "
    DELETE FROM appointments WHERE id = md5('written')::uuid;
    DELETE FROM users WHERE id = md5('written')::uuid;
    DELETE FROM patients WHERE id = md5('written')::uuid;
    DELETE FROM clinicians WHERE id = md5('written')::uuid;
    DELETE FROM organisations WHERE id = md5('written')::uuid;
    DELETE FROM departments WHERE id = md5('written')::uuid;
    COMMIT; BEGIN;";

/// Every list that fits into one page.
fn query() -> String {
    let list = "totalCount edges { cursor }";
    let all = format!("(first: 100) {{ {list} }}");
    format!(
        r#"query($department: ID!, $organisation: ID!, $clinician: ID!, $patient: ID!) {{
            departments{all} organisations{all} clinicians{all} patients{all} appointments{all} users{all}
            found: patients(first: 100, filter: {{ search: "patient" }}) {{ {list} }}
            filtered: patients(first: 100, filter: {{ dateOfBirth: "1980-05-17" }}) {{ {list} }}
            department(by: {{ id: $department }}) {{ clinicians{all} appointments{all} }}
            organisation(by: {{ id: $organisation }}) {{ clinicians{all} appointments{all} }}
            clinician(id: $clinician) {{ appointments{all} }}
            patient(by: {{ id: $patient }}) {{ appointments{all} }}
        }}"#
    )
}

/// Every list in a response, with its name.
fn lists<'a>(name: &str, value: &'a Value, found: &mut Vec<(String, &'a Value)>) {
    let Some(object) = value.as_object() else { return };
    if object.contains_key("totalCount") {
        found.push((name.to_owned(), value));
        return;
    }
    for (key, value) in object {
        lists(&format!("{name}/{key}"), value, found);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_total_count_equals_the_number_of_entries() {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { patients: 1, clinicians: 1, departments: 1, appointments: 1 });
    let (mut writer, done) = (ConcurrentTransaction::begin(&app).await, AtomicBool::new(false));
    let mut ids = serde_json::Map::new();
    for (name, list) in [
        ("department", "departments"),
        ("organisation", "organisations"),
        ("clinician", "clinicians"),
        ("patient", "patients"),
    ] {
        ids.insert(name.to_owned(), json!(app.ids(list).await[0]));
    }
    let addition = addition();
    let writing = async {
        while !done.load(Ordering::Relaxed) {
            writer.run(&addition).await;
            writer.run(REMOVAL).await;
        }
    };
    let reading = async {
        let (mut torn, mut sizes) = (Vec::new(), std::collections::BTreeMap::<String, Vec<i64>>::new());
        for _ in 0..READS {
            let data = app.send(&query(), Value::Object(ids.clone())).await.data("");
            let mut found = Vec::new();
            lists("", &data, &mut found);
            assert_eq!(found.len(), 14);
            for (name, list) in found {
                let (total, edges) = (&list["totalCount"], list["edges"].as_array().expect("edges").len());
                sizes.entry(name.clone()).or_default().push(total.as_i64().expect("a number"));
                if *total != edges {
                    torn.push(format!("{name} has {edges} of {total}"));
                }
            }
        }
        done.store(true, Ordering::Relaxed);
        (torn, sizes)
    };
    let ((torn, sizes), ()) = join(reading, writing).await;
    assert_eq!(torn, [""; 0]);
    // Each list has observed a concurrent write.
    for (name, mut sizes) in sizes {
        sizes.sort_unstable();
        sizes.dedup();
        assert_eq!(sizes.len(), 2, "{name} has always {sizes:?}");
    }
}

#[tokio::test]
async fn an_empty_page_has_the_total_count() {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { patients: 3, clinicians: 3, departments: 1, appointments: 1 });
    let department = app.ids("departments").await.remove(0);
    let query = r#"query($id: ID!) {
        appointments(first: 0) { totalCount edges { cursor } pageInfo { hasNextPage } }
        found: patients(first: 0, filter: { search: "patient" }) { totalCount edges { cursor } }
        none: patients(filter: { search: "nobody" }) { totalCount edges { cursor } }
        department(by: { id: $id }) {
            clinicians(last: 0) { totalCount edges { cursor } pageInfo { hasPreviousPage } }
            missed: appointments(filter: { status: [MISSED] }) { n: totalCount edges { cursor } }
        }
    }"#;
    let answer = app.send(query, json!({ "id": department })).await.data("");
    let expected = json!({
        "appointments": { "totalCount": 3, "edges": [], "pageInfo": { "hasNextPage": true } },
        "found": { "totalCount": 3, "edges": [] },
        "none": { "totalCount": 0, "edges": [] },
        "department": {
            "clinicians": { "totalCount": 3, "edges": [], "pageInfo": { "hasPreviousPage": true } },
            "missed": { "n": 0, "edges": [] },
        },
    });
    assert_eq!(answer, expected);
}
