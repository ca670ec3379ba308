//! The limits and errors of a report, and its number of statements.

use serde_json::json;

use crate::support::{Crowd, TestApp};

const DAY: [&str; 2] = ["2026-03-02", "2026-03-03"];

#[tokio::test]
async fn each_fault_of_a_report_is_reported_by_code_and_field() {
    let app = TestApp::start().await;
    for (days, expected) in [
        (["2026-03-02", "2026-03-02"], "STATISTICS_PERIOD_EMPTY at period.until"),
        (["2026-03-03", "2026-03-02"], "STATISTICS_PERIOD_EMPTY at period.until"),
        (["1899-12-31", "2026-03-02"], "STATISTICS_PERIOD_OUT_OF_RANGE at period.from"),
        (["2026-03-02", "2201-01-01"], "STATISTICS_PERIOD_OUT_OF_RANGE at period.until"),
        (["2026-02-30", "2026-03-02"], "DATE_INVALID at period.from"),
        (["2026-03-02", "tomorrow"], "DATE_INVALID at period.until"),
    ] {
        app.report(days, "", "asOf").await.expect_refusals(&[expected]);
    }
    let zone = app.report_in("Mars/Olympus", DAY, "", "asOf").await;
    zone.expect_refusals(&["TIME_ZONE_UNKNOWN at period.timeZone"]);
    let decimals = "STATISTICS_COST_OUT_OF_RANGE at costPerAppointment";
    for (arguments, expected) in [
        ("filter: { hour: [0, 24] }", "STATISTICS_HOUR_OUT_OF_RANGE at filter.hour"),
        ("filter: { hour: [-1] }", "STATISTICS_HOUR_OUT_OF_RANGE at filter.hour"),
        (r#"costPerAppointment: "1" costPerHour: "1""#, "STATISTICS_COST_AMBIGUOUS at costPerHour"),
        (r#"costPerAppointment: "0.00001""#, decimals),
        ("costPerAppointment: -1", decimals),
        (r#"costPerAppointment: "thirty""#, decimals),
        (r#"costPerHour: "1000000.01""#, "STATISTICS_COST_OUT_OF_RANGE at costPerHour"),
        (r#"filter: { clinicianId: "nobody" }"#, "ID_MALFORMED at filter.clinicianId"),
        (r#"filter: { departmentId: "x" }"#, "ID_MALFORMED at filter.departmentId"),
        (r#"asOf: "2026-03-02T09:00:00""#, "TIMESTAMP_WITHOUT_OFFSET at asOf"),
        (r#"asOf: "now""#, "TIMESTAMP_INVALID at asOf"),
    ] {
        app.report(DAY, arguments, "asOf").await.expect_refusals(&[expected]);
    }
    // A blank filter is ignored.
    app.report(DAY, r#"filter: { departmentId: " " }"#, "asOf").await.data("/report/asOf");
    // An ID of another type is invalid.
    let department = app.a_department("ENT").await;
    let other = app.report(DAY, &format!(r#"filter: {{ organisationId: "{department}" }}"#), "asOf").await;
    other.expect_refusals(&["ID_MALFORMED at filter.organisationId"]);
}

#[tokio::test]
async fn all_faults_are_reported_at_once_in_the_clients_language() {
    let app = TestApp::start().await;
    let query = r#"{ missedAppointments(
        period: { from: "1815-06-18", until: "2026-13-01", timeZone: "Mars/Olympus" } asOf: "now"
        filter: { hour: [24], clinicianId: "nobody" } costPerAppointment: "-1" costPerHour: "1"
    ) { asOf } }"#;
    let expected = [
        "TIMESTAMP_INVALID at asOf",
        "STATISTICS_COST_OUT_OF_RANGE at costPerAppointment",
        "STATISTICS_COST_AMBIGUOUS at costPerHour",
        "ID_MALFORMED at filter.clinicianId",
        "STATISTICS_HOUR_OUT_OF_RANGE at filter.hour",
        "STATISTICS_PERIOD_OUT_OF_RANGE at period.from",
        "TIME_ZONE_UNKNOWN at period.timeZone",
        "DATE_INVALID at period.until",
    ];
    let (answer, statements) = app.statements(app.query(query)).await;
    answer.expect_refusals(&expected);
    assert_eq!(statements, 0);
    let range = &answer.faults()[5];
    let expected_range = json!({
        "earliest": "1900-01-01", "earliestLocal": "1 January 1900",
        "latest": "2200-12-31", "latestLocal": "31 December 2200",
    });
    assert_eq!(range.args, expected_range);
    let reported = app.send_in("cy", query, json!({})).await;
    reported.expect_refusals(&expected);
    assert_eq!(reported.faults()[4].message, "Rhif o 0 i 23 yw awr o'r dydd.");
}

#[tokio::test]
async fn more_than_ten_thousand_buckets_are_refused_before_counting() {
    let app = TestApp::start().await;
    for (days, arguments, expected) in [
        (["1999-01-01", "2026-05-20"], "interval: DAY", "STATISTICS_TOO_MANY_BUCKETS at interval"),
        (["1900-01-01", "2200-12-31"], "interval: WEEK", "STATISTICS_TOO_MANY_BUCKETS at interval"),
        (
            ["2025-01-01", "2026-03-01"],
            "interval: DAY groupBy: [HOUR]",
            "STATISTICS_TOO_MANY_BUCKETS at groupBy",
        ),
        (
            ["1999-01-01", "2025-01-01"],
            "interval: WEEK groupBy: [WEEKDAY, HOUR]",
            "STATISTICS_TOO_MANY_BUCKETS at groupBy",
        ),
    ] {
        let (answer, statements) = app.statements(app.report(days, arguments, "asOf")).await;
        answer.expect_refusals(&[expected]);
        assert_eq!(answer.faults()[0].args, json!({ "maximum": 10_000 }));
        assert_eq!(statements, 0, "{days:?} {arguments}");
    }
    // Ten thousand days are at the limit.
    let days = ["1999-01-01", "2026-05-19"];
    let count = app
        .report(days, "interval: DAY", "rows(last: 1) { totalCount edges { node { periodStart } } }")
        .await;
    assert_eq!(count.data("/report/rows/totalCount"), 10_000);
    assert_eq!(count.data("/report/rows/edges/0/node/periodStart"), "2026-05-18");
}

/// One appointment for each combination of 101 clinicians and 100 organisations. They are cancelled, so that
/// they may overlap.
const COMBINATIONS: &str = "
    INSERT INTO appointments
    SELECT md5('fact' || n || '/' || k)::uuid, md5('patient1')::uuid, md5('clinician' || n)::uuid, md5('department1')::uuid,
        md5('organisation' || k)::uuid, '2026-03-02T12:00:00Z', '2026-03-02T12:30:00Z', 'CF14 4XW', 'cancelled',
        NULL, NULL, NULL, NULL, NULL, 1, '2026-03-01T12:00:00Z', '2026-03-01T12:00:00Z'
    FROM generate_series(1, 101) AS n, generate_series(1, 100) AS k";

#[tokio::test]
async fn the_limit_of_rows_counts_existing_groups_only() {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { appointments: 0, patients: 1, ..Crowd::of(101) });
    app.database.execute(COMBINATIONS);
    let grouped = "groupBy: [CLINICIAN, ORGANISATION]";
    let too_many = "STATISTICS_TOO_MANY_BUCKETS at groupBy";
    // Nothing was booked on the next day, but its comparison has as many groups.
    let (day_after, compared) =
        (["2026-03-03", "2026-03-04"], format!("{grouped} compareWith: PREVIOUS_PERIOD"));
    for zone in ["Europe/London", "Europe/Jersey"] {
        app.report_in(zone, DAY, grouped, "asOf").await.expect_refusals(&[too_many]);
        app.report_in(zone, day_after, &compared, "asOf").await.expect_refusals(&[too_many]);
        // A hundred and one groups on a hundred days, although all but one day are empty.
        let days = ["2026-02-01", "2026-05-12"];
        app.report_in(zone, days, "groupBy: [CLINICIAN] interval: DAY", "asOf")
            .await
            .expect_refusals(&[too_many]);
    }
    app.database.execute("DELETE FROM appointments WHERE clinician_id = md5('clinician1')::uuid");
    for zone in ["Europe/London", "Europe/Jersey"] {
        app.report_in(zone, day_after, &compared, "asOf").await.data("/report");
        let fields = "totals { cancelled } rows(first: 1) { totalCount }";
        let reported = app.report_in(zone, DAY, grouped, fields).await.data("/report");
        assert_eq!(
            reported,
            json!({ "totals": { "cancelled": 10_000 }, "rows": { "totalCount": 10_000 } }),
            "{zone}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_takes_one_statement_and_one_for_all_names() {
    for size in [1, 50] {
        let app = TestApp::start().await;
        app.add_crowd(Crowd::of(size));
        app.wait_for_reference_cache().await;
        let named = "clinician { name } department { name } organisation { name }";
        let grouped = "groupBy: [CLINICIAN, DEPARTMENT, ORGANISATION]";
        let compared = format!("{grouped} compareWith: PREVIOUS_PERIOD");
        let hours = format!("{grouped} filter: {{ hour: [9] }}");
        // In other zones, one statement finds that no counts are stored. For hours, it is not needed. Names
        // are cached, which takes one version check.
        for (zone, arguments, node, expected) in [
            ("Europe/London", "", "", 1),
            ("Europe/London", grouped, "weekday", 1),
            ("Europe/London", grouped, "clinician { name }", 2),
            ("Europe/London", grouped, named, 2),
            ("Europe/London", &compared, named, 3),
            ("Europe/London", &hours, named, 2),
            ("Europe/Jersey", &hours, named, 2),
            ("Europe/Jersey", grouped, named, 3),
        ] {
            let days = ["2026-03-03", "2026-03-04"];
            let fields = format!(
                "asOf totals {{ booked }} rows(first: 100) {{ edges {{ node {{ booked {node} }} }} }}"
            );
            let (answer, statements) = app.statements(app.report_in(zone, days, arguments, &fields)).await;
            let rows = if arguments.is_empty() { 1 } else { usize::try_from(size).expect("small") };
            assert_eq!(answer.data("/report/rows/edges").as_array().map(Vec::len), Some(rows), "{arguments}");
            assert_eq!(statements, expected, "{zone} {arguments} {node}");
        }
    }
}
