//! A few dozen appointments around the days of clock changes, with expected counts calculated by hand.
//!
//! In London clocks go forward on 29 March 2026 and back on 25 October, at 01:00 UTC. Jersey's clocks are the
//! same, but no counts are stored for Jersey. So one answer comes from the stored counts, and the other from
//! the rows.

use crate::support::{Fact, TestApp};

const fn fact(
    starts_at: &'static str,
    minutes: u32,
    clinician: &'static str,
    department: &'static str,
    organisation: &'static str,
    status: &'static str,
) -> Fact {
    let organisation = if organisation.is_empty() { None } else { Some(organisation) };
    Fact { starts_at, minutes, clinician, department, organisation, status }
}

/// At the end of each line, the local time of the start in London.
const FACTS: [Fact; 28] = [
    fact("2026-03-28T23:30:00Z", 30, "Ada", "ENT", "RJ1", "active"), //    Sat 28 Mar 23:30
    fact("2026-03-29T00:15:00Z", 30, "Ada", "ENT", "RJ1", "attended"), //  Sun 29 Mar 00:15
    fact("2026-03-29T00:50:00Z", 20, "Ben", "ENT", "RJ1", "active"), //    Sun 29 Mar 00:50, to 02:10
    fact("2026-03-29T01:00:00Z", 30, "Ada", "ENT", "RJ1", "active"), //    Sun 29 Mar 02:00
    fact("2026-03-29T01:30:00Z", 45, "Ada", "GUM", "RJ1", "cancelled"), // Sun 29 Mar 02:30
    fact("2026-03-29T22:59:00Z", 30, "Ben", "GUM", "", "active"),    //       Sun 29 Mar 23:59
    fact("2026-03-29T23:00:00Z", 30, "Cid", "GUM", "", "attended"),  //     Mon 30 Mar 00:00
    fact("2026-03-30T08:00:00Z", 60, "Ada", "ENT", "RJ1", "active"), //    Mon 30 Mar 09:00
    fact("2026-03-31T22:59:59Z", 15, "Ben", "GUM", "RJ2", "attended"), //  Tue 31 Mar 23:59:59
    fact("2026-03-31T23:00:00Z", 15, "Cid", "ENT", "RJ2", "active"), //    Wed  1 Apr 00:00
    fact("2026-06-30T22:59:00Z", 10, "Ada", "ENT", "RJ1", "attended"), //  Tue 30 Jun 23:59
    fact("2026-06-30T23:15:00Z", 30, "Ada", "ENT", "RJ1", "active"), //    Wed  1 Jul 00:15
    fact("2026-10-24T22:45:00Z", 10, "Ben", "ENT", "RJ1", "active"), //    Sat 24 Oct 23:45
    fact("2026-10-24T23:00:00Z", 30, "Ada", "ENT", "RJ1", "attended"), //  Sun 25 Oct 00:00
    fact("2026-10-25T00:10:00Z", 30, "Ada", "ENT", "RJ1", "active"), //    Sun 25 Oct 01:10
    fact("2026-10-25T01:10:00Z", 30, "Ada", "ENT", "RJ1", "active"), //    Sun 25 Oct 01:10 again
    fact("2026-10-25T01:20:00Z", 20, "Ben", "GUM", "RJ2", "attended"), //  Sun 25 Oct 01:20 again
    fact("2026-10-25T02:00:00Z", 30, "Ada", "GUM", "RJ2", "cancelled"), // Sun 25 Oct 02:00
    fact("2026-10-25T23:30:00Z", 90, "Cid", "GUM", "", "active"),    //       Sun 25 Oct 23:30
    fact("2026-10-26T00:00:00Z", 30, "Ada", "ENT", "RJ1", "attended"), //  Mon 26 Oct 00:00
    fact("2026-10-31T23:45:00Z", 30, "Ben", "ENT", "RJ1", "active"), //    Sat 31 Oct 23:45
    fact("2026-11-01T00:00:00Z", 30, "Ada", "ENT", "RJ1", "cancelled"), // Sun  1 Nov 00:00
    fact("2026-12-27T23:59:00Z", 30, "Ada", "ENT", "RJ1", "active"), //    Sun 27 Dec 23:59
    fact("2026-12-28T00:00:00Z", 30, "Ben", "GUM", "RJ2", "active"), //    Mon 28 Dec 00:00
    fact("2026-12-31T23:59:00Z", 15, "Ada", "ENT", "RJ1", "attended"), //  Thu 31 Dec 23:59
    fact("2027-01-01T00:00:00Z", 15, "Cid", "GUM", "", "active"),    //       Fri  1 Jan 00:00
    fact("2027-01-03T23:00:00Z", 30, "Ada", "ENT", "RJ1", "active"), //    Sun  3 Jan 23:00, still to come
    fact("2027-01-04T00:00:00Z", 30, "Ben", "GUM", "RJ2", "active"), //    Mon  4 Jan 00:00, still to come
];

/// The period of all appointments.
pub const ALL: [&str; 2] = ["2026-01-01", "2027-02-01"];

/// A server with these appointments, at noon on 2 January 2027.
pub async fn served() -> TestApp {
    let app = TestApp::start().await;
    app.add_places(&["Ada", "Ben", "Cid"], &["ENT", "GUM"], &["RJ1", "RJ2"]);
    // Some are in cells, and some in changes that are not folded yet.
    app.add_facts(&FACTS[..20]);
    app.database.execute("SELECT statistics_fold()");
    app.add_facts(&FACTS[20..]);
    app.clock.set("2027-01-02T12:00:00Z".parse().expect("an instant"));
    app
}

/// Expects rows in London and in Jersey. Each line has the numbers of attended, missed, cancelled and
/// upcoming appointments.
pub async fn expect(app: &TestApp, days: [&str; 2], arguments: &str, expected: &[&str]) {
    for zone in ["Europe/London", "Europe/Jersey"] {
        assert_eq!(app.rows(zone, days, arguments).await, expected, "{zone} {days:?} {arguments}");
    }
}

#[tokio::test]
async fn every_interval_follows_the_local_calendar() {
    let app = served().await;
    expect(&app, ALL, "", &["8 15 3 2 480min"]).await;
    let years = ["2026-01-01 8 14 3 0 465min", "2027-01-01 0 1 0 2 15min"];
    expect(&app, ["2026-01-01", "2028-01-01"], "interval: YEAR", &years).await;
    let quarters = [
        "2026-01-01 3 5 1 0 170min",
        "2026-04-01 1 1 0 0 15min",
        "2026-07-01 0 1 0 0 30min",
        "2026-10-01 4 7 2 0 250min",
        "2027-01-01 0 1 0 2 15min",
    ];
    expect(&app, ["2026-01-01", "2027-04-01"], "interval: QUARTER", &quarters).await;
    // 23:15 UTC on 30 June is in July in London.
    let months = [
        "2026-03-01 3 5 1 0 170min",
        "2026-04-01 0 1 0 0 15min",
        "2026-05-01 0 0 0 0 0min",
        "2026-06-01 1 0 0 0 0min",
        "2026-07-01 0 1 0 0 30min",
        "2026-08-01 0 0 0 0 0min",
        "2026-09-01 0 0 0 0 0min",
        "2026-10-01 3 5 1 0 190min",
        "2026-11-01 0 0 1 0 0min",
        "2026-12-01 1 2 0 0 60min",
        "2027-01-01 0 1 0 2 15min",
    ];
    expect(&app, ["2026-03-01", "2027-02-01"], "interval: MONTH", &months).await;
}

#[tokio::test]
async fn weeks_begin_on_mondays_around_new_year_and_clock_changes() {
    let app = served().await;
    // The first and the last week are partial: 20 December is a Sunday, and 5 January a Tuesday.
    let weeks = [
        "2026-12-14 0 0 0 0 0min",
        "2026-12-21 0 1 0 0 30min",
        "2026-12-28 1 2 0 1 45min",
        "2027-01-04 0 0 0 1 0min",
    ];
    expect(&app, ["2026-12-20", "2027-01-06"], "interval: WEEK", &weeks).await;
    let weeks = ["2026-03-23 1 4 1 0 110min", "2026-03-30 2 2 0 0 75min"];
    expect(&app, ["2026-03-23", "2026-04-06"], "interval: WEEK", &weeks).await;
    let weeks = ["2026-10-19 2 4 1 0 160min", "2026-10-26 1 1 1 0 30min"];
    expect(&app, ["2026-10-19", "2026-11-02"], "interval: WEEK", &weeks).await;
}

#[tokio::test]
async fn days_have_twenty_three_to_twenty_five_hours() {
    let app = served().await;
    let spring = [
        "2026-03-28 0 1 0 0 30min",
        "2026-03-29 1 3 1 0 80min",
        "2026-03-30 1 1 0 0 60min",
        "2026-03-31 1 0 0 0 0min",
        "2026-04-01 0 1 0 0 15min",
    ];
    expect(&app, ["2026-03-28", "2026-04-02"], "interval: DAY", &spring).await;
    let summer = ["2026-06-30 1 0 0 0 0min", "2026-07-01 0 1 0 0 30min"];
    expect(&app, ["2026-06-30", "2026-07-02"], "interval: DAY", &summer).await;
    let autumn = [
        "2026-10-24 0 1 0 0 10min",
        "2026-10-25 2 3 1 0 150min",
        "2026-10-26 1 0 0 0 0min",
        "2026-10-27 0 0 0 0 0min",
    ];
    expect(&app, ["2026-10-24", "2026-10-28"], "interval: DAY", &autumn).await;
}

#[tokio::test]
async fn a_skipped_hour_has_no_row_and_a_repeated_hour_has_one() {
    let app = served().await;
    let arguments = "groupBy: [HOUR] interval: DAY";
    for (day, next, hours, expected) in [
        (
            "2026-03-29",
            "2026-03-30",
            (0..24).filter(|hour| *hour != 1).collect::<Vec<_>>(),
            ["0h 1 1 0 0 20min", "2h 0 1 1 0 30min", "23h 0 1 0 0 30min"].as_slice(),
        ),
        (
            "2026-10-25",
            "2026-10-26",
            (0..24).collect(),
            &["0h 1 0 0 0 0min", "1h 1 2 0 0 60min", "2h 0 0 1 0 0min", "23h 0 1 0 0 90min"],
        ),
    ] {
        let of_day = |lines: &[&str]| lines.iter().map(|line| format!("{day} {line}")).collect::<Vec<_>>();
        for zone in ["Europe/London", "Europe/Jersey"] {
            let rows = app.rows(zone, [day, next], arguments).await;
            let reported: Vec<_> =
                rows.iter().map(|row| row.split(' ').nth(1).expect("an hour").to_owned()).collect();
            assert_eq!(reported, hours.iter().map(|hour| format!("{hour}h")).collect::<Vec<_>>(), "{zone}");
            let (empty, busy): (Vec<_>, Vec<_>) =
                rows.into_iter().partition(|row| row.ends_with(" 0 0 0 0 0min"));
            assert_eq!((busy, empty.len()), (of_day(expected), hours.len() - expected.len()), "{zone}");
        }
    }
}
