//! Sends operations as a given actor, and returns raw responses.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use panda::{account::RoleAssignment, patient::PatientId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Answer, TestApp};

/// The caller: anonymous, or signed in with a role.
pub type Actor = Option<RoleAssignment>;

/// A response as sent over HTTP, without the headers that differ per request: request ID and date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawResponse {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub text: String,
}

/// The role assignment of the patient with this opaque ID.
pub fn patient(id: &str) -> RoleAssignment {
    RoleAssignment::Patient(PatientId(primary_key(id)))
}

/// The primary key in an opaque ID.
pub fn primary_key(id: &str) -> Uuid {
    let bytes = URL_SAFE_NO_PAD.decode(id).expect("an identifier");
    Uuid::from_slice(&bytes[1..]).expect("a key")
}

/// An opaque ID of the same type that no record has.
pub fn absent(id: &str) -> String {
    let mut bytes = URL_SAFE_NO_PAD.decode(id).expect("an identifier");
    bytes[16] = !bytes[16];
    URL_SAFE_NO_PAD.encode(bytes)
}

impl TestApp {
    fn request_as(&self, who: Actor, query: &str, variables: &Value) -> reqwest::RequestBuilder {
        let post = match who {
            Some(assignment) => self.post_as(assignment),
            None => self.post_anonymously(),
        };
        post.header("accept-language", "en-GB").json(&json!({ "query": query, "variables": variables }))
    }

    /// Sends an operation as an actor.
    pub async fn send_as(&self, who: impl Into<Actor>, query: &str, variables: Value) -> Answer {
        let request = self.request_as(who.into(), query, &variables);
        Answer::to(query, request.send().await.expect("the server answers")).await
    }

    /// Sends an operation as an actor, and returns the raw response.
    pub async fn send_raw_as(&self, who: impl Into<Actor>, query: &str, variables: Value) -> RawResponse {
        let response = self.request_as(who.into(), query, &variables).send().await;
        let response = response.expect("the server answers");
        let reported =
            response.headers().iter().filter(|(name, _)| !["x-request-id", "date"].contains(&name.as_str()));
        let text = |value: &reqwest::header::HeaderValue| value.to_str().expect("a text").to_owned();
        let mut headers: Vec<_> = reported.map(|(name, value)| (name.to_string(), text(value))).collect();
        headers.sort();
        RawResponse {
            status: response.status().as_u16(),
            headers,
            text: response.text().await.expect("a body"),
        }
    }

    /// Calls a mutation as an actor.
    pub async fn mutate_as(&self, who: impl Into<Actor>, name: &str, input: Value, fields: &str) -> Answer {
        self.send_as(who, &mutation(name, fields), json!({ "input": input })).await
    }

    pub async fn mutate_raw_as(
        &self,
        who: impl Into<Actor>,
        name: &str,
        input: Value,
        fields: &str,
    ) -> RawResponse {
        self.send_raw_as(who, &mutation(name, fields), json!({ "input": input })).await
    }
}

fn mutation(name: &str, fields: &str) -> String {
    let (first, rest) = name.split_at(1);
    let input = format!("{}{rest}Input", first.to_ascii_uppercase());
    format!("mutation($input: {input}!) {{ {name}(input: $input) {{ {fields} }} }}")
}
