//! The settings of the database sessions that PANDA opens.
//!
//! A session inherits defaults from `ALTER DATABASE … SET`, `ALTER ROLE … SET` and the options of the URL.
//! Each session therefore sets every parameter on which PANDA's SQL relies. The operator deliberately keeps
//! control of three settings:
//!
//! - `search_path`, because it selects the schema with the tables of a deployment.
//! - `default_transaction_read_only`, because it marks a primary that must not be written to, for example
//!   after a failover or when a provider protects a full disk. PANDA then serves reads and refuses writes.
//! - `synchronous_commit = remote_apply`, which is stronger than the `on` that PANDA sets otherwise.

use std::time::Duration;

use postgres_protocol::escape::escape_literal;
use tokio_postgres::Client;

/// A limit, because a statement on a shared connection delays every statement behind it.
const LONGEST_ON_A_SHARED_CONNECTION: Duration = Duration::from_secs(10);

/// The settings of every session, written as `pg_settings.setting` shows them.
const COMMON: &[(&str, &str)] = &[
    // Writes lock rows and then read what other transactions have committed meanwhile. Stricter levels fail
    // instead.
    ("default_transaction_isolation", "read committed"),
    ("default_transaction_deferrable", "off"),
    // Any other value disables triggers and foreign keys. Only a superuser may reset it, so other roles are
    // refused.
    ("session_replication_role", "origin"),
    // A confirmed booking survives a crash of the database.
    ("synchronous_commit", "on"),
    // An error, an idle session or (since PostgreSQL 17) a long transaction must not end the session.
    ("exit_on_error", "off"),
    ("idle_session_timeout", "0"),
    ("transaction_timeout", "0"),
    // How SQL text and its values are parsed and written.
    ("client_encoding", "UTF8"),
    ("standard_conforming_strings", "on"),
    ("transform_null_equals", "off"),
    ("array_nulls", "on"),
    ("DateStyle", "ISO, MDY"),
    ("IntervalStyle", "postgres"),
    ("TimeZone", "UTC"),
    ("timezone_abbreviations", "Default"),
    ("bytea_output", "hex"),
    ("extra_float_digits", "1"),
    ("quote_all_identifiers", "off"),
    ("check_function_bodies", "on"),
    ("row_security", "on"),
    // Any other value makes searches omit matches at random.
    ("gin_fuzzy_search_limit", "0"),
    // Notices and parameters may contain personal data, and they end up in logs.
    ("client_min_messages", "warning"),
    ("log_parameter_max_length_on_error", "0"),
    // Most statements are short: compiling one, or starting workers for one, takes longer than running it. A
    // report with parallel workers would use every processor of a small machine and delay bookings.
    ("jit", "off"),
    ("max_parallel_workers_per_gather", "0"),
];

/// Makes the server check the client's connection every second during a long statement. If the client has
/// disconnected, the server cancels the statement and releases its locks. Some operating systems do not
/// support this setting.
const CHECK_CLIENT_CONNECTION: &str =
    "DO $$ BEGIN PERFORM set_config('client_connection_check_interval', '1s', false);
     EXCEPTION WHEN invalid_parameter_value THEN NULL; END $$";

/// Asks for English messages, by which `outage` recognises outages. Not every role may set this.
const ENGLISH_MESSAGES: &str = "DO $$ BEGIN PERFORM set_config('lc_messages', 'C', false);
     EXCEPTION WHEN insufficient_privilege THEN NULL; END $$";

/// The purpose of a session.
#[derive(Debug, Clone, Copy)]
pub(super) enum SessionKind {
    /// Short reads of many requests.
    Reads(Duration),
    /// Writes of many requests, each of one statement.
    Writes(Duration),
    /// Reads of many requests, one at a time, that may wait for a lock.
    Waiting { operation: Duration, lock: Duration },
    /// Background reads outside requests, such as polling for changes.
    Apart(Duration),
    /// One request or command at a time.
    Pooled(Duration),
    /// Bulk copies of one command.
    Bulk,
    /// One command, such as `panda migrate`.
    Single,
}

impl SessionKind {
    /// Sets the settings of a new session.
    pub(super) async fn prepare(
        self,
        client: &Client,
        application: &str,
    ) -> Result<(), tokio_postgres::Error> {
        client.batch_execute(&self.sql(application)).await
    }

    fn sql(self, application: &str) -> String {
        let own = self.own();
        let own = own.iter().map(|(name, setting)| (*name, setting.as_str()));
        let rows =
            COMMON.iter().copied().chain(own).map(|(name, setting)| format!("('{name}', '{setting}')"));
        let settings = rows.collect::<Vec<_>>().join(", ");
        let common = format!(
            include_str!("session.sql"),
            application = escape_literal(application),
            settings = settings
        );
        // A shared connection runs short statements only.
        let check_client = if self.is_shared() { "" } else { CHECK_CLIENT_CONNECTION };
        format!("{common}{ENGLISH_MESSAGES};{check_client}")
    }

    fn is_shared(self) -> bool {
        matches!(self, Self::Reads(_) | Self::Writes(_) | Self::Apart(_))
    }

    fn is_read(self) -> bool {
        matches!(self, Self::Reads(_) | Self::Waiting { .. } | Self::Apart(_))
    }

    /// The settings that differ between kinds of sessions. Times are in milliseconds, and 0 means no limit.
    fn own(self) -> Vec<(&'static str, String)> {
        let [statement, lock, idle] = self.timeouts();
        let mut own = vec![
            ("statement_timeout", statement.as_millis().to_string()),
            ("lock_timeout", lock.as_millis().to_string()),
            ("idle_in_transaction_session_timeout", idle.as_millis().to_string()),
        ];
        // Statements on shared connections are short, and planning one would take as long as running it. They
        // therefore use one generic plan. A statement whose plan depends on its values contains them in its
        // text (`Parameters::Inlined`).
        let plans = if self.is_shared() || self.is_read() { "force_generic_plan" } else { "auto" };
        own.push(("plan_cache_mode", plans.to_owned()));
        // Random page reads cost little more than sequential ones, in memory or on flash. With the default
        // value, the planner collects and sorts some rows of a list instead of reading them in index order.
        if self.is_read() {
            own.push(("random_page_cost", "1.1".to_owned()));
        }
        own
    }

    /// The statement timeout, the lock timeout and the timeout of an idle transaction.
    fn timeouts(self) -> [Duration; 3] {
        const NONE: Duration = Duration::ZERO;
        let (millis, secs) = (Duration::from_millis, Duration::from_secs);
        let shared = |operation: Duration| operation.min(LONGEST_ON_A_SHARED_CONNECTION);
        // A command may take any time, and may wait for its user within a transaction.
        let idle = |operation: Duration| if operation.is_zero() { NONE } else { secs(60) };
        match self {
            // A read that waits for a lock delays all reads behind it, so it is soon repeated elsewhere
            // (`super::read`).
            Self::Reads(operation) => [shared(operation), millis(10), idle(operation)],
            Self::Waiting { operation, lock } => [operation, lock, idle(operation)],
            Self::Apart(operation) => [shared(operation), secs(2), idle(operation)],
            // A write that waits for a lock delays those behind it, so it is soon repeated on a pooled
            // connection.
            Self::Writes(operation) => [shared(operation), millis(50), idle(operation)],
            Self::Pooled(operation) => [operation, secs(10), idle(operation)],
            // Bulk work has no time limit. Its lock timeout is bounded, because its waiting lock request
            // blocks other requests.
            Self::Bulk => [NONE, secs(10), NONE],
            Self::Single => [NONE; 3],
        }
    }
}
