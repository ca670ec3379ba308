//! Sends many hostile requests, a few at a time.

use futures_util::{StreamExt, stream};
use panda::account::RoleAssignment;
use serde_json::Value;

use super::{RecordVersions, ResponseChecker};
use crate::support::{Actor, TestApp};

const LANGUAGES: [&str; 9] = ["en-GB", "cy", "fr", "de", "es", "pl", "ar", "ur", "\u{80}"];

/// The number of concurrent requests.
const AT_ONCE: usize = 6;

/// A hostile request with its actor and language.
#[derive(Debug, Clone)]
pub struct HostileRequest {
    pub what: String,
    pub body: Vec<u8>,
    pub who: Actor,
    pub language: &'static str,
}

/// The results of all requests.
#[derive(Default)]
pub struct Outcome {
    pub requests: usize,
    /// Requests without errors.
    pub acknowledged: usize,
    pub wrongs: Vec<String>,
}

impl HostileRequest {
    /// The n-th request. Most are by an administrator and in British English.
    pub fn nth(n: usize, what: String, body: String, patient: RoleAssignment) -> Self {
        let who = match n % 20 {
            16 => Some(RoleAssignment::Staff),
            17 => Some(RoleAssignment::Analyst),
            18 => Some(patient),
            19 => None,
            _ => Some(RoleAssignment::Admin),
        };
        let language = if n.is_multiple_of(4) { LANGUAGES[n / 4 % LANGUAGES.len()] } else { LANGUAGES[0] };
        Self { what, body: body.into(), who, language }
    }
}

impl TestApp {
    /// Sends all requests, applies the acknowledged changes to the expected versions, and collects faults of
    /// the responses.
    pub async fn send_all(
        &self,
        all: impl Iterator<Item = HostileRequest>,
        checker: &ResponseChecker,
        versions: &mut RecordVersions,
    ) -> Outcome {
        let mut outcome = Outcome::default();
        let mut answers =
            stream::iter(all.map(|sent| self.send_and_check(sent, checker))).buffer_unordered(AT_ONCE);
        while let Some(result) = answers.next().await {
            outcome.requests += 1;
            match result {
                Ok(answer) => {
                    outcome.acknowledged += usize::from(answer.get("errors").is_none());
                    versions.note(&answer["data"]);
                }
                Err(wrong) => outcome.wrongs.push(wrong),
            }
        }
        outcome
    }

    async fn send_and_check(&self, sent: HostileRequest, checker: &ResponseChecker) -> Result<Value, String> {
        let post = match sent.who {
            Some(assignment) => self.post_as(assignment),
            None => self.post_anonymously(),
        };
        let post = post.header("content-type", "application/json").header("accept-language", sent.language);
        let describe =
            |wrong: String| format!("{} by {:?} in {}: {wrong}", sent.what, sent.who, sent.language);
        let response = post.body(sent.body).send().await.map_err(|error| describe(error.to_string()))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.map_err(|error| describe(error.to_string()))?;
        checker.check(status, &headers, &text).map_err(describe)
    }
}
