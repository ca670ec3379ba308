//! Documents that are made to keep a server busy are refused in no more than ten times the time of an empty query.

use std::time::{Duration, Instant};

use panda::account::RoleAssignment;
use serde_json::json;

use crate::support::{Books, Document, Judge, Sent, TestApp, floods, nested_values, spreading};

/// Enough for a median that one slow moment does not move.
const ROUNDS: usize = 15;

const EMPTY: &str = "{ __typename }";

/// How long one answer takes.
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

/// How many times as long as an empty query each document takes, each beside an empty query.
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

/// What is refused before it is parsed, or as soon as it is, whatever its length.
fn to_end_a_server() -> Vec<Document> {
    [nested_values(), spreading()].into_iter().flatten().collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_hostile_document_is_answered_with_a_code_or_with_what_it_asks_for() {
    let app = TestApp::start().await;
    let judge = Judge::of(&app, Vec::new()).await;
    let mut books = Books::default();
    for who in [Some(RoleAssignment::Admin), None] {
        let sent = to_end_a_server().into_iter().chain(floods()).map(|document| Sent {
            what: document.what,
            body: json!({ "query": document.text }).to_string().into(),
            who,
            language: "en-GB",
        });
        let outcome = app.endure(sent, &judge, &mut books).await;
        assert!(outcome.wrongs.is_empty(), "{:#?}", outcome.wrongs);
        assert!(outcome.acknowledged > 5, "some are merely strange");
    }
    app.query(EMPTY).await.data("/__typename");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_made_to_end_a_server_takes_at_most_ten_times_as_long_as_an_empty_query() {
    let app = TestApp::start().await;
    let mut suspected = to_end_a_server();
    // Others are at work on the machine: what is slow must be so again.
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

/// It takes time to read 32 kB, and not much more to judge them. Run it in release: `cargo test --release -- --ignored floods`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a build that is not optimised measures itself"]
async fn floods_take_little_more_than_their_length() {
    let app = TestApp::start().await;
    let ratios = ratios(&app, &floods()).await;
    println!("{ratios:#?}");
    assert!(ratios.iter().all(|(ratio, _)| *ratio <= 50.0), "{ratios:#?}");
}
