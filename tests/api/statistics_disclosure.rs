//! Disclosure control: analysts get no figure about a small number of appointments.

use std::collections::BTreeMap;

use panda::account::RoleAssignment;
use serde_json::{Value, json};

use crate::support::{Crowd, ROW, TestApp, patient};

const MARCH: [&str; 2] = ["2026-03-01", "2026-03-20"];

/// The numbers of attended and cancelled among thirty appointments per clinician. The others are missed.
const FATES: &str = "
    UPDATE appointments SET status = CASE WHEN k <= attended THEN 'attended' WHEN k <= attended + cancelled THEN 'cancelled' ELSE 'active' END
    FROM (VALUES (1, 12, 5), (2, 23, 0), (3, 0, 30), (4, 22, 0)) AS fates(n, attended, cancelled),
        (SELECT id AS numbered, row_number() OVER (PARTITION BY clinician_id ORDER BY starts_at) AS k FROM appointments) AS numbers
    WHERE id = numbered AND clinician_id = md5('clinician' || n)::uuid";

/// Four clinicians, after all of their appointments.
async fn served() -> TestApp {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { patients: 40, clinicians: 4, departments: 1, appointments: 30 });
    app.database.execute(FATES);
    app.clock.set("2026-03-20T12:00:00Z".parse().expect("an instant"));
    app
}

async fn asked_by(
    app: &TestApp,
    who: RoleAssignment,
    [from, until]: [&str; 2],
    arguments: &str,
    fields: &str,
) -> Value {
    let period = format!(r#"period: {{ from: "{from}", until: "{until}" }}"#);
    let query = format!("{{ report: missedAppointments({period} {arguments}) {{ {fields} }} }}");
    app.send_as(who, &query, json!({})).await.data("/report")
}

fn share(share: f64) -> Value {
    json!(format!("{share:.6}"))
}

/// Booked, attended, missed, cancelled, minutes, rate, share, cost, and whether a figure is suppressed: by
/// clinician, and in total.
async fn figures_by_clinician(app: &TestApp, who: RoleAssignment) -> BTreeMap<String, Value> {
    let fields = format!("rows {{ edges {{ node {{ {ROW} }} }} }} totals {{ {ROW} }}");
    let report = asked_by(app, who, MARCH, "groupBy: [CLINICIAN]", &fields).await;
    let rows = report["rows"]["edges"].as_array().expect("edges").iter().map(|edge| &edge["node"]);
    let name = |row: &Value| row["clinician"]["name"].as_str().unwrap_or("all").to_owned();
    let figures = |row: &Value| {
        let counts = ["booked", "attended", "missed", "cancelled", "upcoming", "missedMinutes"];
        let others = ["didNotAttendRate", "shareOfBooked", "estimatedCost", "suppressed"];
        // A share to as many places as its text has exactly.
        let figure = |field: &&str| {
            row[*field].as_f64().filter(|_| row[*field].is_f64()).map(share).unwrap_or(row[*field].clone())
        };
        counts.iter().chain(&others).map(figure).collect::<Value>()
    };
    rows.chain([&report["totals"]]).map(|row| (name(row), figures(row))).collect()
}

#[tokio::test]
async fn small_counts_are_suppressed_for_analysts_and_others_rounded_to_five() {
    let app = served().await;
    let expected = [
        ("Clinician 1", json!([30, 10, 15, null, 0, 450, share(0.6), share(0.5), "450.00", true])),
        ("Clinician 2", json!([30, 25, null, 0, 0, null, null, null, null, true])),
        ("Clinician 3", json!([30, 0, 0, 30, 0, 0, null, share(0.0), "0.00", false])),
        (
            "Clinician 4",
            json!([30, 20, 10, 0, 0, 300, share(10.0 / 30.0), share(10.0 / 30.0), "300.00", false]),
        ),
        // Rounded from 57, 28 and 35, not summed from the rows.
        ("all", json!([120, 55, 30, 35, 0, 900, share(30.0 / 85.0), share(0.25), "900.00", false])),
    ];
    let expected = expected.map(|(name, figures)| (name.to_owned(), figures)).into();
    assert_eq!(figures_by_clinician(&app, RoleAssignment::Analyst).await, expected);
}

#[tokio::test]
async fn staff_and_administrators_get_exact_figures() {
    let app = served().await;
    let expected = [
        (
            "Clinician 1",
            json!([30, 12, 13, 5, 0, 390, share(13.0 / 25.0), share(13.0 / 30.0), "390.00", false]),
        ),
        ("Clinician 2", json!([30, 23, 7, 0, 0, 210, share(7.0 / 30.0), share(7.0 / 30.0), "210.00", false])),
        ("Clinician 3", json!([30, 0, 0, 30, 0, 0, null, share(0.0), "0.00", false])),
        ("Clinician 4", json!([30, 22, 8, 0, 0, 240, share(8.0 / 30.0), share(8.0 / 30.0), "240.00", false])),
        ("all", json!([120, 57, 28, 35, 0, 840, share(28.0 / 85.0), share(28.0 / 120.0), "840.00", false])),
    ];
    let expected: BTreeMap<_, _> = expected.map(|(name, figures)| (name.to_owned(), figures)).into();
    for who in [RoleAssignment::Staff, RoleAssignment::Admin] {
        assert_eq!(figures_by_clinician(&app, who).await, expected, "{who:?}");
    }
}

#[tokio::test]
async fn patients_and_anonymous_callers_get_no_figures() {
    let app = served().await;
    let id = app.ids("patients").await.remove(0);
    let query = r#"{ missedAppointments(period: { from: "2026-03-01", until: "2026-03-20" }) { totals { booked } } }"#;
    app.send_as(patient(&id), query, json!({})).await.expect_code("FORBIDDEN");
    app.send_as(None, query, json!({})).await.expect_code("UNAUTHENTICATED");
}

/// Every number in a response that counts appointments.
fn counts(value: &Value, found: &mut Vec<i64>) {
    const COUNTED: [&str; 5] = ["booked", "attended", "missed", "cancelled", "upcoming"];
    for (field, value) in value.as_object().into_iter().flatten() {
        match value.as_i64() {
            Some(count) if COUNTED.contains(&field.as_str()) => found.push(count),
            _ => counts(value, found),
        }
    }
    value.as_array().into_iter().flatten().for_each(|value| counts(value, found));
}

#[tokio::test]
async fn no_argument_bypasses_disclosure_control() {
    let app = served().await;
    let counted = "booked attended missed cancelled";
    let fields = format!(
        "rows(first: 100) {{ edges {{ node {{ {counted} upcoming previous {{ {counted} upcoming }} change {{ {counted} }} }} }} }}
         totals {{ {counted} upcoming previous {{ {counted} upcoming }} change {{ {counted} }} }}"
    );
    let ids = app.ids("clinicians").await;
    let mut seen = 0;
    for arguments in [
        String::new(),
        "groupBy: [CLINICIAN, HOUR]".to_owned(),
        "groupBy: [ORGANISATION, WEEKDAY] interval: DAY".to_owned(),
        "interval: WEEK compareWith: PREVIOUS_PERIOD".to_owned(),
        "interval: DAY compareWith: PREVIOUS_YEAR".to_owned(),
        r#"asOf: "2026-03-03T15:10:00Z""#.to_owned(),
        r#"asOf: "2026-03-03T12:10:00Z" groupBy: [CLINICIAN] costPerHour: "1""#.to_owned(),
        "filter: { ageBand: [AGE_45_TO_54] leadTimeBand: [ONE_DAY] hour: [10] }".to_owned(),
        format!(r#"groupBy: [HOUR] filter: {{ clinicianId: "{}" }}"#, ids[0]),
    ] {
        let report = asked_by(&app, RoleAssignment::Analyst, MARCH, &arguments, &fields).await;
        let mut found = Vec::new();
        counts(&report, &mut found);
        assert!(
            found.iter().all(|count| count % 5 == 0 && (*count == 0 || count.abs() >= 10)),
            "{arguments}: {found:?}"
        );
        seen += found.len();
    }
    assert!(seen > 100, "too few to tell anything: {seen}");
}

#[tokio::test]
async fn the_order_does_not_reveal_suppressed_figures() {
    let app = served().await;
    let mut cursors = Vec::new();
    for (field, direction, expected) in [
        // The second one missed seven, so its true place would be between the third and the fourth.
        ("MISSED", "ASC", "3 4 1 2"),
        ("MISSED", "DESC", "1 4 3 2"),
        ("MISSED_MINUTES", "DESC", "1 4 3 2"),
        ("ESTIMATED_COST", "ASC", "3 4 1 2"),
    ] {
        let rows = format!(
            "rows(orderBy: {{ field: {field} direction: {direction} }}) {{ edges {{ cursor node {{ clinician {{ name }} }} }} }}"
        );
        let report = asked_by(&app, RoleAssignment::Analyst, MARCH, "groupBy: [CLINICIAN]", &rows).await;
        let edges = report["rows"]["edges"].as_array().expect("edges");
        let name =
            |edge: &Value| edge["node"]["clinician"]["name"].as_str().expect("a name")[10..].to_owned();
        assert_eq!(edges.iter().map(name).collect::<Vec<_>>().join(" "), expected, "{field} {direction}");
        cursors.push((rows, edges[3]["cursor"].clone()));
    }
    // Nor does the cursor: it is the same when suppressed figures change.
    app.database.execute(
        "DELETE FROM appointments WHERE id = (SELECT id FROM appointments
            WHERE clinician_id = md5('clinician2')::uuid AND status = 'active' LIMIT 1)",
    );
    for (rows, cursor) in cursors {
        let cursor_of = async |who| {
            let report = asked_by(&app, who, MARCH, "groupBy: [CLINICIAN]", &rows).await;
            let edges = report["rows"]["edges"].as_array().expect("edges").clone();
            let of_second = |edge: &Value| edge["node"]["clinician"]["name"] == "Clinician 2";
            edges.iter().find(|edge| of_second(edge)).expect("a row")["cursor"].clone()
        };
        assert_eq!(cursor_of(RoleAssignment::Analyst).await, cursor, "{rows}");
    }
    // Rows with a suppressed rate are sorted by key, in either direction.
    let mut ends = Vec::new();
    for direction in ["ASC", "DESC"] {
        let order = format!("orderBy: {{ field: DID_NOT_ATTEND_RATE direction: {direction} }}");
        let rows =
            format!("rows({order}) {{ edges {{ node {{ clinician {{ name }} didNotAttendRate }} }} }}");
        let report = asked_by(&app, RoleAssignment::Analyst, MARCH, "groupBy: [CLINICIAN]", &rows).await;
        let edges = report["rows"]["edges"].as_array().expect("edges");
        let end: Vec<Value> = edges[2..].iter().map(|edge| edge["node"].clone()).collect();
        assert!(end.iter().all(|row| row["didNotAttendRate"].is_null()), "{end:?}");
        ends.push(end);
    }
    assert_eq!(ends[0], ends[1]);
}

/// A staff member's cursor reveals nothing to an analyst either, because it is invalid for analysts.
#[tokio::test]
async fn a_single_missed_appointment_does_not_change_an_analysts_report() {
    let app = served().await;
    // On the next day, one that lasts longer than usual.
    app.database.execute(
        "INSERT INTO appointments SELECT md5('one more')::uuid, patient_id, clinician_id, department_id, organisation_id,
            '2026-03-20T09:00:00Z', '2026-03-20T09:45:00Z', postcode, 'active', NULL, NULL, NULL, NULL, NULL, 1, created_at, created_at
         FROM appointments WHERE clinician_id = md5('clinician1')::uuid LIMIT 1",
    );
    let longer = [MARCH[0], "2026-03-21"];
    let fields = format!(
        "rows {{ edges {{ node {{ {ROW} didNotAttendInterval {{ low high }} }} }} }} totals {{ {ROW} }}"
    );
    for arguments in
        ["groupBy: [CLINICIAN]", "groupBy: [DEPARTMENT]", "groupBy: [CLINICIAN] costPerHour: 90", ""]
    {
        let of = async |who, days| asked_by(&app, who, days, arguments, &fields).await;
        assert_eq!(
            of(RoleAssignment::Analyst, MARCH).await,
            of(RoleAssignment::Analyst, longer).await,
            "{arguments}"
        );
        assert_ne!(
            of(RoleAssignment::Staff, MARCH).await,
            of(RoleAssignment::Staff, longer).await,
            "{arguments}"
        );
        let day =
            asked_by(&app, RoleAssignment::Analyst, ["2026-03-20", "2026-03-21"], arguments, &fields).await;
        let totals = &day["totals"];
        assert_eq!(
            (&totals["missed"], &totals["missedMinutes"], &totals["suppressed"]),
            (&json!(null), &json!(null), &json!(true))
        );
    }
    let order = "rows(first: 1 orderBy: { field: MISSED }) { edges { cursor } }";
    let staff = asked_by(&app, RoleAssignment::Staff, MARCH, "groupBy: [CLINICIAN]", order).await;
    let cursor = staff["rows"]["edges"][0]["cursor"].as_str().expect("a cursor");
    let query = format!(
        r#"{{ missedAppointments(period: {{ from: "2026-03-01", until: "2026-03-20" }} groupBy: [CLINICIAN]) {{
            rows(orderBy: {{ field: MISSED }} after: "{cursor}") {{ totalCount }} }} }}"#
    );
    app.send_as(RoleAssignment::Staff, &query, json!({})).await.data("");
    app.send_as(RoleAssignment::Analyst, &query, json!({}))
        .await
        .expect_refusals(&["CURSOR_INVALID at after"]);
}
