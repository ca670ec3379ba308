//! Many who send what they should not, a few at a time.

use futures_util::{StreamExt, stream};
use panda::principal::RoleAssignment;
use serde_json::Value;

use super::{Books, Judge};
use crate::support::{Somebody, TestApp};

const LANGUAGES: [&str; 9] = ["en-GB", "cy", "fr", "de", "es", "pl", "ar", "ur", "\u{80}"];

/// How many are at it at once.
const AT_ONCE: usize = 6;

/// Somebody who sends a body.
#[derive(Debug, Clone)]
pub struct Sent {
    pub what: String,
    pub body: Vec<u8>,
    pub who: Somebody,
    pub language: &'static str,
}

/// What came of it all.
#[derive(Default)]
pub struct Outcome {
    pub requests: usize,
    /// Requests of which something was carried out or read.
    pub acknowledged: usize,
    pub wrongs: Vec<String>,
}

impl Sent {
    /// The n-th body: sent by an administrator mostly, who reads English mostly.
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
    /// Sends it all; notes in the books what was acknowledged, and tells what was wrong with the answers.
    pub async fn endure(&self, all: impl Iterator<Item = Sent>, judge: &Judge, books: &mut Books) -> Outcome {
        let mut outcome = Outcome::default();
        let mut answers = stream::iter(all.map(|sent| self.judged(sent, judge))).buffer_unordered(AT_ONCE);
        while let Some(judged) = answers.next().await {
            outcome.requests += 1;
            match judged {
                Ok(answer) => {
                    outcome.acknowledged += usize::from(answer.get("errors").is_none());
                    books.note(&answer["data"]);
                }
                Err(wrong) => outcome.wrongs.push(wrong),
            }
        }
        outcome
    }

    async fn judged(&self, sent: Sent, judge: &Judge) -> Result<Value, String> {
        let post = match sent.who {
            Some(assignment) => self.post_as(assignment),
            None => self.post_anonymously(),
        };
        let post = post.header("content-type", "application/json").header("accept-language", sent.language);
        let told = |wrong: String| format!("{} by {:?} in {}: {wrong}", sent.what, sent.who, sent.language);
        let response = post.body(sent.body).send().await.map_err(|error| told(error.to_string()))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.map_err(|error| told(error.to_string()))?;
        judge.judged(status, &headers, &text).map_err(told)
    }
}
