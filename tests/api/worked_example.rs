//! The example that docs/statistics.md calculates by hand.

use serde_json::{Value, json};

use crate::support::{FencedBlock, MarkdownFile, Program, TestApp, panda, top};

/// The block of a language that belongs to the worked example.
fn block<'a>(document: &'a MarkdownFile, language: &str, word: &str) -> &'a str {
    let of_example = |block: &&FencedBlock| block.language == language && block.text.contains(word);
    &document.blocks.iter().find(of_example).expect("the worked example has it").text
}

#[tokio::test]
async fn the_worked_example_has_the_figures_of_the_api() {
    let app = TestApp::start().await;
    let file = |name: &str| top().join("examples/worked_example").join(name);
    let mut import = panda();
    import.env("DATABASE_URL", &app.database.url_text).arg("import");
    import.arg("--patients").arg(file("patients.json"));
    let ended = Program::run(import.arg("--appointments").arg(file("appointments.json")));
    assert!(ended.status.success(), "{ended:?}");

    let document = MarkdownFile::read("docs/statistics.md");
    let answer = app.query(block(&document, "graphql", "2024-03-04")).await;
    let totals = answer.data("/missedAppointments/totals");
    let printed: Value = serde_json::from_str(block(&document, "json", "missedMinutes")).expect("JSON");
    assert_eq!(answer.data(""), printed["data"]);
    let counts = json!({ "booked": 29, "attended": 19, "missed": 3, "cancelled": 7, "upcoming": 0 });
    for (count, expected) in counts.as_object().expect("an object") {
        assert_eq!(&totals[count], expected, "{count}");
    }
    let percent = |share: &Value| format!("{:.2} %", 100.0 * share.as_f64().expect("a share"));
    assert_eq!(percent(&totals["didNotAttendRate"]), "13.64 %");
    assert_eq!(percent(&totals["shareOfBooked"]), "10.34 %");
    assert_eq!((&totals["missedMinutes"], &totals["estimatedCost"]), (&json!(60), &json!("90.00")));
    for reported in ["3 / 22 = 13.64 %", "3 / 29 = 10.34 %", "£90.00"] {
        assert!(document.text.contains(reported), "{reported}");
    }
}
