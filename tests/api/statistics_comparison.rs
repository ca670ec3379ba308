//! The period with which a report is compared, and the changes of its figures.

use serde_json::{Value, json};

use crate::support::{Fact, TestApp};

const fn fact(starts_at: &'static str, status: &'static str) -> Fact {
    Fact { starts_at, minutes: 30, clinician: "Ada", department: "ENT", organisation: None, status }
}

/// Around 1 March of two years, the second a leap year, and of one more.
const FACTS: [Fact; 12] = [
    fact("2023-02-27T10:00:00Z", "attended"),
    fact("2023-02-28T10:00:00Z", "active"),
    fact("2023-03-01T10:00:00Z", "cancelled"),
    fact("2024-01-28T10:00:00Z", "attended"),
    fact("2024-01-29T10:00:00Z", "active"),
    fact("2024-01-31T10:00:00Z", "attended"),
    fact("2024-02-28T10:00:00Z", "attended"),
    fact("2024-02-28T11:00:00Z", "active"),
    fact("2024-02-29T10:00:00Z", "active"),
    fact("2024-03-01T10:00:00Z", "attended"),
    fact("2025-02-28T10:00:00Z", "attended"),
    fact("2025-03-01T10:00:00Z", "active"),
];

async fn served() -> TestApp {
    let app = TestApp::start().await;
    app.add_places(&["Ada"], &["ENT"], &[]);
    app.add_facts(&FACTS);
    app
}

const FIELDS: &str = "booked attended missed cancelled";

/// `from until: booked attended missed cancelled` of a row's comparison.
fn previous(row: &Value) -> String {
    let previous = &row["previous"];
    if previous.is_null() {
        assert_eq!(row["change"], json!(null), "a change from nothing");
        return "none".to_owned();
    }
    let day = |field: &str| previous[field].as_str().expect("a day").to_owned();
    let counts = ["booked", "attended", "missed", "cancelled"].map(|field| previous[field].to_string());
    format!("{} {}: {}", day("from"), day("until"), counts.join(" "))
}

/// The comparisons of the rows, and at the end of their totals, by stored counts and by rows.
async fn compared(app: &TestApp, days: [&str; 2], arguments: &str) -> Vec<String> {
    let node = format!("periodStart {FIELDS} previous {{ from until {FIELDS} }} change {{ booked }}");
    let fields = format!("rows(first: 100) {{ edges {{ node {{ {node} }} }} }} totals {{ {node} }}");
    let mut reported = Vec::new();
    for zone in ["Europe/London", "Europe/Jersey"] {
        let report = app.report_in(zone, days, arguments, &fields).await.data("/report");
        let rows =
            report["rows"]["edges"].as_array().expect("edges").iter().map(|edge| previous(&edge["node"]));
        reported.push(rows.chain([previous(&report["totals"])]).collect::<Vec<_>>());
    }
    assert_eq!(reported[0], reported[1], "{days:?} {arguments}");
    reported.remove(0)
}

#[tokio::test]
async fn whole_months_are_compared_with_as_many_months_and_other_periods_with_as_many_days() {
    let app = served().await;
    let before = "compareWith: PREVIOUS_PERIOD";
    for (days, expected) in [
        (["2024-02-01", "2024-03-01"], "2024-01-01 2024-02-01: 3 2 1 0"),
        (["2024-03-01", "2024-04-01"], "2024-02-01 2024-03-01: 3 1 2 0"),
        (["2024-03-01", "2024-05-01"], "2024-01-01 2024-03-01: 6 3 3 0"),
        (["2024-03-02", "2024-04-01"], "2024-02-01 2024-03-02: 4 2 2 0"),
        (["2024-03-01", "2024-03-02"], "2024-02-29 2024-03-01: 1 0 1 0"),
        (["2024-02-28", "2024-03-01"], "2024-02-26 2024-02-28: 0 0 0 0"),
    ] {
        assert_eq!(compared(&app, days, before).await, [expected, expected], "{days:?}");
    }
    let weeks = [
        "2024-02-12 2024-02-19: 0 0 0 0",
        "2024-02-19 2024-02-26: 0 0 0 0",
        "2024-02-12 2024-02-26: 0 0 0 0",
    ];
    assert_eq!(
        compared(&app, ["2024-02-26", "2024-03-11"], &format!("interval: WEEK {before}")).await,
        weeks
    );
    let months = [
        "2023-12-01 2024-01-01: 0 0 0 0",
        "2024-01-01 2024-02-01: 3 2 1 0",
        "2023-12-01 2024-02-01: 3 2 1 0",
    ];
    assert_eq!(
        compared(&app, ["2024-02-01", "2024-04-01"], &format!("interval: MONTH {before}")).await,
        months
    );
}

#[tokio::test]
async fn the_previous_year_has_the_same_dates_except_29_february() {
    let app = served().await;
    let before = "compareWith: PREVIOUS_YEAR";
    for (days, expected) in [
        (["2024-02-28", "2024-02-29"], "2023-02-28 2023-03-01: 1 0 1 0"),
        (["2024-02-01", "2024-03-01"], "2023-02-01 2023-03-01: 2 1 1 0"),
        (["2024-02-29", "2024-03-01"], "none"),
        (["2024-02-29", "2024-03-02"], "2023-03-01 2023-03-02: 1 0 0 1"),
        (["2025-02-28", "2025-03-01"], "2024-02-28 2024-02-29: 2 1 1 0"),
        // Months of any length are compared as a whole.
        (["2025-02-01", "2025-03-01"], "2024-02-01 2024-03-01: 3 1 2 0"),
    ] {
        assert_eq!(compared(&app, days, before).await, [expected, expected], "{days:?}");
    }
    let days = [
        "2023-02-27 2023-02-28: 1 1 0 0",
        "2023-02-28 2023-03-01: 1 0 1 0",
        "none",
        "2023-03-01 2023-03-02: 1 0 0 1",
        "2023-02-27 2023-03-02: 3 1 1 1",
    ];
    assert_eq!(compared(&app, ["2024-02-27", "2024-03-02"], &format!("interval: DAY {before}")).await, days);
    // In the other direction, the 29th is in no row, but in the totals.
    let days = [
        "2024-02-28 2024-02-29: 2 1 1 0",
        "2024-03-01 2024-03-02: 1 1 0 0",
        "2024-02-28 2024-03-02: 4 2 2 0",
    ];
    assert_eq!(compared(&app, ["2025-02-28", "2025-03-02"], &format!("interval: DAY {before}")).await, days);
    // A month cut by the period ends on the last common date.
    let months = [
        "2024-02-27 2024-02-29: 2 1 1 0",
        "2024-03-01 2024-03-02: 1 1 0 0",
        "2024-02-27 2024-03-02: 4 2 2 0",
    ];
    assert_eq!(
        compared(&app, ["2025-02-27", "2025-03-02"], &format!("interval: MONTH {before}")).await,
        months
    );
}

/// February has 29 days here, and January 31: its last two are in the totals only.
#[tokio::test]
async fn each_day_of_a_month_is_compared_with_one_day_of_the_previous_month() {
    let app = served().await;
    for grouped in ["", "groupBy: [WEEKDAY]", "groupBy: [WEEKDAY, CLINICIAN]"] {
        let arguments = format!("interval: DAY compareWith: PREVIOUS_PERIOD {grouped}");
        let reported = compared(&app, ["2024-02-01", "2024-03-01"], &arguments).await;
        assert_eq!(reported.len(), 30);
        let expected = [
            "2024-01-28 2024-01-29: 1 1 0 0",
            "2024-01-29 2024-01-30: 1 0 1 0",
            "2024-01-01 2024-02-01: 3 2 1 0",
        ];
        assert_eq!(reported[27..], expected, "{grouped}");
        let reported = compared(&app, ["2024-03-01", "2024-04-01"], &arguments).await;
        let rows = if grouped.contains("CLINICIAN") { &reported[28..] } else { &reported[28..31] };
        assert_eq!(rows[..3], ["2024-02-29 2024-03-01: 1 0 1 0", "none", "none"], "{grouped}");
    }
}

/// Weeks cut by the period are compared with the same weekdays, also across 29 February.
#[tokio::test]
async fn weeks_are_compared_with_as_many_days_of_an_earlier_week() {
    let app = served().await;
    for (days, before, expected) in [
        (
            ["2024-03-01", "2024-04-01"],
            "PREVIOUS_PERIOD",
            [
                "2024-01-26 2024-01-29: 1 1 0 0",
                "2024-01-29 2024-02-05: 2 1 1 0",
                "2024-02-05 2024-02-12: 0 0 0 0",
                "2024-02-12 2024-02-19: 0 0 0 0",
                "2024-02-19 2024-02-26: 0 0 0 0",
                "2024-02-01 2024-03-01: 3 1 2 0",
            ],
        ),
        (
            ["2024-02-27", "2024-03-27"],
            "PREVIOUS_YEAR",
            [
                "2023-02-28 2023-03-06: 2 0 1 1",
                "2023-03-06 2023-03-13: 0 0 0 0",
                "2023-03-13 2023-03-20: 0 0 0 0",
                "2023-03-20 2023-03-27: 0 0 0 0",
                "2023-03-27 2023-03-29: 0 0 0 0",
                "2023-02-27 2023-03-27: 3 1 1 1",
            ],
        ),
    ] {
        let arguments = format!("interval: WEEK compareWith: {before}");
        assert_eq!(compared(&app, days, &arguments).await, expected, "{days:?}");
    }
}

/// On 31 March 2024, London had no hour from 01:00 to 02:00. 30 March was a Saturday.
#[tokio::test]
async fn groups_absent_from_the_earlier_period_have_no_comparison() {
    let app = served().await;
    let rows = async |days, arguments: &str| {
        let fields = "rows { edges { node { hour weekday previous { booked } } } }";
        let report = app.report(days, arguments, fields).await.data("/report/rows/edges");
        let edges = report.as_array().expect("edges").iter();
        edges.map(|edge| edge["node"]["previous"].clone()).collect::<Vec<_>>()
    };
    let (none, zero) = (json!(null), json!({ "booked": 0 }));
    let before = "compareWith: PREVIOUS_PERIOD";
    // The next day has this hour, and is compared with the day without it.
    let hour = format!("groupBy: [HOUR] interval: DAY filter: {{ hour: [0, 1] }} {before}");
    assert_eq!(rows(["2024-03-31", "2024-04-01"], &hour).await, std::slice::from_ref(&zero));
    assert_eq!(rows(["2024-04-01", "2024-04-02"], &hour).await, [zero.clone(), none.clone()]);
    let filtered = format!("filter: {{ hour: [1] }} {before}");
    assert_eq!(rows(["2024-03-31", "2024-04-01"], &filtered).await, std::slice::from_ref(&zero));
    assert_eq!(rows(["2024-04-01", "2024-04-02"], &filtered).await, std::slice::from_ref(&none));
    // Tuesday and Wednesday are compared with Sunday and Monday.
    let weekday = format!("groupBy: [WEEKDAY] interval: MONTH {before}");
    assert_eq!(rows(["2024-04-02", "2024-04-04"], &weekday).await, [none.clone(), none.clone()]);
    // A Sunday is compared with a Saturday, but the filter selects only Sundays.
    let sundays = format!("interval: DAY filter: {{ weekday: [SUNDAY] }} {before}");
    assert_eq!(rows(["2024-03-31", "2024-04-01"], &sundays).await, [none]);
}

#[tokio::test]
async fn a_change_is_positive_for_more_and_negative_for_less() {
    let app = served().await;
    let fields = "totals { previous { didNotAttendRate shareOfBooked estimatedCost suppressed }
        change { booked attended missed cancelled missedMinutes didNotAttendRate shareOfBooked estimatedCost } }";
    let change =
        async |days, arguments: &str| app.report(days, arguments, fields).await.data("/report/totals");
    // From one attended and two missed in a month to one attended.
    let less = change(["2025-02-01", "2025-03-01"], "compareWith: PREVIOUS_YEAR").await;
    let number = |value: &Value| value.as_f64().expect("a number");
    assert!((number(&less["previous"]["didNotAttendRate"]) - 2.0 / 3.0).abs() < 1e-12, "{less}");
    assert!((number(&less["change"]["didNotAttendRate"]) + 2.0 / 3.0).abs() < 1e-12, "{less}");
    assert!((number(&less["change"]["shareOfBooked"]) + 2.0 / 3.0).abs() < 1e-12, "{less}");
    let counts = ["booked", "attended", "missed", "cancelled", "missedMinutes", "estimatedCost"];
    let counts = counts.map(|field| less["change"][field].clone());
    assert_eq!(counts, [json!(-2), json!(0), json!(-2), json!(0), json!(-60), json!("-60.00")]);
    let more =
        change(["2024-01-29", "2024-01-30"], r#"compareWith: PREVIOUS_PERIOD costPerHour: "99.99""#).await;
    let expected = json!({
        "booked": 0, "attended": -1, "missed": 1, "cancelled": 0, "missedMinutes": 30, "didNotAttendRate": 1.0,
        "shareOfBooked": 1.0, "estimatedCost": "50.00",
    });
    assert_eq!(more["change"], expected);
    // Without previous appointments, there is no rate to compare with.
    let from_nothing = change(["2024-01-29", "2024-01-30"], "compareWith: PREVIOUS_YEAR").await;
    assert_eq!(from_nothing["change"]["didNotAttendRate"], json!(null));
    assert_eq!(from_nothing["change"]["missed"], 1);
    let alone = change(["2024-01-29", "2024-01-30"], "").await;
    assert_eq!(alone, json!({ "previous": null, "change": null }));
}

/// The requested instant applies to both periods.
#[tokio::test]
async fn the_comparison_uses_the_same_instant() {
    let app = served().await;
    let arguments = r#"compareWith: PREVIOUS_YEAR asOf: "2024-02-28T11:00:00Z""#;
    let fields = "totals { upcoming missed previous { upcoming missed } }";
    let reported = app.report(["2025-02-01", "2025-04-01"], arguments, fields).await.data("/report/totals");
    assert_eq!(reported, json!({ "upcoming": 1, "missed": 0, "previous": { "upcoming": 2, "missed": 0 } }));
}
