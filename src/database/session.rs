//! The settings of the sessions that PANDA opens.
//!
//! A session inherits defaults from `ALTER DATABASE … SET`, `ALTER ROLE … SET` and the options of the URL. Each session
//! therefore sets everything on which the SQL of this program relies, whatever it inherits. Three settings stay the
//! operator's, deliberately:
//!
//! - `search_path`, because it says in which schema the tables of a deployment are.
//! - `default_transaction_read_only`, because it marks a primary that must not be written to, as after a failover or when a
//!   provider protects a full disk. PANDA then reads, and refuses writes.
//! - `synchronous_commit = remote_apply`, which is stronger than the `on` that PANDA sets otherwise.

use std::time::Duration;

use postgres_protocol::escape::escape_literal;
use tokio_postgres::Client;

/// A statement on a shared connection delays every statement behind it.
const LONGEST_ON_A_SHARED_CONNECTION: Duration = Duration::from_secs(10);

/// Every session has these, written as `pg_settings.setting` shows them.
const COMMON: &[(&str, &str)] = &[
    // Writes lock rows and then read what others have committed meanwhile. Stricter levels fail instead.
    ("default_transaction_isolation", "read committed"),
    ("default_transaction_deferrable", "off"),
    // Anything else disables triggers and foreign keys. Only a superuser may set it back, so others are refused.
    ("session_replication_role", "origin"),
    // A booking that was confirmed survives a crash of the database.
    ("synchronous_commit", "on"),
    // An error must not end the session, nor must idleness, nor (since PostgreSQL 17) a long transaction.
    ("exit_on_error", "off"),
    ("idle_session_timeout", "0"),
    ("transaction_timeout", "0"),
    // How SQL text and the values in it are read and written.
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
    // Any other value lets searches leave out matches at random.
    ("gin_fuzzy_search_limit", "0"),
    // Notices and parameters may hold personal data, and end in logs.
    ("client_min_messages", "warning"),
    ("log_parameter_max_length_on_error", "0"),
    // Most statements are short: compiling one, or starting workers for it, takes longer than the statement. A report with
    // workers would use every processor of a small machine, and delay bookings.
    ("jit", "off"),
    ("max_parallel_workers_per_gather", "0"),
];

/// The server looks for its client during a long statement too, and releases everything when the client has gone. Some
/// systems on which PostgreSQL runs cannot do that.
const WATCHFUL: &str = "DO $$ BEGIN PERFORM set_config('client_connection_check_interval', '1s', false);
     EXCEPTION WHEN invalid_parameter_value THEN NULL; END $$";

/// The server writes its messages in English, by which outages are recognised (`outage`), if the role may choose.
const IN_ENGLISH: &str = "DO $$ BEGIN PERFORM set_config('lc_messages', 'C', false);
     EXCEPTION WHEN insufficient_privilege THEN NULL; END $$";

/// What a session is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum SessionKind {
    /// Short reads of many requests.
    Reads(Duration),
    /// Writes of many requests, each of one statement.
    Writes(Duration),
    /// Reads of many requests, one at a time, that may wait for a lock.
    Waiting { operation: Duration, lock: Duration },
    /// Reads beside the requests, such as looking out for news.
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
        // A shared connection has short statements only.
        let watchful = if self.is_shared() { "" } else { WATCHFUL };
        format!("{common}{IN_ENGLISH};{watchful}")
    }

    fn is_shared(self) -> bool {
        matches!(self, Self::Reads(_) | Self::Writes(_) | Self::Apart(_))
    }

    fn is_read(self) -> bool {
        matches!(self, Self::Reads(_) | Self::Waiting { .. } | Self::Apart(_))
    }

    /// The settings in which the kinds of sessions differ. Times are in milliseconds, and 0 is no limit.
    fn own(self) -> Vec<(&'static str, String)> {
        let [statement, lock, idle] = self.timeouts();
        let mut own = vec![
            ("statement_timeout", statement.as_millis().to_string()),
            ("lock_timeout", lock.as_millis().to_string()),
            ("idle_in_transaction_session_timeout", idle.as_millis().to_string()),
        ];
        // Statements on shared connections are short, and planning one would take as long as running it. So a statement is
        // planned once, for any values. One whose plan depends on its values has them in its text (`Foresight::Full`).
        let plans = if self.is_shared() || self.is_read() { "force_generic_plan" } else { "auto" };
        own.push(("plan_cache_mode", plans.to_owned()));
        // Pages that are read at random cost little more than others, in memory or on flash. With the usual value, some
        // rows of a list are collected and sorted instead of found in order.
        if self.is_read() {
            own.push(("random_page_cost", "1.1".to_owned()));
        }
        own
    }

    /// For how long a statement, a wait for a lock, and an idle transaction may last.
    fn timeouts(self) -> [Duration; 3] {
        const NONE: Duration = Duration::ZERO;
        let (millis, secs) = (Duration::from_millis, Duration::from_secs);
        let shared = |operation: Duration| operation.min(LONGEST_ON_A_SHARED_CONNECTION);
        // A command may take any time, and may wait for its user within a transaction.
        let idle = |operation: Duration| if operation.is_zero() { NONE } else { secs(60) };
        match self {
            // A read that waits for a lock delays all reads behind it, so it is soon sent again elsewhere (`super::read`).
            Self::Reads(operation) => [shared(operation), millis(10), idle(operation)],
            Self::Waiting { operation, lock } => [operation, lock, idle(operation)],
            Self::Apart(operation) => [shared(operation), secs(2), idle(operation)],
            // A write that waits for a lock delays those behind it, so it is soon sent again on a connection of its own.
            Self::Writes(operation) => [shared(operation), millis(50), idle(operation)],
            Self::Pooled(operation) => [operation, secs(10), idle(operation)],
            // Bulk work takes its time, but others must not queue long behind a lock for which it waits itself.
            Self::Bulk => [NONE, secs(10), NONE],
            Self::Single => [NONE; 3],
        }
    }
}
