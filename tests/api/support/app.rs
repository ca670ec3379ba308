//! A server of one test, with a clock that the test sets.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use panda::{
    account::{AccountRules, Limits, RoleAssignment},
    clock::{Clock, ManualClock},
    context::{AppContext, Rules},
    database::{Capacity, Database},
    http::{self, HttpConfig},
    reference::Reference,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::oneshot};

use super::{Answer, TestDatabase, accounts, eventually, token};

/// A running server with an empty database. Dropping it stops the server and drops the database.
pub struct TestApp {
    pub panda: AppContext,
    pub reference: Reference,
    pub clock: Arc<ManualClock>,
    pub address: String,
    client: reqwest::Client,
    _stop: oneshot::Sender<()>,
    // Dropped last, because the connections must be closed before the database is dropped.
    pub database: TestDatabase,
}

/// A Monday morning in winter, when London is at UTC.
pub const MORNING: &str = "2026-03-02T09:00:00Z";

/// The rules of most tests: a second use of a refresh token ends its session immediately.
fn strict() -> AccountRules {
    AccountRules { refresh_reuse: TimeDelta::zero(), ..AccountRules::default() }
}

/// The connection limits of most tests, with a timeout that no slow machine exceeds.
fn unhurried() -> Capacity {
    Capacity { acquire_timeout: Duration::from_mins(5), ..Capacity::default() }
}

impl TestApp {
    pub async fn start() -> Self {
        Self::start_on(TestDatabase::create()).await
    }

    pub async fn start_on(database: TestDatabase) -> Self {
        Self::start_with(database, unhurried()).await
    }

    pub async fn start_with(database: TestDatabase, capacity: Capacity) -> Self {
        Self::start_as(database, capacity, strict()).await
    }

    /// Starts a server with its own HTTP settings and rate limits.
    pub async fn start_behind(edge: HttpConfig, limits: Limits) -> Self {
        let rules = AccountRules { limits, ..strict() };
        Self::start_meeting(TestDatabase::create(), unhurried(), rules, edge).await
    }

    /// Starts a server with its own account rules.
    pub async fn start_as(database: TestDatabase, capacity: Capacity, rules: AccountRules) -> Self {
        Self::start_meeting(database, capacity, rules, HttpConfig::default()).await
    }

    /// Starts a server with all settings given.
    pub async fn start_meeting(
        database: TestDatabase,
        capacity: Capacity,
        rules: AccountRules,
        edge: HttpConfig,
    ) -> Self {
        Self::start_whole(database, capacity, rules, edge, |clock| clock).await
    }

    /// Starts a server with a clock that is built on the manual clock.
    pub async fn start_by(clock: impl FnOnce(Arc<ManualClock>) -> Arc<dyn Clock>) -> Self {
        let (rules, edge) = (strict(), HttpConfig::default());
        Self::start_whole(TestDatabase::create(), unhurried(), rules, edge, clock).await
    }

    async fn start_whole(
        database: TestDatabase,
        capacity: Capacity,
        rules: AccountRules,
        edge: HttpConfig,
        by: impl FnOnce(Arc<ManualClock>) -> Arc<dyn Clock>,
    ) -> Self {
        let clock = Arc::new(ManualClock::at(MORNING.parse().expect("an instant")));
        let connections = Database::new(&database.url, capacity).expect("a pool");
        let panda = AppContext::new(connections, by(clock.clone()), Rules::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let (stop, stopped) = oneshot::channel::<()>();
        let accounts = accounts(&panda, rules);
        let reference = Reference::new(&panda.database);
        let stopped = async move { drop(stopped.await) };
        tokio::spawn(http::serve(panda.clone(), reference.clone(), accounts, edge, listener, stopped));
        let client = reqwest::Client::new();
        Self { panda, reference, clock, address, client, _stop: stop, database }
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
        let at_hand = async || self.reference.current().await.ok().flatten().map(drop);
        eventually("reference data are kept", at_hand).await;
    }

    /// Counts the SQL statements of the work.
    pub async fn statements<T>(&self, work: impl Future<Output = T>) -> (T, u64) {
        let count = self.panda.database.statements();
        let before = count.get();
        let outcome = work.await;
        (outcome, count.get() - before)
    }
}
