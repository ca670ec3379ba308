//! Filters for screens of appointments: by day, by several owners, and by last change.

use serde_json::{Value, json};

use crate::support::{Crowd, List, Page, Plan, PlanCapture, TestApp, Walk, can_read_plans, million};

async fn starts(app: &TestApp, filter: Value) -> Vec<String> {
    let query = "query($filter: AppointmentFilter) {
        appointments(filter: $filter, first: 100) { totalCount nodes { startsAt } } }";
    let list = app.send(query, json!({ "filter": filter })).await.data("/appointments");
    let nodes = list["nodes"].as_array().expect("nodes");
    assert_eq!(list["totalCount"], nodes.len(), "{filter}");
    nodes.iter().map(|node| node["startsAt"].as_str().expect("an instant").to_owned()).collect()
}

/// One clinician with an appointment at each of these instants.
async fn with_starts(instants: &[&str]) -> TestApp {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { appointments: 0, ..Crowd::of(1) });
    for instant in instants {
        app.database.execute(&format!(
            "INSERT INTO appointments (id, patient_id, clinician_id, department_id, organisation_id, starts_at, ends_at, postcode,
                status, version, created_at, updated_at)
             SELECT gen_random_uuid(), patients.id, clinicians.id, department_id, NULL, '{instant}',
                timestamptz '{instant}' + interval '15 minutes', 'CF14 4XW', 'active', 1, '2026-01-01Z', '2026-01-01Z'
             FROM patients, clinicians"
        ));
    }
    app
}

#[tokio::test]
async fn a_day_filter_uses_its_time_zone() {
    let all = [
        "2026-03-28T23:45:00Z",
        "2026-03-29T00:00:00Z",
        "2026-03-29T22:45:00Z",
        "2026-03-29T23:00:00Z",
        "2026-10-24T23:00:00Z",
        "2026-10-25T23:45:00Z",
        "2026-10-26T00:00:00Z",
    ];
    let app = with_starts(&all).await;
    for (day, expected) in [
        // In London clocks go forward at 01:00, so this day has 23 hours.
        (json!({ "on": "2026-03-29" }), &all[1..3]),
        (json!({ "on": "2026-03-30" }), &all[3..4]),
        // They go back at 02:00, so this day has 25 hours.
        (json!({ "on": "2026-10-25" }), &all[4..6]),
        (json!({ "on": "2026-03-29", "timeZone": null }), &all[1..3]),
        (json!({ "on": "2026-03-29", "timeZone": "UTC" }), &all[1..4]),
        (json!({ "on": "2026-03-28", "timeZone": "America/New_York" }), &all[..2]),
        // In Beirut they go forward at midnight: the day begins at 01:00, which is 22:00 UTC of the previous
        // day.
        (json!({ "on": "2026-03-29", "timeZone": "Asia/Beirut" }), &all[..2]),
        // Samoa skipped this day.
        (json!({ "on": "2011-12-30", "timeZone": "Pacific/Apia" }), &all[..0]),
        (json!({ "on": "" }), &all[..]),
        (Value::Null, &all[..]),
    ] {
        assert_eq!(starts(&app, json!({ "day": day })).await, expected, "{day}");
    }
    // With a range, both conditions apply.
    let filter = json!({ "day": { "on": "2026-03-29" }, "startsAt": { "from": "2026-03-29T12:00:00Z" } });
    assert_eq!(starts(&app, filter).await, all[2..3]);
    let filter = json!({ "day": { "on": "2026-03-29" }, "startsAt": { "until": "2026-03-28T12:00:00Z" } });
    assert_eq!(starts(&app, filter).await, [""; 0]);
    let query = "query($day: LocalDay) { appointments(filter: { day: $day }) { totalCount } }";
    let answer = app.send(query, json!({ "day": { "on": "29/03/2026", "timeZone": "London" } })).await;
    answer.expect_refusals(&["DATE_INVALID at filter.day.on", "TIME_ZONE_UNKNOWN at filter.day.timeZone"]);
}

#[tokio::test]
async fn a_list_can_be_filtered_by_one_or_several_owners() {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { patients: 13, clinicians: 6, departments: 3, appointments: 4 });
    let of = |plural| app.ids(plural);
    let (clinicians, departments, organisations, patients) =
        (of("clinicians").await, of("departments").await, of("organisations").await, of("patients").await);
    let node = "startsAt clinician { id } department { id } organisation { id } patient { id } status";
    let all = List::new("appointments", "", node).page(&app, json!({ "first": 100 })).await.nodes;
    let has = |entry: &Value, filter: &Value| {
        let is_of = |field: &str, owner: &str| {
            let wanted = &filter[field];
            wanted.is_null() || wanted.as_array().expect("a list").contains(&entry[owner]["id"])
        };
        is_of("clinicianId", "clinician")
            && is_of("departmentId", "department")
            && is_of("organisationId", "organisation")
    };
    let (two, four) = (json!(clinicians[..2]), json!(clinicians[1..5]));
    for filter in [
        json!({ "clinicianId": two }),
        json!({ "clinicianId": four }),
        json!({ "departmentId": departments[..2] }),
        json!({ "organisationId": organisations[1..] }),
        json!({ "clinicianId": four, "departmentId": departments[..2] }),
        json!({ "clinicianId": [] }),
        json!({ "clinicianId": [clinicians[0], clinicians[0]] }),
    ] {
        let expected: Vec<&Value> = all.iter().filter(|entry| has(entry, &filter)).collect();
        for order in ["STARTS_AT", "CREATED_AT", "UPDATED_AT"] {
            let filter =
                filter.as_object().expect("an object").iter().map(|(field, ids)| format!("{field}: {ids}"));
            let filter = filter.collect::<Vec<_>>().join(" ");
            let list = List::new(
                "appointments",
                format!("filter: {{ {filter} }} orderBy: {{ field: {order} }}"),
                node,
            );
            for (walk, size) in [(Walk::Forward, 3), (Walk::Backward, 5), (Walk::Forward, 100)] {
                let pages = list.walk(&app, walk, size, async || {}).await;
                let mut walked = Page::entries(&pages, walk);
                assert!(pages.iter().all(|page| page.total_count == expected.len()), "{filter}");
                if order == "STARTS_AT" {
                    assert_eq!(walked.iter().collect::<Vec<_>>(), expected, "{filter} {walk:?} by {size}");
                }
                walked.sort_by_key(Value::to_string);
                let mut expected = expected.clone();
                expected.sort_by_key(ToString::to_string);
                assert_eq!(
                    walked.iter().collect::<Vec<_>>(),
                    expected,
                    "{filter} {order} {walk:?} by {size}"
                );
            }
        }
    }
    // Below an object, and with a status.
    let filter = format!("filter: {{ clinicianId: {two} status: [ACTIVE] }}");
    let list = List::new("appointments", filter, node).of("Patient", &patients[0]);
    let expected = all
        .iter()
        .filter(|entry| has(entry, &json!({ "clinicianId": two })) && entry["patient"]["id"] == patients[0]);
    assert_eq!(list.page(&app, json!({})).await.nodes.len(), expected.count());
    // A single value is coerced to a list.
    let query =
        format!(r#"{{ appointments(filter: {{ clinicianId: "{}" }}) {{ totalCount }} }}"#, clinicians[0]);
    assert_eq!(app.query(&query).await.data("/appointments/totalCount"), 4);
    let many = json!({ "clinicianId": vec![&clinicians[0]; 21], "departmentId": [clinicians[0], ""] });
    let query = "query($filter: AppointmentFilter) { appointments(filter: $filter) { totalCount } }";
    let answer = app.send(query, json!({ "filter": many })).await;
    let refusals = answer.refusals();
    assert!(refusals.contains(&"LIST_TOO_LONG at filter.clinicianId".to_owned()), "{refusals:?}");
    assert!(refusals.iter().any(|refusal| refusal.ends_with("filter.departmentId")), "{refusals:?}");
}

#[tokio::test]
async fn changed_appointments_are_listed_in_order_of_change() {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { patients: 11, clinicians: 4, departments: 1, appointments: 3 });
    let ids = app.ids("appointments").await;
    let mut since = app.now();
    let changed = async |since: chrono::DateTime<chrono::Utc>| {
        let filter = format!(
            r#"filter: {{ updatedAt: {{ from: "{}" }} }} orderBy: {{ field: UPDATED_AT }}"#,
            since.to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
        );
        List::new("appointments", filter, "updatedAt version")
    };
    assert!(changed(since).await.page(&app, json!({})).await.nodes.is_empty());
    let cancel = async |id: &String| {
        app.clock.advance(chrono::TimeDelta::seconds(1));
        app.mutate("cancelAppointment", json!({ "id": id }), "appointment { id }").await.data("");
    };
    for id in [&ids[7], &ids[2], &ids[5], &ids[0]] {
        cancel(id).await;
    }
    // Records that change during paging move to the end. None is skipped or repeated.
    let list = changed(since).await;
    let mut more = vec![&ids[9], &ids[1]].into_iter();
    let pages = list
        .walk(&app, Walk::Forward, 2, async || {
            if let Some(id) = more.next() {
                cancel(id).await;
            }
        })
        .await;
    let entries = Page::entries(&pages, Walk::Forward);
    let walked: Vec<&str> = entries.iter().map(|node| node["id"].as_str().expect("an id")).collect();
    assert_eq!(walked, [&ids[7], &ids[2], &ids[5], &ids[0], &ids[9], &ids[1]]);
    // The next poll starts after the last entry.
    since = entries[3]["updatedAt"].as_str().expect("an instant").parse().expect("an instant");
    assert_eq!(changed(since).await.page(&app, json!({})).await.nodes.len(), 3);
    let until = format!(r#"filter: {{ updatedAt: {{ until: "{}" }} }}"#, since.to_rfc3339());
    assert_eq!(
        List::new("appointments", until, "").page(&app, json!({ "first": 100 })).await.nodes.len(),
        12 - 3
    );
}

/// A page of twenty uses an index for every list.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn filters_by_day_owners_and_changes_use_an_index() {
    if !can_read_plans("filters_by_day_owners_and_changes_use_an_index") {
        return;
    }
    let planned = PlanCapture::start(million()).await;
    let ids = async |plural: &'static str| planned.app.ids(plural).await;
    let (clinicians, departments, organisations) =
        (ids("clinicians").await, ids("departments").await, ids("organisations").await);
    let day = r#"day: { on: "2025-06-03" }"#;
    let recent = r#"updatedAt: { from: "2026-03-02T08:00:00Z" }"#;
    let of_clinicians = format!("clinicianId: {}", json!(clinicians[2..7]));
    let of_departments = format!("departmentId: {}", json!(departments[2..4]));
    let of_organisations = format!("organisationId: {}", json!(organisations[3..5]));
    let of_one = format!("clinicianId: {}", json!(clinicians[3]));
    let of_department = format!("departmentId: {}", json!(departments[2]));
    let (starts, booked, changed) = ("STARTS_AT", "CREATED_AT", "UPDATED_AT");
    for (filter, order, index, pages) in [
        (day.to_owned(), starts, "appointments_by_starts_at_of_any_status", 100),
        (format!("{day} {of_clinicians}"), starts, "appointments_by_clinician", 1_500),
        (of_clinicians.clone(), starts, "appointments_by_clinician", 1_500),
        (of_clinicians.clone(), booked, "appointments_by_clinician_created_at", 1_500),
        (format!("{of_clinicians} status: [ACTIVE]"), starts, "appointments_by_clinician", 500),
        (of_departments.clone(), starts, "appointments_by_department", 1_500),
        (of_organisations.clone(), starts, "appointments_by_organisation", 1_500),
        (recent.to_owned(), changed, "appointments_by_updated_at", 100),
        (format!("{recent} {of_department}"), changed, "appointments_by_updated_at", 700),
        (format!("{recent} {of_clinicians}"), changed, "appointments_by_updated_at", 12_000),
        (String::new(), changed, "appointments_by_updated_at", 100),
        (of_department, changed, "appointments_by_updated_at", 3_000),
        (of_one, changed, "appointments_by_clinician", 3_000),
    ] {
        for page in ["first: 20", "last: 20"] {
            let query = format!(
                "{{ appointments(filter: {{ {filter} }}, orderBy: {{ field: {order} }}, {page}) {{ nodes {{ id }} }} }}"
            );
            let ask = async |app: &TestApp| app.query(&query).await.data("/appointments/nodes");
            let (_, plans) = planned.plans(ask).await;
            let plans: Vec<&Plan> =
                plans.iter().filter(|plan| plan.sql.contains(r#"FROM "appointments""#)).collect();
            let [plan] = plans[..] else { panic!("{query}: {} statements", plans.len()) };
            assert_eq!(plan.read_whole(), [""; 0], "{query}\n{}", plan.to_text());
            let is_by_index = plan.indexes().iter().all(|used| used.starts_with(index));
            assert!(
                is_by_index && plan.pages() <= pages,
                "{query}: {} pages\n{}",
                plan.pages(),
                plan.to_text()
            );
            println!("{filter} {order} {page}: {} pages, {} rows", plan.pages(), plan.visited());
        }
    }
}
