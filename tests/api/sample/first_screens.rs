//! What each role sees of the sample: in GraphiQL's examples and in the queries of the README, at any hour.

use std::{collections::HashSet, fs};

use chrono::TimeDelta;
use panda::{account::RoleAssignment, sample::DEMO_PATIENT_NUMBER};
use serde_json::{Value, json};

use super::sampled;
use crate::{
    examples_of_graphiql::{examples, offers, run},
    support::TestApp,
};

/// Late in the evening, when only the urgent care centre is open.
const SATURDAY_NIGHT: &str = "2027-01-30T23:40:00Z";

#[tokio::test]
async fn examples_and_the_readme_show_something_to_each_role_on_a_saturday_night() {
    let app = sampled(SATURDAY_NIGHT).await;
    for role in ["STAFF", "ANALYST"] {
        app.a_user(role, &format!("{role}@panda.example")).await;
    }
    let query = "query($n: NhsNumber!) { patient(by: { nhsNumber: $n }) { id } }";
    let patient = app.send(query, json!({ "n": DEMO_PATIENT_NUMBER })).await.text("/patient/id");
    app.an_account_of(&patient, "PATIENT@panda.example").await;
    let (offers, examples) = (offers(&app).await, examples(&app).await);
    for role in ["STAFF", "ANALYST", "PATIENT"] {
        let who = app.sign_in(&format!("{role}@panda.example")).await;
        let is_offered = |example: &&Value| offers[role].iter().any(|group| example["group"] == **group);
        for example in examples.iter().filter(is_offered) {
            run(example, &who, &app).await;
        }
        // Bookings of different roles are for different evenings.
        app.clock.advance(TimeDelta::days(1));
    }
    app.clock.set(SATURDAY_NIGHT.parse().expect("an instant"));
    expect_ordinary_names(&app).await;
    expect_figures_for_analysts(&app, &examples).await;
    expect_answers_to_the_readme(&app).await;
}

/// The first page of patients and of clinicians has different names, each of two or three words in Latin letters.
async fn expect_ordinary_names(app: &TestApp) {
    let lists =
        app.query("{ patients { edges { node { name } } } clinicians { edges { node { name } } } }").await;
    for list in ["/patients/edges", "/clinicians/edges"] {
        let edges = lists.data(list);
        let names: Vec<&str> = edges
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|edge| edge["node"]["name"].as_str())
            .collect();
        assert!(names.len() >= 17, "{names:?}");
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len(), "{names:?}");
        for name in names {
            let is_latin = name.chars().all(|c| c < '\u{250}' || ('\u{1e00}'..'\u{2020}').contains(&c));
            assert!(is_latin && (2..=4).contains(&name.split(' ').count()) && name.len() < 40, "{name}");
        }
    }
}

/// Less than half of the rows that analysts read are suppressed, in the examples and in the README.
async fn expect_figures_for_analysts(app: &TestApp, examples: &[Value]) {
    let readme = readme();
    let of_readme = blocks(&readme, "graphql").into_iter().find(|query| query.contains("interval: QUARTER"));
    let example =
        examples.iter().find(|example| example["name"] == "missed-by-clinician").expect("an example");
    let period = json!({ "from": "2026-07-01", "until": "2027-01-01" });
    for (query, variables) in [
        (of_readme.expect("a query"), json!({})),
        (example["query"].as_str().expect("a query").to_owned(), period),
    ] {
        let query = query.replace("first: 10,", "first: 100,").replace("first: 20", "first: 100");
        let query = query.replacen("node {", "node { isSuppressed: suppressed", 1);
        let rows = app
            .send_as(RoleAssignment::Analyst, &query, variables)
            .await
            .data("/missedAppointments/rows/edges");
        let rows = rows.as_array().expect("rows");
        let suppressed = rows.iter().filter(|row| row["node"]["isSuppressed"] == true).count();
        assert!(rows.len() >= 24 && suppressed * 2 < rows.len(), "{suppressed} of {} in {query}", rows.len());
    }
    let (_, file) = readme.split_once("/statistics/missed.csv?").expect("the README fetches the file");
    let parameters = file.split_once('\'').expect("the address is quoted").0;
    let sheet = app.spreadsheet_in("en-GB", RoleAssignment::Analyst, parameters).await;
    let suppressed = sheet.column("Suppressed").iter().filter(|flag| **flag == "true").count();
    let count = sheet.rows.len();
    assert!(count > 100 && suppressed * 2 < count, "{suppressed} of {count}");
}

/// Each query of the README has an answer in which no list is empty. The sign-in needs an account of the demo, and the
/// worked example has a test of its own.
async fn expect_answers_to_the_readme(app: &TestApp) {
    let readme = readme();
    let (tour, _) = readme.split_once("#### By hand").expect("the worked example");
    let queries = blocks(tour, "graphql");
    assert!(queries.len() >= 6);
    for query in queries.into_iter().filter(|query| !query.contains("login(") && !query.contains("viewer")) {
        let variables = if query.contains("mutation Register") {
            let input = blocks(tour, "json").into_iter().find(|json| json.starts_with("{ \"input\""));
            serde_json::from_str(&input.expect("the input")).expect("JSON")
        } else {
            json!({})
        };
        let data = app.send_as(RoleAssignment::Staff, &query, variables).await.data("");
        let text = data.to_string();
        assert!(!text.contains("\"edges\":[]") && !text.contains("\"totalCount\":0"), "{query} {data:#}");
        assert!(
            data.as_object().expect("an object").values().all(|value| !value.is_null()),
            "{query} {data:#}"
        );
    }
}

fn readme() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("the README")
}

/// The blocks of a language in a text of Markdown.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let begin = format!("```{language}\n");
    let after = text.split(&begin).skip(1);
    after.filter_map(|rest| Some(rest.split_once("```")?.0.to_owned())).collect()
}
