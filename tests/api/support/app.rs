//! A server of the test's own, whose clock the test moves.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use panda::{
    account::{AccountRules, Limits},
    clock::{Clock, ManualClock},
    context::{AppContext, Rules},
    database::{Capacity, Database},
    http::{self, HttpConfig},
    principal::RoleAssignment,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::oneshot};

use super::{Answer, TestDatabase, accounts, eventually, token};

/// A running server with an empty database. Everything ends with it.
pub struct TestApp {
    pub panda: AppContext,
    pub clock: Arc<ManualClock>,
    pub address: String,
    client: reqwest::Client,
    _stop: oneshot::Sender<()>,
    // Dropped last: the database must outlive those who are connected to it.
    pub database: TestDatabase,
}

/// A Monday morning in winter, when London is at UTC.
pub const MORNING: &str = "2026-03-02T09:00:00Z";

/// The rules of most tests: a refresh token that is used twice ends its session at once.
fn strict() -> AccountRules {
    AccountRules { refresh_reuse: TimeDelta::zero(), ..AccountRules::default() }
}

/// The connections of most tests: nobody is sent away for having waited long, however slow the machine is.
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

    /// Starts a server that meets those outside, and counts what they try, by rules of its own.
    pub async fn start_behind(edge: HttpConfig, limits: Limits) -> Self {
        let rules = AccountRules { limits, ..strict() };
        Self::start_meeting(TestDatabase::create(), unhurried(), rules, edge).await
    }

    /// Starts a server that lets people in by rules of its own.
    pub async fn start_as(database: TestDatabase, capacity: Capacity, rules: AccountRules) -> Self {
        Self::start_meeting(database, capacity, rules, HttpConfig::default()).await
    }

    /// Starts a server with everything of its own.
    pub async fn start_meeting(
        database: TestDatabase,
        capacity: Capacity,
        rules: AccountRules,
        edge: HttpConfig,
    ) -> Self {
        Self::start_whole(database, capacity, rules, edge, |clock| clock).await
    }

    /// Starts a server by a clock that is made of the test's own.
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
        let stopped = async move { drop(stopped.await) };
        tokio::spawn(http::serve(panda.clone(), accounts, edge, listener, stopped));
        let client = reqwest::Client::new();
        Self { panda, clock, address, client, _stop: stop, database }
    }

    /// Sends an operation as a British client does.
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

    /// Calls a mutation with one input, and asks for the given fields of its payload.
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

    /// A `POST /graphql` of an administrator, to which headers and body are added.
    pub fn post(&self) -> reqwest::RequestBuilder {
        self.post_as(RoleAssignment::Admin)
    }

    /// The same of somebody with another standing.
    pub fn post_as(&self, assignment: RoleAssignment) -> reqwest::RequestBuilder {
        self.post_anonymously().bearer_auth(token(assignment, self.now()))
    }

    /// The same of nobody in particular.
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

    /// An instant after the present one, as a client writes it.
    pub fn in_minutes(&self, minutes: i64) -> String {
        (self.now() + TimeDelta::minutes(minutes)).to_rfc3339()
    }

    /// Waits until clinicians, departments and organisations are at hand, as they are in the database.
    pub async fn keeps_reference(&self) {
        let at_hand = async || self.panda.reference.current().await.ok().flatten().map(drop);
        eventually("reference data are kept", at_hand).await;
    }

    /// How many SQL statements the work needs.
    pub async fn statements<T>(&self, work: impl Future<Output = T>) -> (T, u64) {
        let count = self.panda.database.statements();
        let before = count.get();
        let outcome = work.await;
        (outcome, count.get() - before)
    }
}
