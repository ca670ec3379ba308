//! The order of a report's rows, and paging through them.

use serde_json::{Value, json};

use crate::support::{Crowd, Fact, ROW, TestApp, primary_key};

const MONTH: [&str; 2] = ["2026-02-01", "2026-03-01"];

const fn fact(starts_at: &'static str, minutes: u32, clinician: &'static str, status: &'static str) -> Fact {
    Fact { starts_at, minutes, clinician, department: "ENT", organisation: None, status }
}

/// In February, Ada has a rate of 1/2, Ben of 1, Cid of 0, Dee of 1/3, and Eve none. Fay is never booked.
const FACTS: [Fact; 9] = [
    fact("2026-02-02T10:00:00Z", 10, "Ada", "active"),
    fact("2026-02-02T11:00:00Z", 10, "Ada", "attended"),
    fact("2026-02-03T10:00:00Z", 90, "Ben", "active"),
    fact("2026-02-03T12:00:00Z", 30, "Ben", "active"),
    fact("2026-02-04T10:00:00Z", 30, "Cid", "attended"),
    fact("2026-02-05T10:00:00Z", 60, "Dee", "active"),
    fact("2026-02-05T11:00:00Z", 60, "Dee", "attended"),
    fact("2026-02-05T12:00:00Z", 60, "Dee", "attended"),
    fact("2026-02-06T10:00:00Z", 30, "Eve", "cancelled"),
];

async fn served() -> TestApp {
    let app = TestApp::start().await;
    app.add_places(&["Ada", "Ben", "Cid", "Dee", "Eve", "Fay"], &["ENT"], &[]);
    app.add_facts(&FACTS);
    app
}

async fn names(app: &TestApp, arguments: &str, order: &str) -> String {
    let fields = format!("rows({order}) {{ edges {{ node {{ clinician {{ name }} }} }} }}");
    let rows = app.report(MONTH, arguments, &fields).await.data("/report/rows/edges");
    let name = |edge: &Value| edge["node"]["clinician"]["name"].as_str().expect("a name").to_owned();
    rows.as_array().expect("edges").iter().map(name).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn rows_have_the_requested_order_with_nulls_last() {
    let app = served().await;
    let grouped = "groupBy: [CLINICIAN]";
    for (arguments, order, expected) in [
        (grouped, "first: 20", "Ada Ben Cid Dee Eve"),
        (grouped, "orderBy: { field: PERIOD }", "Ada Ben Cid Dee Eve"),
        (grouped, "orderBy: { field: DID_NOT_ATTEND_RATE }", "Cid Dee Ada Ben Eve"),
        (grouped, "orderBy: { field: DID_NOT_ATTEND_RATE, direction: DESC }", "Ben Ada Dee Cid Eve"),
        (grouped, "orderBy: { field: MISSED, direction: ASC }", "Cid Eve Ada Dee Ben"),
        (grouped, "orderBy: { field: MISSED, direction: DESC }", "Ben Ada Dee Cid Eve"),
        (grouped, "orderBy: { field: MISSED_MINUTES }", "Cid Eve Ada Dee Ben"),
        (grouped, "orderBy: { field: MISSED_MINUTES, direction: DESC }", "Ben Dee Ada Cid Eve"),
        (
            r#"groupBy: [CLINICIAN] costPerHour: "60""#,
            "orderBy: { field: ESTIMATED_COST }",
            "Cid Eve Ada Dee Ben",
        ),
        (grouped, "orderBy: { field: ESTIMATED_COST, direction: DESC }", "Ben Ada Dee Cid Eve"),
    ] {
        assert_eq!(names(&app, arguments, order).await, expected, "{arguments} {order}");
    }
    let days = "rows(orderBy: { field: PERIOD, direction: DESC }) { edges { node { periodStart } } }";
    let days =
        app.report(["2026-02-02", "2026-02-04"], "interval: DAY", days).await.data("/report/rows/edges");
    assert_eq!(
        days,
        json!([{ "node": { "periodStart": "2026-02-03" } }, { "node": { "periodStart": "2026-02-02" } }])
    );
}

/// Pages through all rows, and returns them in list order.
async fn walk(
    app: &TestApp,
    arguments: &str,
    order: &str,
    backwards: bool,
    mut between: impl AsyncFnMut(usize),
) -> Vec<Value> {
    let (size, cursor, more, end) = if backwards {
        ("last", "before", "hasPreviousPage", "startCursor")
    } else {
        ("first", "after", "hasNextPage", "endCursor")
    };
    let mut pages: Vec<Vec<Value>> = Vec::new();
    let mut from = json!(null);
    for page in 0..50 {
        let place = from.as_str().map_or(String::new(), |text| format!(r#"{cursor}: "{text}""#));
        let fields = format!(
            "rows(orderBy: {{ {order} }} {size}: 3 {place}) {{ totalCount edges {{ cursor node {{ {ROW} }} }}
             pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }}"
        );
        let rows = app.report(MONTH, arguments, &fields).await.data("/report/rows");
        let edges = rows["edges"].as_array().expect("edges");
        assert_eq!(
            rows["pageInfo"]["startCursor"],
            edges.first().map_or(json!(null), |edge| edge["cursor"].clone())
        );
        assert_eq!(
            rows["pageInfo"]["endCursor"],
            edges.last().map_or(json!(null), |edge| edge["cursor"].clone())
        );
        // In the direction from which the page was reached, there is another page.
        let behind = if backwards { "hasNextPage" } else { "hasPreviousPage" };
        assert_eq!(rows["pageInfo"][behind], json!(page > 0));
        pages.push(edges.iter().map(|edge| edge["node"].clone()).collect());
        if rows["pageInfo"][more] == json!(false) {
            if backwards {
                pages.reverse();
            }
            return pages.concat();
        }
        from = rows["pageInfo"][end].clone();
        between(page).await;
    }
    panic!("the walk does not end");
}

#[tokio::test]
async fn pages_cover_the_report_from_either_end_in_every_order() {
    let app = served().await;
    let grouped = "groupBy: [CLINICIAN, DEPARTMENT, WEEKDAY] interval: WEEK";
    for field in ["PERIOD", "DID_NOT_ATTEND_RATE", "MISSED", "MISSED_MINUTES", "ESTIMATED_COST"] {
        for direction in ["ASC", "DESC"] {
            let arguments = "groupBy: [CLINICIAN] interval: WEEK filter: { weekday: [MONDAY, TUESDAY] }";
            let order = format!("field: {field} direction: {direction}");
            let fields = format!(
                "rows(first: 100 orderBy: {{ {order} }}) {{ totalCount edges {{ node {{ {ROW} }} }} }}"
            );
            let all = app.report(MONTH, arguments, &fields).await.data("/report/rows");
            let all: Vec<Value> =
                all["edges"].as_array().expect("edges").iter().map(|edge| edge["node"].clone()).collect();
            assert_eq!(all.len(), 8, "two people in the four weeks with a Monday");
            for backwards in [false, true] {
                assert_eq!(walk(&app, arguments, &order, backwards, async |_| {}).await, all, "{order}");
            }
        }
    }
    let fields = "rows(first: 0) { totalCount edges { cursor } pageInfo { hasNextPage } }";
    let none = app.report(MONTH, grouped, fields).await.data("/report/rows");
    // February 2026 begins on a Sunday and ends on a Saturday: a day, three weeks, and six days.
    assert_eq!(none, json!({ "totalCount": 5 * 28, "edges": [], "pageInfo": { "hasNextPage": true } }));
}

#[tokio::test]
async fn paging_during_bookings_has_no_gaps_or_duplicates() {
    for backwards in [false, true] {
        let app = TestApp::start().await;
        // Thirteen clinicians with one appointment each on 3 March.
        app.add_crowd(Crowd { appointments: 1, ..Crowd::of(13) });
        let (patients, clinicians) = (app.ids("patients").await, app.ids("clinicians").await);
        let walked = walk_march(&app, backwards, async |page: usize| {
            // Of a clinician on an earlier page, and of one on a later page.
            let number = i64::try_from(page).expect("small");
            for n in [page, 12 - page] {
                app.book(app.booking(&patients[n], &clinicians[n], 3000 + 60 * number)).await.data("");
            }
        })
        .await;
        let mut expected = clinicians.clone();
        expected.sort_by_key(|id| primary_key(id));
        assert_eq!(walked, expected, "backwards: {backwards}");
    }
}

async fn walk_march(app: &TestApp, backwards: bool, mut between: impl AsyncFnMut(usize)) -> Vec<String> {
    let (size, cursor, end) =
        if backwards { ("last", "before", "startCursor") } else { ("first", "after", "endCursor") };
    let mut pages: Vec<Vec<String>> = Vec::new();
    let mut place = String::new();
    while pages.len() < 50 {
        let fields = format!(
            "rows({size}: 3 {place}) {{ edges {{ node {{ clinician {{ id }} }} }} pageInfo {{ startCursor endCursor }} }}"
        );
        let days = ["2026-03-03", "2026-04-01"];
        let rows = app.report(days, "groupBy: [CLINICIAN]", &fields).await.data("/report/rows");
        let Some(at) = rows["pageInfo"][end].as_str() else { break };
        place = format!(r#"{cursor}: "{at}""#);
        let id = |edge: &Value| edge["node"]["clinician"]["id"].as_str().expect("an id").to_owned();
        pages.push(rows["edges"].as_array().expect("edges").iter().map(id).collect());
        between(pages.len() - 1).await;
    }
    if backwards {
        pages.reverse();
    }
    pages.concat()
}

#[tokio::test]
async fn a_cursor_is_valid_only_for_its_report_and_order() {
    let app = served().await;
    let grouped = "groupBy: [CLINICIAN]";
    let cursor = app.report(MONTH, grouped, "rows(first: 1) { edges { cursor } }").await;
    let cursor = cursor.text("/report/rows/edges/0/cursor");
    let after = format!(r#"rows(after: "{cursor}") {{ totalCount }}"#);
    let good = async |days, arguments: &str, rows: &str| app.report(days, arguments, rows).await;
    good(MONTH, grouped, &after).await.data("");
    // The present advances, and so the period of comparison.
    app.clock.advance(chrono::TimeDelta::days(1));
    good(MONTH, &format!("{grouped} compareWith: PREVIOUS_YEAR"), &after).await.data("");
    let refusal = "CURSOR_INVALID at after";
    // The instant of the first page can be passed to the others.
    let first = app.report(MONTH, grouped, "asOf rows(first: 1) { edges { cursor } }").await;
    let as_of = format!(r#"{grouped} asOf: "{}""#, first.text("/report/asOf"));
    let next = format!(r#"rows(after: "{}") {{ totalCount }}"#, first.text("/report/rows/edges/0/cursor"));
    good(MONTH, &as_of, &next).await.data("");
    good(MONTH, &as_of, &after).await.expect_refusals(&[refusal]);
    for arguments in [
        "groupBy: [DEPARTMENT]",
        "groupBy: [CLINICIAN, DEPARTMENT]",
        "groupBy: [CLINICIAN] interval: MONTH",
        "groupBy: [CLINICIAN] filter: { weekday: [MONDAY] }",
        r#"groupBy: [CLINICIAN] asOf: "2026-03-02T08:00:00Z""#,
        r#"groupBy: [CLINICIAN] costPerHour: "1""#,
    ] {
        good(MONTH, arguments, &after).await.expect_refusals(&[refusal]);
    }
    good(["2026-02-01", "2026-03-02"], grouped, &after).await.expect_refusals(&[refusal]);
    for order in ["field: PERIOD, direction: DESC", "field: MISSED"] {
        let after = format!(r#"rows(orderBy: {{ {order} }} after: "{cursor}") {{ totalCount }}"#);
        good(MONTH, grouped, &after).await.expect_refusals(&[refusal]);
    }
    let nonsense = r#"rows(first: 101 after: "nonsense" before: "") { totalCount }"#;
    let faults = ["CURSOR_INVALID at after", "CURSOR_INVALID at before", "PAGE_SIZE_OUT_OF_RANGE at first"];
    good(MONTH, grouped, nonsense).await.expect_refusals(&faults);
    let both = good(MONTH, grouped, "rows(first: 1 last: 1) { totalCount }").await;
    both.expect_refusals(&["PAGE_DIRECTION_AMBIGUOUS at last"]);
}
