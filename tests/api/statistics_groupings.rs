//! The appointments around the days of clock changes, in all groupings and in other time zones.

use crate::{
    statistics_clock_changes::{ALL, expect, served},
    support::{Fact, TestApp},
};

/// Expects these rows in a time zone, and that all other rows are empty.
async fn expect_but_empty(app: &TestApp, zone: &str, days: [&str; 2], arguments: &str, expected: &[&str]) {
    let mut rows = app.rows(zone, days, arguments).await;
    rows.retain(|row| !row.ends_with(" 0 0 0 0 0min"));
    assert_eq!(rows, expected, "{zone} {days:?} {arguments}");
}

#[tokio::test]
async fn each_dimension_groups_the_same_appointments() {
    let app = served().await;
    let clinicians = ["Ada 5 7 3 1 240min", "Ben 2 5 0 1 120min", "Cid 1 3 0 0 120min"];
    expect(&app, ALL, "groupBy: [CLINICIAN]", &clinicians).await;
    let departments = ["ENT 5 11 1 1 315min", "GUM 3 4 2 1 165min"];
    expect(&app, ALL, "groupBy: [DEPARTMENT]", &departments).await;
    let organisations = ["nowhere 1 3 0 0 135min", "RJ1 5 10 2 1 300min", "RJ2 2 2 1 1 45min"];
    expect(&app, ALL, "groupBy: [ORGANISATION]", &organisations).await;
    let weekdays = [
        "MON 2 2 0 1 90min",
        "TUE 2 0 0 0 0min",
        "WED 0 2 0 0 45min",
        "THU 1 0 0 0 0min",
        "FRI 0 1 0 0 15min",
        "SAT 0 3 0 0 70min",
        "SUN 3 7 3 1 260min",
    ];
    expect(&app, ALL, "groupBy: [WEEKDAY]", &weekdays).await;
    let hours = [
        "0h 4 5 1 1 110min",
        "1h 1 2 0 0 60min",
        "2h 0 1 2 0 30min",
        "9h 0 1 0 0 60min",
        "23h 3 6 0 1 220min",
    ];
    expect(&app, ALL, "groupBy: [HOUR]", &hours).await;
}

#[tokio::test]
async fn dimensions_can_be_combined_with_each_other_and_with_intervals() {
    let app = served().await;
    // Each group in the period has a row for each month.
    let months = [
        "2026-03-01 ENT Ada 1 3 0 0 120min",
        "2026-03-01 ENT Ben 0 1 0 0 20min",
        "2026-03-01 ENT Cid 0 0 0 0 0min",
        "2026-03-01 GUM Ada 0 0 1 0 0min",
        "2026-03-01 GUM Ben 1 1 0 0 30min",
        "2026-03-01 GUM Cid 1 0 0 0 0min",
        "2026-04-01 ENT Ada 0 0 0 0 0min",
        "2026-04-01 ENT Ben 0 0 0 0 0min",
        "2026-04-01 ENT Cid 0 1 0 0 15min",
        "2026-04-01 GUM Ada 0 0 0 0 0min",
        "2026-04-01 GUM Ben 0 0 0 0 0min",
        "2026-04-01 GUM Cid 0 0 0 0 0min",
    ];
    let arguments = "groupBy: [CLINICIAN, DEPARTMENT] interval: MONTH";
    expect(&app, ["2026-03-01", "2026-05-01"], arguments, &months).await;
    let places = [
        "nowhere SUN 0 1 0 0 90min",
        "RJ1 MON 1 0 0 0 0min",
        "RJ1 SAT 0 1 0 0 10min",
        "RJ1 SUN 1 2 0 0 60min",
        "RJ2 SUN 1 0 1 0 0min",
    ];
    expect(&app, ["2026-10-24", "2026-10-27"], "groupBy: [ORGANISATION, WEEKDAY]", &places).await;
    let hours = [
        "MON 0h 1 0 0 0 0min",
        "MON 9h 0 1 0 0 60min",
        "SAT 23h 0 1 0 0 30min",
        "SUN 0h 1 1 0 0 20min",
        "SUN 2h 0 1 1 0 30min",
        "SUN 23h 0 1 0 0 30min",
    ];
    expect(&app, ["2026-03-28", "2026-03-31"], "groupBy: [HOUR, WEEKDAY]", &hours).await;
    let all = [
        "ENT Ada RJ1 SUN 0h 1 0 0 0 0min",
        "ENT Ada RJ1 SUN 1h 0 2 0 0 60min",
        "GUM Ada RJ2 SUN 2h 0 0 1 0 0min",
        "GUM Ben RJ2 SUN 1h 1 0 0 0 0min",
        "GUM Cid nowhere SUN 23h 0 1 0 0 90min",
    ];
    let dimensions = "groupBy: [HOUR, ORGANISATION, WEEKDAY, DEPARTMENT, CLINICIAN]";
    expect(&app, ["2026-10-25", "2026-10-26"], dimensions, &all).await;
    // Weekdays of partial weeks: only those in the period.
    let weeks = [
        "2026-10-19 SAT 0 1 0 0 10min",
        "2026-10-19 SUN 2 3 1 0 150min",
        "2026-10-26 MON 1 0 0 0 0min",
        "2026-10-26 TUE 0 0 0 0 0min",
    ];
    expect(&app, ["2026-10-24", "2026-10-28"], "groupBy: [WEEKDAY] interval: WEEK", &weeks).await;
}

#[tokio::test]
async fn filters_use_the_local_calendar() {
    let app = served().await;
    let sundays = "interval: DAY filter: { weekday: [SUNDAY] }";
    expect(
        &app,
        ["2026-10-24", "2026-11-02"],
        sundays,
        &["2026-10-25 2 3 1 0 150min", "2026-11-01 0 0 1 0 0min"],
    )
    .await;
    let hours = "groupBy: [CLINICIAN] filter: { hour: [1, 2] }";
    expect(&app, ALL, hours, &["Ada 0 3 2 0 90min", "Ben 1 0 0 0 0min"]).await;
    let none: [&str; 0] = [];
    expect(&app, ["2026-03-29", "2026-03-30"], "groupBy: [HOUR] interval: DAY filter: { hour: [1] }", &none)
        .await;
}

#[tokio::test]
async fn other_time_zones_have_other_days_and_hours() {
    let app = served().await;
    // Kolkata is at UTC+05:30 all year.
    let zone = "Asia/Kolkata";
    let days = [
        "2026-03-28 0 0 0 0 0min",
        "2026-03-29 1 3 1 0 80min",
        "2026-03-30 1 2 0 0 90min",
        "2026-03-31 0 0 0 0 0min",
        "2026-04-01 1 1 0 0 15min",
    ];
    assert_eq!(app.rows(zone, ["2026-03-28", "2026-04-02"], "interval: DAY").await, days);
    let hours = ["2026-03-29 5h 1 1 0 0 30min", "2026-03-29 6h 0 2 0 0 50min", "2026-03-29 7h 0 0 1 0 0min"];
    expect_but_empty(&app, zone, ["2026-03-29", "2026-03-30"], "groupBy: [HOUR] interval: DAY", &hours).await;
    // New York is at UTC-4 until 1 November, and then at UTC-5.
    let zone = "America/New_York";
    let days = ["2026-10-24 2 3 1 0 70min", "2026-10-25 1 1 0 0 90min", "2026-10-26 0 0 0 0 0min"];
    assert_eq!(app.rows(zone, ["2026-10-24", "2026-10-27"], "interval: DAY").await, days);
    let months = [
        "2026-10-01 3 5 2 0 190min",
        "2026-11-01 0 0 0 0 0min",
        "2026-12-01 1 3 0 0 75min",
        "2027-01-01 0 0 0 2 0min",
    ];
    assert_eq!(app.rows(zone, ["2026-10-01", "2027-02-01"], "interval: MONTH").await, months);
    let evening = ["18h 1 2 0 1 40min", "19h 1 4 0 1 165min", "20h 1 1 1 0 30min"];
    let after_clocks = ["2026-10-01", "2027-02-01"];
    let rows = app.rows(zone, after_clocks, "groupBy: [HOUR] filter: { hour: [18, 19, 20] }").await;
    assert_eq!(rows, evening);
}

/// The only day with appointments that started more than 24 hours ago.
#[tokio::test]
async fn in_the_25th_hour_of_a_day_appointments_of_its_first_hour_are_missed() {
    let app = served().await;
    for (as_of, expected) in [
        // At 23:40, all missed ones but one have ended.
        ("2026-10-25T23:40:00Z", "2 2 1 1 60min"),
        ("2026-10-25T00:39:59Z", "2 0 1 3 0min"),
        ("2026-10-25T00:40:00Z", "2 1 1 2 30min"),
    ] {
        let arguments = format!(r#"asOf: "{as_of}""#);
        expect(&app, ["2026-10-25", "2026-10-26"], &arguments, &[expected]).await;
    }
    app.add_facts(&[Fact {
        starts_at: "2026-10-24T23:00:00Z",
        minutes: 30,
        clinician: "Ben",
        department: "ENT",
        organisation: None,
        status: "active",
    }]);
    let arguments = r#"asOf: "2026-10-25T23:40:00Z""#;
    expect(&app, ["2026-10-25", "2026-10-26"], arguments, &["2 3 1 1 90min"]).await;
}
