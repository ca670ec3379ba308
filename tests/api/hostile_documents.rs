//! Documents that are made to keep a server busy are refused in no more than ten times the time of an empty query.

use std::time::{Duration, Instant};

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

fn all() -> Vec<Document> {
    [nested_values(), spreading(), floods()].into_iter().flatten().collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_hostile_document_is_answered_with_a_code_or_with_what_it_asks_for() {
    let app = TestApp::start().await;
    let judge = Judge::of(&app, Vec::new()).await;
    let mut books = Books::default();
    for who in [Some(panda::principal::Standing::Admin), None] {
        let sent = all().into_iter().map(|document| Sent {
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
async fn a_hostile_document_takes_at_most_ten_times_as_long_as_an_empty_query() {
    let app = TestApp::start().await;
    let measured: Vec<Document> = all();
    let ratios = ratios(&app, &measured).await;
    for (ratio, what) in &ratios {
        println!("{ratio:8.1} {what}");
    }
    let slow: Vec<_> = ratios.iter().filter(|(ratio, _)| *ratio > 10.0).collect();
    assert!(slow.is_empty(), "{slow:#?}");
}
