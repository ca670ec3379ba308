//! Valid and invalid page arguments.

use serde_json::{Value, json};

use crate::support::{Crowd, List, TestApp};

/// A server with 25 patients and as many records of each other type, all related to one department.
async fn crowded() -> TestApp {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { patients: 25, clinicians: 25, departments: 1, appointments: 1 });
    app
}

/// Every list of the API: root fields, and lists of a clinician, a department and an organisation.
async fn every_list(app: &TestApp) -> Vec<List> {
    let mut lists: Vec<List> = ["patients", "clinicians", "departments", "organisations", "appointments"]
        .map(|field| List::new(field, "", ""))
        .into();
    for (kind, plural) in [("Department", "departments"), ("Organisation", "organisations")] {
        let id = &app.ids(plural).await[0];
        lists.extend(["clinicians", "appointments"].map(|field| List::new(field, "", "").of(kind, id)));
    }
    for (kind, plural) in [("Patient", "patients"), ("Clinician", "clinicians")] {
        lists.push(List::new("appointments", "", "").of(kind, &app.ids(plural).await[0]));
    }
    lists
}

#[tokio::test]
async fn a_page_needs_one_direction_and_has_at_most_a_hundred_entries() {
    let app = crowded().await;
    for list in every_list(&app).await {
        for (page, refusals) in [
            (json!({ "first": 1, "last": 1 }), vec!["PAGE_DIRECTION_AMBIGUOUS at last"]),
            (json!({ "first": 101 }), vec!["PAGE_SIZE_OUT_OF_RANGE at first"]),
            (json!({ "first": -1 }), vec!["PAGE_SIZE_OUT_OF_RANGE at first"]),
            (json!({ "last": 101 }), vec!["PAGE_SIZE_OUT_OF_RANGE at last"]),
            (json!({ "last": i32::MIN }), vec!["PAGE_SIZE_OUT_OF_RANGE at last"]),
            (
                json!({ "after": "x", "before": "" }),
                vec!["CURSOR_INVALID at after", "CURSOR_INVALID at before"],
            ),
            (
                json!({ "first": 101, "last": -1, "after": "?" }),
                vec![
                    "CURSOR_INVALID at after",
                    "PAGE_SIZE_OUT_OF_RANGE at first",
                    "PAGE_DIRECTION_AMBIGUOUS at last",
                    "PAGE_SIZE_OUT_OF_RANGE at last",
                ],
            ),
        ] {
            let answer = list.ask(&app, page.clone()).await;
            assert_eq!(answer.refusals(), refusals, "{list:?} {page}");
        }
    }
    let fault = List::new("patients", "", "")
        .ask(&app, json!({ "first": 101 }))
        .await
        .expect_code("PAGE_SIZE_OUT_OF_RANGE");
    assert_eq!(fault.args, json!({ "maximum": 100 }));
}

#[tokio::test]
async fn the_default_page_size_is_twenty() {
    let app = crowded().await;
    let patients = List::new("patients", "", "");
    let usual = patients.page(&app, json!({})).await;
    assert_eq!(usual, patients.page(&app, json!({ "first": 20 })).await);
    assert_eq!(usual.nodes.len(), 20);
    assert_eq!(usual.total_count, 25);
    // `before` alone does not reverse the direction.
    let all = patients.page(&app, json!({ "first": 100 })).await;
    let before = patients.page(&app, json!({ "before": all.cursors[22] })).await;
    assert_eq!(before.nodes, all.nodes[..20]);
}

#[tokio::test]
async fn a_page_of_size_zero_shows_whether_entries_exist() {
    let app = crowded().await;
    for list in every_list(&app).await {
        for (size, more) in [("first", "hasNextPage"), ("last", "hasPreviousPage")] {
            let page = list.page(&app, json!({ size: 0 })).await;
            assert_eq!(page.nodes, Vec::<Value>::new(), "{list:?}");
            assert_eq!(page.info[more], true, "{list:?}");
            assert_eq!([&page.info["startCursor"], &page.info["endCursor"]], [&json!(null), &json!(null)]);
            assert_ne!(page.total_count, 0, "{list:?}");
        }
    }
}

#[tokio::test]
async fn an_empty_list_is_a_page_without_entries() {
    let app = TestApp::start().await;
    let (department, organisation) = (app.a_department("ENT").await, app.an_organisation("RJ1").await);
    let nothing =
        json!({ "hasNextPage": false, "hasPreviousPage": false, "startCursor": null, "endCursor": null });
    for list in [
        List::new("patients", "", ""),
        List::new("appointments", "", "").of("Department", &department),
        List::new("clinicians", "", "").of("Organisation", &organisation),
    ] {
        for page in [json!({}), json!({ "first": 0 }), json!({ "last": 5 })] {
            let page = list.page(&app, page).await;
            assert_eq!(
                (page.nodes, page.info, page.total_count),
                (vec![], nothing.clone(), json!(0)),
                "{list:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_page_may_be_between_two_cursors() {
    let app = crowded().await;
    for list in every_list(&app).await {
        let all = list.page(&app, json!({ "first": 100 })).await;
        if all.nodes.len() < 10 {
            continue;
        }
        let (after, before) = (&all.cursors[2], &all.cursors[8]);
        let between = list.page(&app, json!({ "after": after, "before": before })).await;
        assert_eq!(between.nodes, all.nodes[3..8], "{list:?}");
        let first = list.page(&app, json!({ "after": after, "before": before, "first": 2 })).await;
        assert_eq!(first.nodes, all.nodes[3..5], "{list:?}");
        assert_eq!([&first.info["hasNextPage"], &first.info["hasPreviousPage"]], [true, true]);
        let last = list.page(&app, json!({ "after": after, "before": before, "last": 2 })).await;
        assert_eq!(last.nodes, all.nodes[6..8], "{list:?}");
        assert_eq!([&last.info["hasNextPage"], &last.info["hasPreviousPage"]], [true, true]);
        let crossed = list.page(&app, json!({ "after": before, "before": after })).await;
        assert_eq!(crossed.nodes, Vec::<Value>::new(), "{list:?}");
    }
}

#[tokio::test]
async fn a_cursor_belongs_to_its_list_its_order_and_its_filter() {
    let app = crowded().await;
    let of = |arguments: &str| List::new("appointments", arguments, "");
    let list = of("");
    let cursor = list.page(&app, json!({ "first": 1 })).await.cursors[0].clone();
    // The default order and an empty filter may be explicit.
    for same in ["orderBy: { field: STARTS_AT, direction: ASC }", "filter: {}", "filter: { status: null }"] {
        assert_eq!(of(same).page(&app, json!({ "after": cursor })).await.nodes.len(), 20, "{same}");
    }
    let clinician = &app.ids("clinicians").await[0];
    for other in [
        of("orderBy: { field: STARTS_AT, direction: DESC }"),
        of("orderBy: { field: CREATED_AT }"),
        of("filter: { status: [ACTIVE] }"),
        of(&format!("filter: {{ clinicianId: \"{clinician}\" }}")),
        List::new("patients", "orderBy: { field: CREATED_AT }", ""),
        List::new("departments", "", ""),
    ] {
        for (argument, field) in [("after", "after"), ("before", "before")] {
            let answer = other.ask(&app, json!({ argument: cursor })).await;
            assert_eq!(answer.refusals(), [format!("CURSOR_INVALID at {field}")], "{other:?}");
        }
    }
}

#[tokio::test]
async fn a_cursor_that_was_tampered_with_is_invalid() {
    let app = crowded().await;
    let list = List::new("patients", "", "");
    let cursor = list.page(&app, json!({ "first": 1 })).await.cursors[0].clone();
    for n in 0..cursor.len() {
        let mut other = cursor.clone().into_bytes();
        other[n] = if other[n] == b'A' { b'B' } else { b'A' };
        let other = String::from_utf8(other).expect("a text");
        let answer = list.ask(&app, json!({ "after": other })).await;
        answer.expect_refusals(&["CURSOR_INVALID at after"]);
    }
    for garbage in ["", " ", "null", "[]", "W10", "eyJ9", &"A".repeat(10_000), "\u{1F43C}", &cursor[1..]] {
        let answer = list.ask(&app, json!({ "after": garbage })).await;
        answer.expect_refusals(&["CURSOR_INVALID at after"]);
    }
}
