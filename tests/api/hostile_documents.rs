//! Hostile documents are refused in at most ten times the time of an empty query.

use std::time::{Duration, Instant};

use panda::account::RoleAssignment;
use serde_json::json;

use crate::support::{
    Document, HostileRequest, RecordVersions, ResponseChecker, TestApp, floods, nested_values, spreading,
};

/// Enough for a median that one slow request does not change.
const ROUNDS: usize = 15;

const EMPTY: &str = "{ __typename }";

/// The response time.
async fn time(app: &TestApp, body: &str) -> Duration {
    let post = app.post().header("content-type", "application/json").body(body.to_owned());
    let begun = Instant::now();
    let response = post.send().await.expect("the server answers");
    response.bytes().await.expect("a body");
    begun.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The ratio of each document's time to that of an empty query sent next to it.
async fn ratios(app: &TestApp, documents: &[Document]) -> Vec<(f64, String)> {
    let empty = json!({ "query": EMPTY }).to_string();
    for _ in 0..ROUNDS {
        time(app, &empty).await;
    }
    let mut ratios = Vec::new();
    for document in documents {
        let body = json!({ "query": document.text }).to_string();
        let (mut own, mut of_empty) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            of_empty.push(time(app, &empty).await);
            own.push(time(app, &body).await);
        }
        ratios.push((median(own).as_secs_f64() / median(of_empty).as_secs_f64(), document.what.clone()));
    }
    ratios.sort_by(|one, other| other.0.total_cmp(&one.0));
    ratios
}

/// Documents that are refused before or directly after parsing, at any length.
fn to_end_a_server() -> Vec<Document> {
    [nested_values(), spreading()].into_iter().flatten().collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_hostile_document_gets_a_coded_error_or_its_data() {
    let app = TestApp::start().await;
    let checker = ResponseChecker::of(&app, Vec::new()).await;
    let mut versions = RecordVersions::default();
    for who in [Some(RoleAssignment::Admin), None] {
        let sent = to_end_a_server().into_iter().chain(floods()).map(|document| HostileRequest {
            what: document.what,
            body: json!({ "query": document.text }).to_string().into(),
            who,
            language: "en-GB",
        });
        let outcome = app.send_all(sent, &checker, &mut versions).await;
        assert!(outcome.wrongs.is_empty(), "{:#?}", outcome.wrongs);
        assert!(outcome.acknowledged > 5, "some are merely strange");
    }
    app.query(EMPTY).await.data("/__typename");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hostile_documents_take_at_most_ten_times_as_long_as_an_empty_query() {
    let app = TestApp::start().await;
    let mut suspected = to_end_a_server();
    // Other processes use the machine, so a slow document is measured again.
    for _ in 0..3 {
        let ratios = ratios(&app, &suspected).await;
        println!("{:#?}", &ratios[..ratios.len().min(5)]);
        suspected
            .retain(|document| ratios.iter().any(|(ratio, what)| *ratio > 10.0 && *what == document.what));
        if suspected.is_empty() {
            return;
        }
    }
    let slow: Vec<_> = suspected.iter().map(|document| &document.what).collect();
    panic!("more than ten times as long: {slow:?}");
}

/// Reading 32 kB takes time, and validation adds little to it. Run it in release mode:
/// `cargo test --release -- --ignored time_of_a_flood`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a build that is not optimised measures itself"]
async fn the_time_of_a_flood_is_proportional_to_its_length() {
    let app = TestApp::start().await;
    let ratios = ratios(&app, &floods()).await;
    println!("{ratios:#?}");
    assert!(ratios.iter().all(|(ratio, _)| *ratio <= 50.0), "{ratios:#?}");
}
