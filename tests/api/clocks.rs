//! The users of the real clock: the database, the real program, and the suites in `script/test-dates`.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use chrono::{DateTime, TimeDelta, Utc};
use panda::clock::{Clock, SystemClock};

use crate::support::{TestApp, TestDatabase};

/// Names in a suite's source that show that it reads the real clock or starts the real program, which does.
const READERS: [&str; 6] = ["SystemClock", "Server::", "serve_with(", "Program::", "panda()", "Role::new("];

/// The suites of both lists in `script/test-dates`.
fn listed_suites() -> BTreeSet<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("script/test-dates");
    let script = fs::read_to_string(script).expect("the script");
    let lists = ["\nsuites=(\n", "\ndateless_suites=(\n"].map(|begin| {
        let (_, list) = script.split_once(begin).expect("a list of suites");
        list.split_once("\n)\n").expect("the end of the list").0
    });
    let names = lists.iter().flat_map(|list| list.split_whitespace());
    let mut listed = BTreeSet::new();
    for name in names {
        assert!(listed.insert(name.to_owned()), "{name} is listed twice");
    }
    listed
}

/// The sources of a suite: one file, or those of a directory.
fn files_of(path: &Path) -> Vec<PathBuf> {
    if path.is_dir() {
        let entries = fs::read_dir(path).expect("a directory");
        return entries.flat_map(|entry| files_of(&entry.expect("an entry").path())).collect();
    }
    let is_source = path.extension().is_some_and(|extension| extension == "rs");
    if is_source { vec![path.to_owned()] } else { Vec::new() }
}

fn reads_the_real_clock(suite: &Path) -> bool {
    files_of(suite).iter().any(|file| {
        let text = fs::read_to_string(file).expect("a text");
        READERS.iter().any(|reader| text.contains(reader))
    })
}

#[test]
fn the_script_lists_exactly_the_suites_that_read_the_real_clock() {
    let suites = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api")).expect("the suites");
    let readers =
        suites.map(|entry| entry.expect("a suite").path()).filter(|suite| reads_the_real_clock(suite));
    let names = readers.map(|suite| suite.file_stem().expect("a name").to_str().expect("a text").to_owned());
    let readers: BTreeSet<String> = names.filter(|name| name != "support").collect();
    let listed = listed_suites();
    let missing: Vec<_> = readers.difference(&listed).collect();
    assert!(missing.is_empty(), "use `TestApp::clock`, or add to script/test-dates: {missing:?}");
    let needless: Vec<_> = listed.difference(&readers).collect();
    assert!(needless.is_empty(), "remove from script/test-dates: {needless:?}");
}

/// `script/test-dates` passes its date in `PANDA_TEST_DATE`. PostgreSQL runs as another user, so a wrong
/// setup could leave it on the real date.
#[test]
fn the_tests_and_the_database_have_the_date_that_the_script_asks_for() {
    let database = TestDatabase::create().texts("SELECT to_json(now()) #>> '{}'").remove(0);
    let database: DateTime<Utc> = database.parse().expect("an instant");
    let own = SystemClock.now();
    let tolerance = TimeDelta::minutes(10);
    assert!((database - own).abs() < tolerance, "the database has {database}, the tests {own}");
    if let Ok(date) = std::env::var("PANDA_TEST_DATE") {
        let date: DateTime<Utc> = date.parse().expect("an instant");
        assert!((date..date + tolerance).contains(&own), "{own} is not soon after {date}");
    }
}

/// `now()` is the start of the transaction, so the boundary is exact on any machine.
#[tokio::test]
async fn analysts_see_an_appointment_as_missed_from_the_instant_of_its_end() {
    let app = TestApp::start().await;
    let (patient, clinician) = (app.a_patient(1).await, app.some_clinician("ENT").await);
    app.an_appointment(&patient, &clinician, 60).await;
    app.database.execute(
        "DO $$ BEGIN
            UPDATE appointments SET starts_at = now() - interval '30 minutes', ends_at = now() + interval '1 microsecond';
            ASSERT (SELECT status FROM analytics.appointments) = 'ACTIVE', 'a microsecond before its end';
            UPDATE appointments SET ends_at = now();
            ASSERT (SELECT status FROM analytics.appointments) = 'MISSED', 'at its end';
         END $$",
    );
}

#[tokio::test]
async fn analysts_see_a_patient_change_age_band_on_the_birthday_in_london() {
    let app = TestApp::start().await;
    app.a_patient(1).await;
    app.database.execute(
        "DO $$ DECLARE today date := (now() AT TIME ZONE 'Europe/London')::date; BEGIN
            UPDATE patients SET date_of_birth = today - interval '16 years';
            ASSERT (SELECT age_band FROM analytics.patients) = 'AGE_16_TO_24', 'on the birthday';
            UPDATE patients SET date_of_birth = date_of_birth + 1;
            ASSERT (SELECT age_band FROM analytics.patients) = 'AGE_0_TO_15', 'the day before';
         END $$",
    );
}
