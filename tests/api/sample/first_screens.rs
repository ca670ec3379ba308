//! What each role sees of the sample at any hour: in GraphiQL's examples and in the documents' queries.

use std::collections::HashSet;

use chrono::TimeDelta;
use panda::{account::RoleAssignment, sample::DEMO_PATIENT_NUMBER};
use serde_json::{Value, json};

use super::sampled;
use crate::{
    examples_of_graphiql::{examples, offers, run},
    support::{MarkdownFile, SHARED_PASSWORD, TestApp},
};

/// Late in the evening, when only the urgent care centre is open.
const SATURDAY_NIGHT: &str = "2027-01-30T23:40:00Z";

#[tokio::test]
async fn examples_and_documents_return_data_for_each_role_on_a_saturday_night() {
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
        // The roles book on different evenings.
        app.clock.advance(TimeDelta::days(1));
    }
    app.clock.set(SATURDAY_NIGHT.parse().expect("an instant"));
    expect_ordinary_names(&app).await;
    expect_figures_for_analysts(&app, &examples).await;
    expect_answers_to_the_documents(&app).await;
}

/// The first page of patients and of clinicians has unique names of two or three words in Latin letters.
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

/// Fewer than half of the rows for analysts are suppressed, in the examples and in docs/statistics.md.
async fn expect_figures_for_analysts(app: &TestApp, examples: &[Value]) {
    let statistics = MarkdownFile::read("docs/statistics.md");
    let of_document = statistics.run_blocks("graphql").find(|block| block.text.contains("interval: QUARTER"));
    let example =
        examples.iter().find(|example| example["name"] == "missed-by-clinician").expect("an example");
    let period = json!({ "from": "2026-07-01", "until": "2027-01-01" });
    for (query, variables) in [
        (of_document.expect("a query").text.clone(), json!({})),
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
    let (_, file) = statistics.text.split_once("/statistics/missed.csv?").expect("a file is fetched");
    let parameters = file.split_once('\'').expect("the address is quoted").0;
    let sheet = app.spreadsheet_in("en-GB", RoleAssignment::Analyst, parameters).await;
    let suppressed = sheet.column("Suppressed").iter().filter(|flag| **flag == "true").count();
    let count = sheet.rows.len();
    assert!(count > 100 && suppressed * 2 < count, "{suppressed} of {count}");
}

/// Each `graphql run` block has an answer in which no list is empty and no root field is null.
async fn expect_answers_to_the_documents(app: &TestApp) {
    let staff = app.sign_in("STAFF@panda.example").await;
    let mut count = 0;
    for document in MarkdownFile::all() {
        for block in document.run_blocks("graphql") {
            let at = format!("{}:{}", document.path, block.line);
            // The account has the password of the tests here.
            let query = block.text.replace("bamboo-for-staff", SHARED_PASSWORD);
            let variables = document.variables_after(block).unwrap_or_else(|| json!({}));
            let answer = staff.send(&query, variables).await;
            assert!(answer.body.get("errors").is_none(), "{at}: {:#}", answer.body);
            let data = answer.data("");
            let text = data.to_string();
            let is_empty =
                ["\"edges\":[]", "\"nodes\":[]", "\"totalCount\":0"].iter().any(|empty| text.contains(empty));
            assert!(!is_empty, "{at}: {data:#}");
            assert!(
                data.as_object().expect("an object").values().all(|value| !value.is_null()),
                "{at}: {data:#}"
            );
            count += 1;
        }
    }
    assert!(count >= 8, "{count}");
}
