//! A server of one test, with a clock that the test sets.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use panda::{
    account::RoleAssignment,
    clock::{Clock, ManualClock},
    context::AppContext,
    reference::Reference,
};
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::{Answer, TestAppBuilder, TestDatabase, eventually, token};

/// A running server with an empty database. Dropping it stops the server and drops the database.
pub struct TestApp {
    pub context: AppContext,
    pub reference: Reference,
    pub clock: Arc<ManualClock>,
    pub address: String,
    pub(super) client: reqwest::Client,
    pub(super) _stop: oneshot::Sender<()>,
    // Dropped last, because the connections must be closed before the database is dropped.
    pub database: TestDatabase,
}

/// A Monday morning in winter, when London is at UTC.
pub const MORNING: &str = "2026-03-02T09:00:00Z";

impl TestApp {
    pub fn builder() -> TestAppBuilder {
        TestAppBuilder::new()
    }

    /// Starts a server with the defaults of [`TestAppBuilder`].
    pub async fn start() -> Self {
        Self::builder().start().await
    }

    /// Sends an operation with British English as the language.
    pub async fn send(&self, query: &str, variables: Value) -> Answer {
        self.send_in("en-GB", query, variables).await
    }

    /// Sends an operation with an `Accept-Language` header.
    pub async fn send_in(&self, language: &str, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables });
        let request = self.post().header("accept-language", language).json(&body);
        Answer::to(query, request.send().await.expect("the server answers")).await
    }

    /// Sends an operation without variables.
    pub async fn query(&self, query: &str) -> Answer {
        self.send(query, json!({})).await
    }

    /// Calls a mutation with one input, and selects fields of its payload.
    pub async fn mutate(&self, name: &str, input: Value, fields: &str) -> Answer {
        self.mutate_in("en-GB", name, input, fields).await
    }

    pub async fn mutate_in(&self, language: &str, name: &str, input: Value, fields: &str) -> Answer {
        let mut letters = name.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase()).into_iter();
        let input_type = format!("{}Input", first.chain(letters).collect::<String>());
        let query = format!("mutation($input: {input_type}!) {{ {name}(input: $input) {{ {fields} }} }}");
        self.send_in(language, &query, json!({ "input": input })).await
    }

    /// A `POST /graphql` of an administrator, without headers and body.
    pub fn post(&self) -> reqwest::RequestBuilder {
        self.post_as(RoleAssignment::Admin)
    }

    /// The same with another role.
    pub fn post_as(&self, assignment: RoleAssignment) -> reqwest::RequestBuilder {
        self.post_anonymously().bearer_auth(token(assignment, self.now()))
    }

    /// The same without a token.
    pub fn post_anonymously(&self) -> reqwest::RequestBuilder {
        self.client.post(format!("{}/graphql", self.address))
    }

    pub fn get(&self, path: &str) -> reqwest::RequestBuilder {
        self.client.get(format!("{}{path}", self.address))
    }

    pub fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}{path}", self.address))
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// An instant after the present, in a client's format.
    pub fn in_minutes(&self, minutes: i64) -> String {
        (self.now() + TimeDelta::minutes(minutes)).to_rfc3339()
    }

    /// Waits until the cache of reference data (clinicians, departments and organisations) is loaded and
    /// current.
    pub async fn wait_for_reference_cache(&self) {
        let is_current = async || self.reference.current().await.ok().flatten().map(drop);
        eventually("reference data are current", is_current).await;
    }

    /// Counts the SQL statements of the work.
    pub async fn statements<T>(&self, work: impl Future<Output = T>) -> (T, u64) {
        let count = self.context.database.statements();
        let before = count.get();
        let outcome = work.await;
        (outcome, count.get() - before)
    }
}
