//! A list of several statuses is a union of index scans: every entry occurs once and in order.

use std::cmp::Reverse;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::support::{Crowd, List, Page, TestApp, Walk};

const STATUSES: [&str; 4] = ["ACTIVE", "CANCELLED", "ATTENDED", "MISSED"];

/// The statuses of the appointments, which begin at 09:30, and two very long ones. One of these ends at 12:10
/// and the other a microsecond later. Their clinicians and patients have no others.
const FATES: &str = "
    DELETE FROM appointments WHERE clinician_id IN (md5('clinician5')::uuid, md5('clinician6')::uuid)
        OR patient_id IN (md5('patient5')::uuid, md5('patient6')::uuid);
    UPDATE appointments SET status = CASE n % 4 WHEN 0 THEN 'attended' WHEN 1 THEN 'cancelled' ELSE 'active' END
        FROM (SELECT id AS numbered, row_number() OVER (ORDER BY id) AS n FROM appointments) AS numbers WHERE id = numbered;
    INSERT INTO appointments
        SELECT md5('long' || n)::uuid, md5('patient' || n)::uuid, md5('clinician' || n)::uuid, department_id, organisation_id,
            starts_at, starts_at + interval '24 hours', 'CF14 4XW', 'active', NULL, NULL, NULL, NULL, NULL, 1, created_at, created_at
        FROM (VALUES (5, timestamptz '2026-03-02T12:10:00Z'), (6, timestamptz '2026-03-02T12:10:00.000001Z')) AS long(n, starts_at),
            (SELECT department_id, organisation_id, created_at FROM appointments LIMIT 1) AS like_another;";

async fn at_ten_past_twelve() -> TestApp {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { patients: 6, clinicians: 6, departments: 1, appointments: 12 });
    app.database.execute(FATES);
    app.clock.set("2026-03-03T12:10:00Z".parse().expect("an instant"));
    app
}

fn key(node: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(node["id"].as_str().expect("an id")).expect("an identifier")
}

fn instant(value: &Value) -> DateTime<Utc> {
    value.as_str().and_then(|text| text.parse().ok()).expect("an instant")
}

/// Every set of statuses, including the empty one.
fn every_set() -> impl Iterator<Item = Vec<&'static str>> {
    (0..1 << STATUSES.len()).map(|bits: usize| {
        STATUSES
            .into_iter()
            .enumerate()
            .filter(|(n, _)| bits >> n & 1 == 1)
            .map(|(_, status)| status)
            .collect()
    })
}

/// Pages through a list for each set of statuses, in each order, from both ends, and compares with filtering
/// and sorting all entries.
async fn expect_every_set(app: &TestApp, place: &List) {
    let everything = place.page(app, json!({ "first": 100 })).await.nodes;
    for set in every_set() {
        for (order, field) in [("STARTS_AT", "startsAt"), ("CREATED_AT", "createdAt")] {
            for direction in ["ASC", "DESC"] {
                let mut expected: Vec<Value> = everything.clone();
                expected.retain(|node| set.iter().any(|status| node["status"] == *status));
                let place_of = |node: &Value| (instant(&node[field]), key(node));
                match direction {
                    "ASC" => expected.sort_by_key(place_of),
                    _ => expected.sort_by_key(|node| Reverse(place_of(node))),
                }
                let arguments = format!(
                    "filter: {{ status: [{}] }} orderBy: {{ field: {order}, direction: {direction} }}",
                    set.join(" ")
                );
                let list = List { arguments, ..place.clone() };
                for walk in [Walk::Forward, Walk::Backward] {
                    let pages = list.walk(app, walk, 13, async || {}).await;
                    assert_eq!(Page::entries(&pages, walk), expected, "{list:?} {walk:?}");
                    assert_eq!(pages[0].total_count, expected.len(), "{list:?}");
                    assert_eq!(pages.len(), expected.len().div_ceil(13).max(1), "{list:?} {walk:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn every_set_of_statuses_is_the_union_of_its_statuses() {
    let app = at_ten_past_twelve().await;
    let list = List::new("appointments", "", "status startsAt createdAt");
    let nodes = list.page(&app, json!({ "first": 100 })).await.nodes;
    for status in STATUSES {
        let count = nodes.iter().filter(|node| node["status"] == status).count();
        assert!(count > 4, "{count} are {status}, which is too few to tell anything");
    }
    expect_every_set(&app, &list).await;
}

#[tokio::test]
async fn every_set_of_statuses_below_an_object_is_the_union_of_its_statuses() {
    let app = at_ten_past_twelve().await;
    for (kind, plural) in [
        ("Department", "departments"),
        ("Organisation", "organisations"),
        ("Clinician", "clinicians"),
        ("Patient", "patients"),
    ] {
        let id = &app.ids(plural).await[0];
        expect_every_set(&app, &List::new("appointments", "", "status startsAt createdAt").of(kind, id))
            .await;
    }
}

#[tokio::test]
async fn the_longest_appointments_are_missed_at_their_end_and_not_before() {
    let app = at_ten_past_twelve().await;
    let clinicians = app.ids("clinicians").await;
    let mut lists = Vec::new();
    for status in ["ACTIVE", "MISSED"] {
        for clinician in &clinicians {
            let filter = format!(
                r#"filter: {{ status: [{status}], clinicianId: "{clinician}", startsAt: {{ until: "2026-03-03T00:00:00Z" }} }}"#
            );
            let page = List::new("appointments", filter, "status startsAt").page(&app, json!({})).await;
            assert_eq!(page.total_count, page.nodes.len());
            lists.extend(
                page.nodes.into_iter().map(|node| (node["status"].clone(), node["startsAt"].clone())),
            );
        }
    }
    let expected = [("ACTIVE", "2026-03-02T12:10:00.000001Z"), ("MISSED", "2026-03-02T12:10:00Z")];
    assert_eq!(lists, expected.map(|(status, starts_at)| (json!(status), json!(starts_at))));
}

#[tokio::test]
async fn the_largest_pages_of_the_longest_lists_are_complete() {
    let app = TestApp::start().await;
    // More than a page of each status.
    app.add_crowd(Crowd { patients: 40, clinicians: 40, departments: 1, appointments: 16 });
    app.database.execute(FATES);
    let department = &app.ids("departments").await[0];
    for (order, field) in [("STARTS_AT", "startsAt"), ("CREATED_AT", "createdAt")] {
        let list = List::new("appointments", format!("orderBy: {{ field: {order} }}"), "startsAt createdAt");
        for list in [list.clone(), list.of("Department", department)] {
            for walk in [Walk::Forward, Walk::Backward] {
                let pages = list.walk(&app, walk, 100, async || {}).await;
                let places: Vec<_> = Page::entries(&pages, walk)
                    .iter()
                    .map(|node| (instant(&node[field]), key(node)))
                    .collect();
                assert!(places.is_sorted_by(|one, next| one < next), "{list:?} {walk:?}");
                assert!(places.len() > 500 && pages[0].total_count == places.len(), "{list:?} {walk:?}");
            }
        }
    }
}
