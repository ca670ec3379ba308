//! Paging through a list returns every entry once and in order, for any page size.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::support::{Crowd, List, Page, TestApp, Walk};

const SIZE: usize = 15;

/// A server where every tested list has 15 entries, most of them with equal sort values.
async fn crowded() -> TestApp {
    let app = TestApp::start().await;
    app.add_crowd(Crowd::of(u32::try_from(SIZE).expect("a small number")));
    app
}

/// The primary key in an opaque ID, which orders entries with equal sort values.
fn key(node: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(node["id"].as_str().expect("an id")).expect("an identifier")
}

/// Pages through a list in every way, and expects the same entries each time, sorted by the field and then by
/// key.
async fn expect_walkable(app: &TestApp, list: &List, count: usize, field: &str) {
    let descending = list.arguments.contains("DESC");
    let everything = list.page(app, json!({ "first": 100 })).await.nodes;
    assert_eq!(everything.len(), count, "{list:?}");
    let place = |node: &Value| (node[field].as_str().expect("a text").to_owned(), key(node));
    let mut ordered = everything.clone();
    ordered.sort_by_key(place);
    if descending {
        ordered.reverse();
    }
    assert_eq!(everything, ordered, "{list:?}");
    for walk in [Walk::Forward, Walk::Backward] {
        for size in [1, 7, 100] {
            let pages = list.walk(app, walk, size, async || {}).await;
            assert_eq!(Page::entries(&pages, walk), everything, "{list:?} {walk:?} by {size}");
            assert_eq!(pages.len(), count.div_ceil(size), "{list:?} {walk:?} by {size}");
            for (n, page) in (1..).zip(&pages) {
                let (is_first, is_last) = (n == 1, n == pages.len());
                let (next, previous) = match walk {
                    Walk::Forward => (!is_last, !is_first),
                    Walk::Backward => (!is_first, !is_last),
                };
                let info = json!({
                    "hasNextPage": next, "hasPreviousPage": previous, "startCursor": page.cursors.first(),
                    "endCursor": page.cursors.last(),
                });
                assert_eq!(page.info, info, "{list:?} {walk:?} by {size}, page {n}");
                assert_eq!(page.total_count, count, "{list:?} {walk:?} by {size}, page {n}");
            }
        }
    }
}

/// Both directions of an order.
fn ordered_by(field: &str) -> [String; 2] {
    ["ASC", "DESC"].map(|direction| format!("orderBy: {{ field: {field}, direction: {direction} }}"))
}

#[tokio::test]
async fn patients_can_be_paged_in_every_order() {
    let app = crowded().await;
    for (order, field) in [("NAME", "name"), ("DATE_OF_BIRTH", "dateOfBirth"), ("CREATED_AT", "createdAt")] {
        for arguments in ordered_by(order) {
            let list = List::new("patients", arguments, "name dateOfBirth createdAt");
            expect_walkable(&app, &list, SIZE, field).await;
        }
    }
}

#[tokio::test]
async fn clinicians_departments_and_organisations_can_be_paged_in_every_order() {
    let app = crowded().await;
    for (kind, order, field) in [
        ("clinicians", "NAME", "name"),
        ("departments", "NAME", "name"),
        ("departments", "CODE", "code"),
        ("organisations", "NAME", "name"),
        ("organisations", "ODS_CODE", "odsCode"),
    ] {
        for arguments in ordered_by(order) {
            expect_walkable(&app, &List::new(kind, arguments, field), SIZE, field).await;
        }
    }
}

#[tokio::test]
async fn appointments_can_be_paged_in_every_order() {
    let app = crowded().await;
    for (order, field) in [("STARTS_AT", "startsAt"), ("CREATED_AT", "createdAt")] {
        for arguments in ordered_by(order) {
            let list = List::new("appointments", arguments, "startsAt createdAt");
            expect_walkable(&app, &list, SIZE, field).await;
        }
    }
}

#[tokio::test]
async fn the_lists_of_a_department_and_an_organisation_can_be_paged_in_every_order() {
    let app = TestApp::start().await;
    // The other department and its organisation have as many records, which must not appear.
    app.add_crowd(Crowd { patients: 16, clinicians: 16, departments: 2, appointments: 1 });
    for (kind, plural) in [("Department", "departments"), ("Organisation", "organisations")] {
        let ids = app.ids(plural).await;
        for arguments in ordered_by("NAME") {
            let list = List::new("clinicians", arguments, "name").of(kind, &ids[0]);
            expect_walkable(&app, &list, 8, "name").await;
        }
        for (order, field) in [("STARTS_AT", "startsAt"), ("CREATED_AT", "createdAt")] {
            for arguments in ordered_by(order) {
                let list = List::new("appointments", arguments, "startsAt createdAt").of(kind, &ids[1]);
                expect_walkable(&app, &list, 8, field).await;
            }
        }
    }
}

#[tokio::test]
async fn the_appointments_of_a_patient_and_a_clinician_can_be_paged_in_every_order() {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { patients: 2, clinicians: 2, departments: 1, appointments: 9 });
    // Cancelled appointments may overlap.
    app.database.execute("UPDATE appointments SET status = 'cancelled', starts_at = '2026-03-04T09:00:00Z', ends_at = '2026-03-04T09:30:00Z' WHERE starts_at < '2026-03-03T11:00:00Z'");
    for (kind, plural) in [("Patient", "patients"), ("Clinician", "clinicians")] {
        let id = &app.ids(plural).await[0];
        for (order, field) in [("STARTS_AT", "startsAt"), ("CREATED_AT", "createdAt")] {
            for arguments in ordered_by(order) {
                let list = List::new("appointments", arguments, "startsAt createdAt").of(kind, id);
                expect_walkable(&app, &list, 9, field).await;
            }
        }
    }
}

#[tokio::test]
async fn a_filtered_list_can_be_paged() {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { patients: 4, clinicians: 2, departments: 1, appointments: 12 });
    let clinician = &app.ids("clinicians").await[1];
    let filter = format!(
        r#"filter: {{ status: [ACTIVE, MISSED], clinicianId: "{clinician}", startsAt: {{ from: "2026-03-03T10:00:00Z" }} }}"#
    );
    let list = List::new("appointments", &filter, "startsAt");
    expect_walkable(&app, &list, 11, "startsAt").await;
    expect_walkable(
        &app,
        &List { arguments: format!("{filter} orderBy: {{ field: STARTS_AT, direction: DESC }}"), ..list },
        11,
        "startsAt",
    )
    .await;
}

#[tokio::test]
async fn paging_during_inserts_returns_each_existing_entry_exactly_once() {
    for walk in [Walk::Forward, Walk::Backward] {
        let app = crowded().await;
        let list = List::new("patients", "", "name");
        let before = list.page(&app, json!({ "first": 100 })).await.nodes;
        let mut inserted = 0;
        let pages = list
            .walk(&app, walk, 4, async || {
                // One before all others, one after all, and one with an existing name.
                for name in ["A", "Patient 2", "Z"] {
                    inserted += 1;
                    let input = json!({
                        "nhsNumber": crate::support::nhs_number(100 + inserted), "name": name,
                        "dateOfBirth": "1980-05-17", "postcode": "CF10 1EP",
                    });
                    app.mutate("registerPatient", input, "patient { id }").await.data("");
                }
            })
            .await;
        let met = Page::entries(&pages, walk);
        let of_before: Vec<&Value> = met.iter().filter(|node| before.contains(node)).collect();
        assert_eq!(of_before, before.iter().collect::<Vec<_>>(), "{walk:?}");
        let mut keys: Vec<_> = met.iter().map(key).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), met.len(), "{walk:?}");
        // An entry inserted after the cursor appears. One inserted before it does not.
        let ahead = if walk == Walk::Forward { "Z" } else { "A" };
        let behind = if walk == Walk::Forward { "A" } else { "Z" };
        let count = |name: &str| met.iter().filter(|node| node["name"] == name).count();
        assert!(count(ahead) >= 3, "{walk:?}");
        assert_eq!(count(behind), 0, "{walk:?}");
    }
}
