//! The contents of the CSV report of missed appointments.

use panda::account::RoleAssignment;
use serde_json::{Value, json};

use crate::support::{Crowd, Spreadsheet, TestApp, clinic};

const FIGURES: &str = "booked attended missed cancelled upcoming missedMinutes didNotAttendRate
    didNotAttendInterval { low high } shareOfBooked estimatedCost suppressed";
const CHANGE: &str =
    "booked attended missed cancelled missedMinutes didNotAttendRate shareOfBooked estimatedCost";

/// The paths of a row's figures in the GraphQL response, in column order.
const OF_FIGURES: [&str; 12] = [
    "/booked",
    "/attended",
    "/missed",
    "/cancelled",
    "/upcoming",
    "/missedMinutes",
    "/didNotAttendRate",
    "/didNotAttendInterval/low",
    "/didNotAttendInterval/high",
    "/shareOfBooked",
    "/estimatedCost",
    "/suppressed",
];

/// The paths of a row's values for a query.
fn places(query: &str) -> Vec<String> {
    let mut places = Vec::new();
    for (asked, found) in [
        ("interval", &["/periodStart"][..]),
        ("DEPARTMENT", &["/department/code", "/department/name"]),
        ("CLINICIAN", &["/clinician/id", "/clinician/name"]),
        ("ORGANISATION", &["/organisation/odsCode", "/organisation/name"]),
        ("WEEKDAY", &["/weekday number", "/weekday"]),
        ("HOUR", &["/hour"]),
    ] {
        if query.contains(asked) {
            places.extend(found.iter().map(|place| (*place).to_owned()));
        }
    }
    places.extend(OF_FIGURES.map(str::to_owned));
    if query.contains("compareWith") {
        places.extend(["/previous/from", "/previous/until"].map(str::to_owned));
        places.extend(OF_FIGURES.map(|place| format!("/previous{place}")));
        places.extend(CHANGE.split_whitespace().map(|name| format!("/change/{name}")));
    }
    places
}

/// Expects that a cell equals the GraphQL value at that path of a row.
#[track_caller]
fn expect_cell(cell: &str, node: &Value, place: &str) {
    let days = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];
    let value = node.pointer(place.split(' ').next().expect("a pointer")).unwrap_or(&Value::Null);
    match value {
        Value::String(day) if place == "/weekday number" => {
            assert_eq!(
                days.iter().position(|found| found == day).map(|at| (at + 1).to_string()).as_deref(),
                Some(cell)
            );
        }
        Value::String(day) if place == "/weekday" => assert_eq!(cell.to_uppercase(), *day),
        Value::String(text) => assert_eq!(cell, text, "{place} of {node:#}"),
        Value::Number(number) => {
            let is_plain = cell.bytes().all(|c| c.is_ascii_digit() || c == b'.' || c == b'-');
            assert!(is_plain, "{cell} for {place}");
            // The JSON parser is inexact in the last bit, so both values are parsed by it.
            let reported: f64 = serde_json::from_str(cell).expect("a number");
            assert_eq!(Some(reported), number.as_f64(), "{place} of {node:#}");
        }
        Value::Bool(is_so) => assert_eq!(cell, is_so.to_string(), "{place} of {node:#}"),
        Value::Null => assert_eq!(cell, "", "{place} of {node:#}"),
        other => panic!("{place} is {other}"),
    }
}

/// Requests the GraphQL report and the file, expects the same contents, and returns the number of rows.
async fn expect_same(app: &TestApp, who: RoleAssignment, arguments: &str, order: &str, query: &str) -> usize {
    let compared = if query.contains("compareWith") {
        format!("previous {{ from until {FIGURES} }} change {{ {CHANGE} }}")
    } else {
        String::new()
    };
    let graphql = format!(
        "{{ missedAppointments({arguments}) {{ rows(first: 100{order}) {{ totalCount edges {{ node {{
            periodStart department {{ code name }} clinician {{ id name }} organisation {{ odsCode name }} weekday hour
            {FIGURES} {compared} }} }} }} }} }}"
    );
    let reported = app.send_as(who, &graphql, json!({})).await;
    let edges = reported.data("/missedAppointments/rows/edges");
    let edges = edges.as_array().expect("rows");
    let file = app.spreadsheet_in("en-GB", who, query).await;
    assert_eq!(file.rows.len(), edges.len(), "{query}");
    assert_eq!(reported.data("/missedAppointments/rows/totalCount"), edges.len(), "all are on one page");
    let places = places(query);
    for (row, edge) in file.rows.iter().zip(edges) {
        assert_eq!(row.len(), places.len(), "{query}: {:?}", file.headings);
        for (cell, place) in row.iter().zip(&places) {
            expect_cell(cell, &edge["node"], place);
        }
    }
    edges.len()
}

#[tokio::test]
async fn every_cell_of_the_file_equals_the_graphql_value() {
    let app = clinic().await;
    let ear = app.query(r#"{ department(by: { code: "ENT" }) { id } }"#).await.text("/department/id");
    let of_ear = format!("departmentId={ear}");
    let in_ear = format!("filter: {{ departmentId: \"{ear}\", weekday: [MONDAY, FRIDAY], hour: [10, 11] }}");
    let march = "period: { from: \"2026-03-01\", until: \"2026-04-01\" }";
    let rest = "from=2026-03-01&until=2026-04-01";
    let week = "period: { from: \"2026-03-03\", until: \"2026-03-05\" }";
    for (arguments, order, query, rows) in [
        (march.to_owned(), "", rest.to_owned(), 1),
        (
            format!("{march}, groupBy: [CLINICIAN, DEPARTMENT, ORGANISATION, WEEKDAY, HOUR]"),
            "",
            format!("{rest}&groupBy=CLINICIAN,DEPARTMENT&groupBy=ORGANISATION,%20WEEKDAY,HOUR&orderBy=PERIOD"),
            15,
        ),
        (
            format!("{week}, groupBy: [DEPARTMENT], interval: DAY, compareWith: PREVIOUS_PERIOD"),
            "",
            "from=2026-03-03&until=2026-03-05&groupBy=DEPARTMENT&interval=DAY&compareWith=PREVIOUS_PERIOD".to_owned(),
            4,
        ),
        (
            format!("{march}, groupBy: [CLINICIAN], {in_ear}, costPerHour: \"99.95\", asOf: \"2026-03-06T11:00:00Z\""),
            ", orderBy: { field: DID_NOT_ATTEND_RATE, direction: DESC }",
            format!(
                "{rest}&groupBy=CLINICIAN&{of_ear}&weekday=MONDAY,FRIDAY&hour=10&hour=11&costPerHour=99.95\
                 &asOf=2026-03-06T11:00:00Z&orderBy=DID_NOT_ATTEND_RATE&direction=DESC"
            ),
            2,
        ),
        (
            "period: { from: \"2026-03-01\", until: \"2026-03-31\", timeZone: \"Pacific/Auckland\" }, groupBy: [WEEKDAY],
             filter: { ageBand: [AGE_45_TO_54], leadTimeBand: [SAME_DAY, ONE_DAY, DAYS_2_TO_7] },
             costPerAppointment: \"12.5\", compareWith: PREVIOUS_YEAR"
                .to_owned(),
            ", orderBy: { field: MISSED, direction: DESC }",
            "from=2026-03-01&until=2026-03-31&timeZone=Pacific/Auckland&groupBy=WEEKDAY&ageBand=AGE_45_TO_54\
             &leadTimeBand=SAME_DAY,ONE_DAY,DAYS_2_TO_7&costPerAppointment=12.5&compareWith=PREVIOUS_YEAR\
             &orderBy=MISSED&direction=DESC"
                .to_owned(),
            5,
        ),
    ] {
        for who in [RoleAssignment::Staff, RoleAssignment::Analyst] {
            let found = expect_same(&app, who, &arguments, order, &query).await;
            assert_eq!(found, rows, "{query}");
        }
    }
}

#[tokio::test]
async fn rows_are_ordered_by_time_by_default() {
    let app = clinic().await;
    let rest = "from=2026-03-02&until=2026-03-07&interval=DAY&groupBy=CLINICIAN";
    let by_time = app.spreadsheet(rest).await;
    let mut days = by_time.column("Period start");
    assert!(days.is_sorted() && days.len() == 15, "{days:?}");
    days.dedup();
    assert_eq!(days, ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06"]);
    let backwards = app.spreadsheet(&format!("{rest}&direction=DESC")).await;
    assert_eq!(backwards.column("Period start")[0], "2026-03-06");
    let by_missed = app.spreadsheet(&format!("{rest}&orderBy=MISSED&direction=DESC")).await;
    let missed: Vec<u32> = by_missed.column("Missed").iter().map(|n| n.parse().expect("a number")).collect();
    assert!(missed.is_sorted_by(|one, other| one >= other) && missed[0] > 1, "{missed:?}");
}

#[tokio::test]
async fn analysts_get_rounded_figures_and_no_small_counts() {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { clinicians: 2, appointments: 12, ..Crowd::of(30) });
    app.database.execute("DELETE FROM appointments WHERE clinician_id = (SELECT max(clinician_id::text)::uuid FROM appointments) AND starts_at > '2026-03-03T12:00:00Z'");
    let query = "from=2026-03-03&until=2026-03-04&groupBy=CLINICIAN&asOf=2026-03-05T00:00:00Z";
    let sorted = |file: &Spreadsheet, heading: &str| {
        let mut cells: Vec<String> = file.column(heading).into_iter().map(str::to_owned).collect();
        cells.sort();
        cells
    };
    let exact = app.spreadsheet(query).await;
    assert_eq!(
        (sorted(&exact, "Missed"), sorted(&exact, "Suppressed")),
        (strings(["12", "6"]), strings(["false"; 2]))
    );
    let rounded = app.spreadsheet_in("en-GB", RoleAssignment::Analyst, query).await;
    assert_eq!(sorted(&rounded, "Missed"), strings(["", "10"]));
    assert_eq!(sorted(&rounded, "Missed minutes"), strings(["", "300"]));
    assert_eq!(sorted(&rounded, "Estimated cost"), strings(["", "300.00"]));
    assert_eq!(sorted(&rounded, "Suppressed"), strings(["false", "true"]));
}

fn strings<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).to_vec()
}
