//! The example that the README calculates by hand.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};

use crate::support::{Program, TestApp, panda};

fn at_the_top(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The query below the README's worked example.
fn query(readme: &str) -> &str {
    let (_, example) = readme.split_once("#### By hand").expect("the README works an example out");
    let (_, query) = example.split_once("```graphql\n").expect("and asks for it");
    query.split_once("```").expect("a block ends").0
}

#[tokio::test]
async fn the_readmes_calculation_equals_the_apis_result() {
    let app = TestApp::start().await;
    let file = |name: &str| at_the_top("examples/worked_example").join(name);
    let mut import = panda();
    import.env("DATABASE_URL", &app.database.url_text).arg("import");
    import.arg("--patients").arg(file("patients.json"));
    let ended = Program::run(import.arg("--appointments").arg(file("appointments.json")));
    assert!(ended.status.success(), "{ended:?}");

    let readme = fs::read_to_string(at_the_top("README.md")).expect("the README");
    let totals = app.query(query(&readme)).await.data("/missedAppointments/totals");
    let counts = json!({ "booked": 29, "attended": 19, "missed": 3, "cancelled": 7, "upcoming": 0 });
    for (count, expected) in counts.as_object().expect("an object") {
        assert_eq!(&totals[count], expected, "{count}");
    }
    let percent = |share: &Value| format!("{:.2} %", 100.0 * share.as_f64().expect("a share"));
    assert_eq!(percent(&totals["didNotAttendRate"]), "13.64 %");
    assert_eq!(percent(&totals["shareOfBooked"]), "10.34 %");
    assert_eq!((&totals["missedMinutes"], &totals["estimatedCost"]), (&json!(60), &json!("90.00")));
    for reported in ["3 / 22 = 13.64 %", "3 / 29 = 10.34 %", "£90.00"] {
        assert!(readme.contains(reported), "{reported}");
    }
}
