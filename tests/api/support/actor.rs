//! Asking as somebody, and what is heard, to the letter.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use panda::{patient::PatientId, principal::RoleAssignment};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Answer, TestApp};

/// Who asks: nobody in particular, or somebody who is signed in.
pub type Somebody = Option<RoleAssignment>;

/// An answer as it went over the wire, but for what belongs to the request: its identity, and the time of day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawResponse {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub text: String,
}

/// The standing of the patient whose identifier this is.
pub fn patient(id: &str) -> RoleAssignment {
    RoleAssignment::Patient(PatientId(primary_key(id)))
}

/// The key behind an opaque identifier.
pub fn primary_key(id: &str) -> Uuid {
    let bytes = URL_SAFE_NO_PAD.decode(id).expect("an identifier");
    Uuid::from_slice(&bytes[1..]).expect("a key")
}

/// An identifier of the same kind that belongs to nothing.
pub fn absent(id: &str) -> String {
    let mut bytes = URL_SAFE_NO_PAD.decode(id).expect("an identifier");
    bytes[16] = !bytes[16];
    URL_SAFE_NO_PAD.encode(bytes)
}

impl TestApp {
    fn posted_by(&self, who: Somebody, query: &str, variables: &Value) -> reqwest::RequestBuilder {
        let post = match who {
            Some(assignment) => self.post_as(assignment),
            None => self.post_anonymously(),
        };
        post.header("accept-language", "en-GB").json(&json!({ "query": query, "variables": variables }))
    }

    /// Sends an operation as somebody.
    pub async fn send_as(&self, who: impl Into<Somebody>, query: &str, variables: Value) -> Answer {
        let request = self.posted_by(who.into(), query, &variables);
        Answer::to(query, request.send().await.expect("the server answers")).await
    }

    /// The same, and hears the answer to the letter.
    pub async fn hear_as(&self, who: impl Into<Somebody>, query: &str, variables: Value) -> RawResponse {
        let response = self.posted_by(who.into(), query, &variables).send().await;
        let response = response.expect("the server answers");
        let told =
            response.headers().iter().filter(|(name, _)| !["x-request-id", "date"].contains(&name.as_str()));
        let text = |value: &reqwest::header::HeaderValue| value.to_str().expect("a text").to_owned();
        let mut headers: Vec<_> = told.map(|(name, value)| (name.to_string(), text(value))).collect();
        headers.sort();
        RawResponse {
            status: response.status().as_u16(),
            headers,
            text: response.text().await.expect("a body"),
        }
    }

    /// Calls a mutation as somebody.
    pub async fn mutate_as(
        &self,
        who: impl Into<Somebody>,
        name: &str,
        input: Value,
        fields: &str,
    ) -> Answer {
        self.send_as(who, &mutation(name, fields), json!({ "input": input })).await
    }

    pub async fn hear_mutate_as(
        &self,
        who: impl Into<Somebody>,
        name: &str,
        input: Value,
        fields: &str,
    ) -> RawResponse {
        self.hear_as(who, &mutation(name, fields), json!({ "input": input })).await
    }
}

fn mutation(name: &str, fields: &str) -> String {
    let (first, rest) = name.split_at(1);
    let input = format!("{}{rest}Input", first.to_ascii_uppercase());
    format!("mutation($input: {input}!) {{ {name}(input: $input) {{ {fields} }} }}")
}
