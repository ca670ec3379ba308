//! The settings of a [`TestApp`], and how it starts.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use panda::{
    account::{AccountRules, Limits},
    clock::{Clock, ManualClock},
    context::{AppContext, Rules},
    database::{Capacity, Database},
    graphql::OperationPolicy,
    http::{self, Connections, HttpConfig},
    reference::Reference,
};
use tokio::{net::TcpListener, sync::oneshot};

use super::{MORNING, TestApp, TestDatabase, accounts};

/// A server that has not started. What is not set has the value that suits most tests:
///
/// - a new database with the current schema;
/// - a manual clock at [`MORNING`];
/// - the default connection limits, with a timeout that no slow machine exceeds;
/// - the default account rules, but a second use of a refresh token ends its session immediately;
/// - the default HTTP settings.
#[must_use]
pub struct TestAppBuilder {
    database: Option<TestDatabase>,
    capacity: Capacity,
    account_rules: AccountRules,
    http: HttpConfig,
    manual_clock: Arc<ManualClock>,
    clock: Arc<dyn Clock>,
}

impl TestAppBuilder {
    pub(super) fn new() -> Self {
        let manual_clock = Arc::new(ManualClock::at(MORNING.parse().expect("an instant")));
        Self {
            database: None,
            capacity: Capacity { acquire_timeout: Duration::from_mins(5), ..Capacity::default() },
            account_rules: AccountRules { refresh_reuse: TimeDelta::zero(), ..AccountRules::default() },
            http: HttpConfig::default(),
            clock: manual_clock.clone(),
            manual_clock,
        }
    }

    pub fn database(self, database: TestDatabase) -> Self {
        Self { database: Some(database), ..self }
    }

    pub fn capacity(self, capacity: Capacity) -> Self {
        Self { capacity, ..self }
    }

    pub fn account_rules(self, account_rules: AccountRules) -> Self {
        Self { account_rules, ..self }
    }

    /// Sets one of the account rules.
    pub fn rate_limits(self, limits: Limits) -> Self {
        let account_rules = AccountRules { limits, ..self.account_rules };
        Self { account_rules, ..self }
    }

    pub fn http(self, http: HttpConfig) -> Self {
        Self { http, ..self }
    }

    /// Sets one of the HTTP settings.
    pub fn policy(self, policy: OperationPolicy) -> Self {
        let http = HttpConfig { policy, ..self.http };
        Self { http, ..self }
    }

    /// Sets one of the HTTP settings.
    pub fn connections(self, connections: Connections) -> Self {
        let http = HttpConfig { connections, ..self.http };
        Self { http, ..self }
    }

    /// The clock of [`TestApp::clock`], for a clock that is built on it.
    pub fn manual_clock(&self) -> Arc<ManualClock> {
        self.manual_clock.clone()
    }

    /// Sets the clock that the server reads instead of the manual clock.
    pub fn clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    pub async fn start(self) -> TestApp {
        let Self { database, capacity, account_rules, http, manual_clock: clock, clock: server_clock } = self;
        let database = database.unwrap_or_else(TestDatabase::create);
        let connections = Database::new(&database.url, capacity).expect("a pool");
        let context = AppContext::new(connections, server_clock, Rules::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let (stop, stopped) = oneshot::channel::<()>();
        let accounts = accounts(&context, account_rules);
        let reference = Reference::new(&context.database);
        let stopped = async move { drop(stopped.await) };
        tokio::spawn(http::serve(context.clone(), reference.clone(), accounts, http, listener, stopped));
        TestApp { context, reference, clock, address, client: reqwest::Client::new(), _stop: stop, database }
    }
}
