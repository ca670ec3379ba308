//! Rows with invalid values fail individually in lists, nodes and exports.

use std::{collections::BTreeSet, fs};

use nix::sys::signal::Signal;
use serde_json::{Value, json};

use crate::support::{
    Answer, Crowd, LISTS, Program, SPOILED, Server, SpoiledList, TestApp, a_crowd_without_checks, columns,
    error_paths, panda, spoil,
};

#[tokio::test]
async fn an_unreadable_column_of_one_row_does_not_affect_other_rows() {
    let app = a_crowd_without_checks().await;
    for list in &LISTS {
        let sound = list.page(&app, "first: 100").await;
        sound.data("");
        let columns = columns(&app.database, list.table);
        assert!(columns.len() > 2, "{}", list.table);
        for (column, value) in columns {
            let (_, mend) = spoil(&app.database, list.table, &column, &value);
            expect_one_failed(list, &column, &sound, &list.page(&app, "first: 100").await);
            app.database.execute(&mend);
        }
        let mended = list.page(&app, "first: 100").await;
        assert_eq!(mended.data(""), sound.data(""), "{}", list.table);
    }
}

/// Whether one entry, or one field of it, is null with an error, and all others are unchanged.
fn expect_one_failed(list: &SpoiledList, column: &str, sound: &Answer, spoiled: &Answer) {
    let what = format!("{}.{column}", list.table);
    let (before, after) = (list.edges(sound), list.edges(spoiled));
    assert_eq!(after.len(), 100, "{what}");
    let faults = error_paths(spoiled);
    let optional = list.optional.iter().find(|(of, _)| *of == column).map(|(_, field)| *field);
    let failed: Vec<usize> = (0..100)
        .filter(|index| match optional {
            Some(field) => after[*index]["node"][field].is_null() && !before[*index]["node"][field].is_null(),
            None => after[*index]["node"].is_null(),
        })
        .collect();
    assert_eq!(failed.len(), 1, "{what}: {:#}", spoiled.body);
    assert!(after[failed[0]]["cursor"].is_string(), "{what}");
    let mut place = vec![json!(list.field), json!("edges"), json!(failed[0]), json!("node")];
    place.extend(optional.map(|field| json!(field)));
    assert_eq!(faults, [Value::Array(place)], "{what}");
    // An invalid sort value moves the entry. The order of the others is unchanged.
    let others = |edges: &[Value], but: Option<&Value>| -> Vec<Value> {
        let nodes = edges.iter().map(|edge| edge["node"].clone());
        nodes.filter(|node| !node.is_null() && Some(&node["id"]) != but).collect()
    };
    let ids = |edges: &[Value]| -> BTreeSet<String> {
        edges.iter().filter_map(|edge| edge["node"]["id"].as_str().map(str::to_owned)).collect()
    };
    let gone: Vec<_> = match optional {
        Some(_) => vec![after[failed[0]]["node"]["id"].clone()],
        None => ids(before).difference(&ids(after)).map(|id| json!(id)).collect(),
    };
    assert_eq!(gone.len(), 1, "{what}");
    assert_eq!(others(after, gone.first()), others(before, gone.first()), "{what}");
}

#[tokio::test]
async fn the_database_refuses_a_status_that_does_not_exist() {
    let app = TestApp::start().await;
    app.add_crowd(Crowd::of(1));
    let refusal = app.database.constraint_against("UPDATE appointments SET status = 'late'");
    assert_eq!(refusal, "appointments_status");
}

#[tokio::test]
async fn paging_continues_past_an_unreadable_row_in_every_order() {
    let app = a_crowd_without_checks().await;
    for list in &LISTS {
        for (column, value) in columns(&app.database, list.table) {
            let (_, mend) = spoil(&app.database, list.table, &column, &value);
            for order in list.orders {
                let order = format!("orderBy: {{ field: {order} }}");
                let mut seen: Vec<Value> = Vec::new();
                let mut after = "null".to_owned();
                for _ in 0..8 {
                    let page = list.page(&app, &format!("first: 17, after: {after}, {order}")).await;
                    let edges = list.edges(&page);
                    seen.extend_from_slice(edges);
                    after = edges.last().map_or_else(|| "null".to_owned(), |edge| edge["cursor"].to_string());
                    if page.body["data"][list.field]["pageInfo"]["hasNextPage"] == json!(false) {
                        break;
                    }
                }
                let what = format!("{}.{column}, {order}", list.table);
                let ids = |edges: &[Value]| -> Vec<String> {
                    edges.iter().map(|edge| edge["node"]["id"].to_string()).collect()
                };
                let distinct: BTreeSet<String> = ids(&seen).into_iter().collect();
                assert_eq!((seen.len(), distinct.len()), (100, 100), "{what}");
                // The cursor of the row itself, even with an infinite value, splits the list there.
                let Some(index) = seen.iter().position(|edge| edge["node"].is_null()) else { continue };
                let cursor = &seen[index]["cursor"];
                let behind = list.page(&app, &format!("first: 100, after: {cursor}, {order}")).await;
                assert_eq!(ids(list.edges(&behind)), ids(&seen[index + 1..]), "{what}");
                let before = list.page(&app, &format!("last: 100, before: {cursor}, {order}")).await;
                assert_eq!(ids(list.edges(&before)), ids(&seen[..index]), "{what}");
            }
            app.database.execute(&mend);
        }
    }
}

#[tokio::test]
async fn reading_an_unreadable_row_directly_is_an_error() {
    let app = a_crowd_without_checks().await;
    let patient = app.ids("patients").await.remove(0);
    let other = app.ids("patients").await.remove(1);
    let number = app.database.texts("SELECT min(nhs_number) FROM patients").remove(0);
    app.database.execute(&format!(
        "UPDATE patients SET name = '{SPOILED}' || chr(10) WHERE nhs_number = '{number}' OR name = (SELECT min(name) FROM patients)
            AND id = (SELECT id FROM patients ORDER BY name, id LIMIT 1)"
    ));
    let node = app.query(&format!(r#"{{ node(id: "{patient}") {{ id }} __typename }}"#)).await;
    assert_eq!(error_paths(&node), [json!(["node"])]);
    assert_eq!(node.body["data"], json!({ "node": null, "__typename": "Query" }));
    let nodes = app.query(&format!(r#"{{ nodes(ids: ["{other}", "{patient}"]) {{ id }} }}"#)).await;
    assert_eq!(error_paths(&nodes), [json!(["nodes", 1])]);
    assert_eq!(nodes.body["data"], json!({ "nodes": [{ "id": other }, null] }));
    for by in [format!(r#"id: "{patient}""#), format!(r#"nhsNumber: "{number}""#)] {
        let found = app.query(&format!("{{ patient(by: {{ {by} }}) {{ id }} __typename }}")).await;
        assert_eq!(error_paths(&found), [json!(["patient"])], "{by}");
        assert_eq!(found.body["data"], json!({ "patient": null, "__typename": "Query" }));
    }
    // Records that refer to the row are returned without it.
    let listed = app
        .query("{ appointments(first: 100) { edges { node { id patient { id } clinician { id } } } } }")
        .await;
    let edges = listed.body["data"]["appointments"]["edges"].as_array().expect("edges").clone();
    let without: Vec<&Value> = edges.iter().filter(|edge| edge["node"]["patient"].is_null()).collect();
    assert!(edges.len() == 100 && without.len() == error_paths(&listed).len() && !without.is_empty());
    assert!(edges.iter().all(|edge| edge["node"]["clinician"]["id"].is_string()));
    // An appointment's clinician is non-null, so the appointment fails too, but no other.
    app.database.execute("UPDATE clinicians SET name = chr(10) WHERE id = md5('clinician7')::uuid");
    let listed = app.query("{ appointments(first: 100) { edges { node { id clinician { name } } } } }").await;
    let edges = listed.body["data"]["appointments"]["edges"].as_array().expect("edges").clone();
    assert_eq!(edges.iter().filter(|edge| edge["node"].is_null()).count(), 1, "{:#}", listed.body);
    // Reports omit an unreadable name, and are otherwise complete.
    let report = app
        .query(
            r#"{ missedAppointments(period: { from: "2026-03-01", until: "2026-03-31" }, groupBy: [CLINICIAN]) { rows(first: 100) {
                edges { node { booked clinician { name } } } } } }"#,
        )
        .await;
    assert_eq!(error_paths(&report).len(), 1, "{:#}", report.body);
}

#[tokio::test]
async fn a_search_returns_an_unreadable_row_as_null() {
    let app = a_crowd_without_checks().await;
    app.database.execute(
        "UPDATE patients SET name = 'Patient' || chr(10) || 'Spoiled' WHERE id = md5('patient50')::uuid;
         UPDATE patients SET phone = 'none' WHERE id = md5('patient51')::uuid",
    );
    let mut after = Value::Null;
    let (mut readable, mut unreadable) = (0, 0);
    for _ in 0..10 {
        let query = r#"query($after: String) { patients(filter: { search: "patient" }, first: 11, after: $after) {
            totalCount edges { cursor node { id } } } }"#;
        let page = app.send(query, json!({ "after": after })).await;
        assert_eq!(page.body["data"]["patients"]["totalCount"], 100);
        let edges = page.body["data"]["patients"]["edges"].as_array().expect("edges").clone();
        readable += edges.iter().filter(|edge| edge["node"]["id"].is_string()).count();
        unreadable += edges.iter().filter(|edge| edge["node"].is_null()).count();
        after = edges.last().expect("an edge")["cursor"].clone();
    }
    assert_eq!((readable, unreadable), (99, 1));
}

#[tokio::test]
async fn an_amendment_keeps_or_replaces_an_unreadable_optional_value() {
    let app = TestApp::start().await;
    let id = app.a_patient(1).await;
    app.database.execute("UPDATE patients SET email = 'none', phone = 'none'");
    let fields = "patient { id name phone }";
    let amended = app.mutate("amendPatient", json!({ "id": id, "name": "Another" }), fields).await;
    assert_eq!(error_paths(&amended), [json!(["amendPatient", "patient", "phone"])]);
    assert_eq!(amended.body["data"]["amendPatient"]["patient"]["name"], "Another");
    assert_eq!(
        app.database.texts("SELECT name || ' ' || email || ' ' || phone FROM patients"),
        ["Another none none"]
    );
    let input = json!({ "id": id, "phone": "020 7946 0018", "email": null });
    let mended = app.mutate("amendPatient", input, "patient { phone email }").await;
    assert_eq!(mended.data("/amendPatient/patient"), json!({ "phone": "+442079460018", "email": null }));
}

#[tokio::test]
async fn the_log_names_each_row_and_no_value() {
    let app = a_crowd_without_checks().await;
    let mut command = panda();
    command.arg("serve").env("DATABASE_URL", &app.database.url_text).env("PANDA_LOG", "debug");
    let server = Server::start_with(&mut command);
    let mut spoiled = Vec::new();
    for list in &LISTS[..2] {
        for (column, value) in columns(&app.database, list.table) {
            let (id, mend) = spoil(&app.database, list.table, &column, &value);
            let SpoiledList { field, fields, .. } = list;
            server
                .query(&format!("{{ {field}(first: 100) {{ edges {{ node {{ id {fields} }} }} }} }}"))
                .await;
            app.database.execute(&mend);
            spoiled.push((id, column));
        }
    }
    server.program.signal(Signal::SIGTERM);
    let log = server.program.ended().stderr;
    for (id, column) in spoiled {
        let reported =
            log.lines().any(|line| line.contains(&id) && line.contains(&column) && line.contains("ERROR"));
        assert!(reported, "{column} of {id}");
    }
    let values = [SPOILED, "someone@example.org", "+442079460018", "High Street", "Unwell"];
    for value in values {
        assert!(!log.contains(value), "{value}");
    }
}

#[tokio::test]
async fn an_export_reports_omitted_rows_and_fails() {
    let app = a_crowd_without_checks().await;
    app.database.execute(&format!(
        "UPDATE patients SET name = '{SPOILED}' || chr(10) WHERE id = md5('patient5')::uuid;
         UPDATE patients SET nhs_number = '{SPOILED}' WHERE id = md5('patient6')::uuid;
         UPDATE patients SET phone = '{SPOILED}' WHERE id = md5('patient7')::uuid;
         SET session_replication_role = replica;
         UPDATE appointments SET postcode = '{SPOILED}' WHERE id = md5('appointment9/1')::uuid"
    ));
    let directory = tempfile::tempdir().expect("a directory");
    let (patients, appointments) = (directory.path().join("p.json"), directory.path().join("a.json"));
    let mut command = panda();
    command.arg("export").env("DATABASE_URL", &app.database.url_text).arg("--contacts");
    command.arg("--patients").arg(&patients).arg("--appointments").arg(&appointments);
    let ended = Program::run(&mut command);
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    assert!(!ended.stderr.contains(SPOILED), "{ended:?}");
    let id = |kind: &str, n: &str| {
        app.database.texts(&format!("SELECT md5('{kind}' || '{n}')::uuid::text")).remove(0)
    };
    let of_patient =
        app.database.texts("SELECT id::text FROM appointments WHERE patient_id = md5('patient6')::uuid");
    let named = |words: &str, id: &str| {
        let is_named = ended.stderr.lines().any(|line| line.contains(words) && line.contains(id));
        assert!(is_named, "{words} {id}: {}", ended.stderr);
    };
    named("a patient is left out", &id("patient", "5"));
    named("a patient is left out", &id("patient", "6"));
    named("a contact is left out", &id("patient", "7"));
    named("an appointment is left out", &id("appointment", "9/1"));
    named("is left out", &of_patient[0]);
    assert_eq!(ended.stderr.lines().count(), 6, "{}", ended.stderr);
    let rows =
        |path| serde_json::from_str::<Vec<Value>>(&fs::read_to_string(path).expect("a file")).expect("JSON");
    let (patients, appointments) = (rows(&patients), rows(&appointments));
    assert_eq!((patients.len(), appointments.len()), (98, 98));
    assert_eq!(patients.iter().filter(|row| row.get("phone").is_none()).count(), 1);
}
