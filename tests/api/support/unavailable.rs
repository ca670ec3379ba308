//! Responses to clients while the database is unavailable, and the operator's log of it.

use std::time::Instant;

use panda::database::Capacity;
use serde_json::Value;

use super::{Answer, Crowd, Server, TestApp, TestDatabase, eventually};

/// A server with two patients and a clinician, and with open connections of each kind.
pub struct Practice {
    pub app: TestApp,
    patients: Vec<String>,
    clinician: String,
}

impl Practice {
    pub async fn on(database: TestDatabase) -> Self {
        let app = TestApp::builder().database(database).capacity(Capacity::default()).start().await;
        app.add_crowd(Crowd { patients: 2, clinicians: 1, departments: 1, appointments: 0 });
        let (patients, clinician) = (app.ids("patients").await, app.ids("clinicians").await.remove(0));
        let practice = Self { app, patients, clinician };
        practice.books(60).await.data("");
        practice.renames("First").await.data("");
        practice
    }

    /// Writes over a shared connection.
    pub async fn books(&self, in_minutes: i64) -> Answer {
        self.app.book(self.app.booking(&self.patients[0], &self.clinician, in_minutes)).await
    }

    /// Writes over a pooled connection.
    pub async fn renames(&self, name: &str) -> Answer {
        let input = serde_json::json!({ "id": self.patients[1], "name": name });
        self.app.mutate("amendPatient", input, "patient { id }").await
    }

    pub async fn reads(&self) -> Answer {
        // Without a total count, which takes a pooled connection.
        self.app.query("{ patients(first: 1) { edges { node { id } } } }").await
    }

    /// Expects that both kinds of writes are refused as documented.
    pub async fn expect_no_writes(&self) {
        expect_unavailable(&self.books(120).await);
        expect_unavailable(&self.renames("Second").await);
    }

    /// Waits until everything works again.
    pub async fn expect_recovery(&self) {
        for work in ["books", "renames", "reads"] {
            let works = async || {
                let answer = match work {
                    "books" => self.books(240).await,
                    "renames" => self.renames("Third").await,
                    _ => self.reads().await,
                };
                is_carried_out(&answer).then_some(())
            };
            eventually(work, works).await;
        }
    }
}

/// If the response of a booking was lost, a repetition is refused, because the booking was committed.
fn is_carried_out(answer: &Answer) -> bool {
    answer.status == 200 && !answer.faults().iter().any(|fault| fault.code == "SERVICE_UNAVAILABLE")
}

#[track_caller]
pub fn expect_unavailable(answer: &Answer) {
    answer.expect_code("SERVICE_UNAVAILABLE");
    assert_eq!(answer.status, 503);
    assert_eq!(answer.headers["retry-after"], "2");
}

/// The log lines of a server with this text. There must be at most one per second, and none at level error.
#[track_caller]
pub fn expect_few(server: &Server, text: &str, begun: Instant) -> Vec<String> {
    let lines = server.program.stderr.so_far();
    let errors: Vec<_> = lines.iter().filter(|line| line.contains("\"ERROR\"")).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let reported = lines.into_iter().filter(|line| line.contains(text));
    let reported: Vec<String> = reported.collect();
    let most = usize::try_from(begun.elapsed().as_secs()).expect("a small number") + 1;
    assert!((1..=most).contains(&reported.len()), "at most {most}: {reported:#?}");
    reported
}

/// The message of a log line.
pub fn message(line: &str) -> String {
    let event: Value = serde_json::from_str(line).expect("JSON");
    event["message"].as_str().expect("a message").to_owned()
}
