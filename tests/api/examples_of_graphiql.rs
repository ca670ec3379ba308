//! The playground's saved examples: each is listed for its roles, and gives the documented result.

use std::{collections::BTreeMap, fs, path::Path};

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::{Crowd, TestApp, Visitor, nhs_number};

const DIRECTORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/http/graphiql/examples");

/// The expected refusals of the examples that demonstrate them. All others have no errors.
const REFUSED: (&str, [&str; 4]) = (
    "several-mistakes",
    [
        "PATIENT_DATE_OF_BIRTH_IN_FUTURE at input.dateOfBirth",
        "EMAIL_INVALID at input.email",
        "TEXT_BLANK at input.name",
        "PATIENT_NHS_NUMBER_CHECKSUM at input.nhsNumber",
    ],
);

async fn text_of(app: &TestApp, path: &str) -> String {
    let answer = app.get(path).send().await.expect("the server answers");
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.expect("a text")
}

pub async fn examples(app: &TestApp) -> Vec<Value> {
    serde_json::from_str(&text_of(app, "/graphiql/examples.json").await).expect("a list")
}

fn text<'a>(example: &'a Value, name: &str) -> &'a str {
    example[name].as_str().unwrap_or_else(|| panic!("{name} of {example}"))
}

/// The groups of examples for each role, from the page's own table.
pub async fn offers(app: &TestApp) -> BTreeMap<String, Vec<String>> {
    let script = text_of(app, "/graphiql/examples.js").await;
    let table =
        script.split_once("const offers = {").expect("a table").1.split_once("};").expect("its end").0;
    let row = |line: &str| {
        let (role, groups) = line.trim().trim_end_matches(',').split_once(": ")?;
        Some((role.to_owned(), serde_json::from_str(groups).expect("a list of names")))
    };
    table.lines().filter_map(row).collect()
}

/// Fills the placeholders of an example as the page does.
fn fill(text: &str, found: &Value, app: &TestApp) -> String {
    let Some((before, rest)) = text.split_once("{{") else { return text.to_owned() };
    let (placeholder, after) = rest.split_once("}}").expect("a placeholder ends");
    if placeholder.starts_with('/') {
        let value = found.pointer(placeholder).unwrap_or_else(|| panic!("no {placeholder} in {found}"));
        let before = before.strip_suffix('"').expect("it is in quotes");
        let after = after.strip_prefix('"').expect("it is in quotes");
        return format!("{before}{value}{}", fill(after, found, app));
    }
    let (name, by) = placeholder.find(['+', '-']).map_or((placeholder, "0"), |at| placeholder.split_at(at));
    let value = made(name, by.parse().expect("a number"), app.now());
    format!("{before}{value}{}", fill(after, found, app))
}

fn made(name: &str, by: i64, now: DateTime<Utc>) -> String {
    match name {
        "day" => (now + TimeDelta::days(by)).date_naive().to_string(),
        "month" => {
            let begin: NaiveDate = now.format("%Y-%m-01").to_string().parse().expect("a day");
            let months = Months::new(by.unsigned_abs().try_into().expect("a few"));
            if by < 0 { begin - months } else { begin + months }.to_string()
        }
        "evening" => format!("{}T20:05:00Z", made("day", 9, now)),
        "now" => (now + TimeDelta::hours(by)).to_rfc3339(),
        "nhsNumber" => nhs_number(5_000),
        "key" => "7d1f0b5c9e".repeat(3),
        _ => panic!("the page knows no {name}"),
    }
}

/// A clinic with past and future appointments, and a user of each role.
async fn clinic() -> TestApp {
    let app = TestApp::start().await;
    app.add_crowd(Crowd { patients: 30, clinicians: 6, departments: 2, appointments: 80 });
    app.database.execute(
        "UPDATE appointments SET starts_at = starts_at - interval '40 days', ends_at = ends_at - interval '40 days'
            WHERE extract(minute FROM starts_at) = 30;
         UPDATE patients SET name = 'Anna Patient' WHERE nhs_number LIKE '%1'",
    );
    for role in ["STAFF", "ANALYST", "ADMIN"] {
        app.a_user(role, &format!("{role}@panda.example")).await;
    }
    let query = "query($n: NhsNumber!) { patient(by: { nhsNumber: $n }) { id } }";
    let patient = app.send(query, json!({ "n": nhs_number(1) })).await.text("/patient/id");
    app.an_account_of(&patient, "PATIENT@panda.example").await;
    let clinician = app.ids("clinicians").await.remove(0);
    let another = app.send(query, json!({ "n": nhs_number(2) })).await.text("/patient/id");
    app.an_appointment(&another, &clinician, 60).await;
    app
}

/// Runs an example as a user, expects exactly its documented refusals, and expects data.
pub async fn run(example: &Value, who: &Visitor<'_>, app: &TestApp) {
    let name = text(example, "name");
    let found = match &example["find"] {
        Value::Null => Value::Null,
        find => who.query(&fill(find.as_str().expect("a query"), &Value::Null, app)).await.data(""),
    };
    let variables = match &example["variables"] {
        Value::Null => json!({}),
        text => {
            let text = fill(text.as_str().expect("a text"), &found, app);
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error} in {text}"))
        }
    };
    let answer = who.send(text(example, "query"), variables).await;
    if name == REFUSED.0 {
        answer.expect_refusals(&REFUSED.1);
        return;
    }
    let data = answer.data("");
    for (field, value) in data.as_object().expect("an object") {
        let is_anonymous = field == "viewer" && who.access_token.is_none();
        assert!(!value.is_null() || is_anonymous, "{name} answers nothing: {:#}", answer.body);
        for list in ["/edges", "/rows/edges", "/patient/appointments/edges"] {
            let edges = value.pointer(list).and_then(Value::as_array);
            assert!(edges.is_none_or(|edges| !edges.is_empty()), "{name} finds nothing: {:#}", answer.body);
        }
    }
}

#[tokio::test]
async fn every_example_runs_for_each_of_its_roles() {
    let plain = TestApp::start().await;
    let (offers, examples) = (offers(&plain).await, examples(&plain).await);
    let roles: Vec<&str> = offers.keys().map(String::as_str).collect();
    assert_eq!(roles, ["ADMIN", "ANALYST", "ANONYMOUS", "PATIENT", "STAFF"]);
    for (role, groups) in &offers {
        let app = clinic().await;
        let who = match role.as_str() {
            "ANONYMOUS" => app.visitor(),
            role => app.sign_in(&format!("{role}@panda.example")).await,
        };
        for group in groups {
            let of_group: Vec<_> =
                examples.iter().filter(|example| text(example, "group") == group).collect();
            assert!(!of_group.is_empty(), "{role} is offered {group}, where nothing is");
            for example in of_group {
                run(example, &who, &app).await;
            }
        }
    }
    let is_offered = |example: &Value| offers.values().flatten().any(|group| group == text(example, "group"));
    assert!(examples.iter().all(is_offered));
}

#[tokio::test]
async fn exactly_the_examples_in_the_directory_are_listed() {
    let app = TestApp::start().await;
    let mut offered = BTreeMap::new();
    for example in examples(&app).await {
        let stem = format!("{}/{}", text(&example, "group"), text(&example, "name"));
        for (part, ending) in [("query", "graphql"), ("variables", "json"), ("find", "find.graphql")] {
            if let Some(content) = example[part].as_str() {
                offered.insert(format!("{stem}.{ending}"), content.to_owned());
            }
        }
        for part in ["title", "about"] {
            let reported = text(&example, part);
            assert!(reported.len() > 5 && !reported.contains('#'), "{part} of {stem}: {reported:?}");
            assert!(text(&example, "query").starts_with("# "), "{stem}");
        }
    }
    let mut kept = BTreeMap::new();
    for group in fs::read_dir(DIRECTORY).expect("a directory") {
        let group = group.expect("an entry");
        for file in fs::read_dir(group.path()).expect("a directory") {
            let path = file.expect("an entry").path();
            let name = path.strip_prefix(Path::new(DIRECTORY)).expect("it is in there").display().to_string();
            kept.insert(name, fs::read_to_string(&path).expect("a text"));
        }
    }
    assert!(kept.len() > 20, "{kept:?}");
    assert_eq!(offered, kept);
}

#[tokio::test]
async fn no_two_examples_have_the_same_title_or_the_same_operation() {
    let examples = examples(&TestApp::start().await).await;
    let operation = |example: &Value| {
        let line = text(example, "query")
            .lines()
            .find(|line| !line.starts_with('#'))
            .expect("an operation")
            .to_owned();
        line.split([' ', '(']).nth(1).expect("a name").to_owned()
    };
    let mut names: Vec<String> = examples.iter().map(operation).collect();
    names.extend(examples.iter().map(|example| text(example, "title").to_owned()));
    let count = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), count, "{names:?}");
}
