//! Connections, with TLS as the connection string asks.
//!
//! diesel-async's own `establish` speaks plain text only, so connections are made here and handed to it.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
    time::Duration,
};

use diesel::{ConnectionError, ConnectionResult};
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use tokio::task::JoinHandle;
use tokio_postgres::{Client, Config, config::SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{
    Capacity, StatementCount,
    tls::{self, Verification},
};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long the network may keep a peer waiting before the connection is given up.
const SILENCE: Duration = Duration::from_secs(10);

/// What takes longer on a lane stands in the way of all who share its connection.
const LONGEST_ON_A_LANE: Duration = Duration::from_secs(10);

/// What is sent here is short, but for reports: compiling it, or starting workers for it, would take longer than itself. A report
/// that had workers would have every processor of a small machine, and keep those waiting who book.
const OF_ALL: &str = "SET jit = off; SET max_parallel_workers_per_gather = 0";

/// Pages that are read at random cost hardly more than others, in memory or on flash: while they are thought to, some rows of a list
/// are rather collected and sorted than found in order.
///
/// What is read here is short, so to plan it would take as long as to read it: a statement is planned once, for any values. One
/// whose plan has to know them has them in its text (`Foresight::Full`).
///
/// A read that waits for a lock delays all reads that share its connection: it waits only briefly there (`super::read`).
const OF_LANES: &str =
    "SET lock_timeout = '10ms'; SET plan_cache_mode = force_generic_plan; SET random_page_cost = 1.1";

/// Whoever has to wait for others there would keep those waiting who come behind. No plan of what a booking does depends on its
/// values, nor of what its triggers do.
const OF_WRITE_LANES: &str = "SET lock_timeout = '50ms'; SET plan_cache_mode = force_generic_plan";

/// A write waits for others, but not for ever; and nobody leaves a transaction open.
const OF_THE_POOL: &str = "SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s'";

/// Bulk work takes its time, but does not keep others waiting for what it waits for itself.
const OF_BULK_WORK: &str = "SET lock_timeout = '10s'";

/// The server looks after its client during a long statement too, and lets go of everything when that has gone. Not every system
/// that PostgreSQL runs on can tell.
const WATCHFUL: &str = "DO $$ BEGIN PERFORM set_config('client_connection_check_interval', '1s', false);
     EXCEPTION WHEN invalid_parameter_value THEN NULL; END $$";

/// What is said of a URL of which nothing may be quoted.
const UNINTELLIGIBLE: &str = "it cannot be understood; special characters in user and password must be \
     percent-encoded, and parameters be known to PostgreSQL";

/// What is sent on a lane.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    /// Short reads.
    Reads,
    /// Statements that write, each of which is a transaction of its own.
    Writes,
    /// Reads of a single user, which wait for locks.
    Apart,
}

/// How long a read beside the requests waits for a lock.
const APART: Duration = Duration::from_secs(2);

/// A validated `DATABASE_URL`. `Debug` does not show it, for it may hold a password.
#[derive(Clone)]
pub struct DatabaseUrl {
    pub(super) config: Config,
    /// As libpq writes it.
    pub(super) sslmode: String,
    tls: MakeRustlsConnect,
}

/// What is wrong with a `DATABASE_URL`, in words for the operator.
#[derive(Debug)]
pub struct UrlError(String);

impl fmt::Display for UrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UrlError {}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseUrl(…)")
    }
}

impl FromStr for DatabaseUrl {
    type Err = UrlError;

    /// Takes the URL form of libpq, with its `sslmode` and `sslrootcert`.
    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        if !raw.starts_with("postgres://") && !raw.starts_with("postgresql://") {
            return Err(UrlError("it must begin with postgres:// or postgresql://".to_owned()));
        }
        let (base, query) = raw.split_once('?').unwrap_or((raw, ""));
        // Where a question mark stands in the password, the rest of that would be quoted as a parameter below.
        if query.contains('@') && !base.contains('@') {
            return Err(UrlError::new(UNINTELLIGIBLE));
        }
        let mut rest = form_urlencoded::Serializer::new(String::new());
        let (mut mode, mut root) = (None, None);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "sslmode" => mode = Some(value.into_owned()),
                "sslrootcert" => root = Some(PathBuf::from(value.as_ref())),
                _ => drop(rest.append_pair(&name, &value)),
            }
        }
        // The driver decodes percent signs only, so a space must not become a plus.
        let rest = rest.finish().replace('+', "%20");
        let mut config: Config =
            // The driver's own words would quote what may be a part of the password.
            format!("{base}?{rest}").parse().map_err(|_| UrlError::new(UNINTELLIGIBLE))?;
        let by_system = root.as_deref() == Some(Path::new("system"));
        // As in libpq: anyone can get a certificate for some host from one of the system's authorities.
        let mode = mode.unwrap_or_else(|| if by_system { "verify-full" } else { "prefer" }.to_owned());
        let (ssl_mode, verification) = match mode.as_str() {
            weak @ ("disable" | "allow" | "prefer" | "require" | "verify-ca") if by_system => {
                return Err(UrlError(format!(
                    "sslmode={weak} is too weak for sslrootcert=system; use sslmode=verify-full"
                )));
            }
            "disable" => (SslMode::Disable, Verification::None),
            "allow" | "prefer" => (SslMode::Prefer, Verification::None),
            // As in libpq, a root certificate turns `require` into `verify-ca`.
            "require" if root.is_none() => (SslMode::Require, Verification::None),
            "require" | "verify-ca" => (SslMode::Require, Verification::Chain),
            "verify-full" => (SslMode::Require, Verification::Full),
            other => {
                return Err(UrlError(format!(
                    "sslmode={other} is not one of disable, allow, prefer, require, verify-ca and verify-full"
                )));
            }
        };
        let tls = tls::client(verification, root.as_deref())?;
        config.ssl_mode(ssl_mode);
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(SILENCE);
        }
        config.keepalives_idle(SILENCE);
        if config.get_application_name().is_none() {
            config.application_name("panda");
        }
        Ok(Self { config, sslmode: mode, tls: MakeRustlsConnect::new(Arc::unwrap_or_clone(tls)) })
    }
}

impl UrlError {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

impl DatabaseUrl {
    /// The same server, another database.
    #[must_use]
    pub fn with_database(&self, name: &str) -> Self {
        let mut other = self.clone();
        other.config.dbname(name);
        other
    }

    /// The driver's own client, for the bulk copies that diesel does not know. The connection ends with it.
    pub(super) async fn client(&self) -> ConnectionResult<Client> {
        let (client, driver) = self.config.connect(self.tls.clone()).await.map_err(refused)?;
        tokio::spawn(driven_to_its_end(driver));
        client.batch_execute(&format!("{OF_BULK_WORK}; {WATCHFUL}")).await.map_err(refused)?;
        Ok(client)
    }

    /// A single connection, outside of pool and lanes.
    pub async fn connect(&self) -> ConnectionResult<AsyncPgConnection> {
        let (client, driver) = self.config.connect(self.tls.clone()).await.map_err(refused)?;
        AsyncPgConnection::try_from_client_and_connection(client, driver).await
    }
}

/// A connection of the pool.
pub(super) async fn pooled(url: &DatabaseUrl, operation: Duration) -> ConnectionResult<AsyncPgConnection> {
    let mut connection = url.connect().await?;
    set(&mut connection, &format!("{OF_THE_POOL}; {}; {WATCHFUL}", no_longer_than(operation))).await?;
    Ok(connection)
}

/// A connection for one read at a time that may wait for a lock.
pub(super) async fn waiting(url: &DatabaseUrl, capacity: Capacity) -> ConnectionResult<AsyncPgConnection> {
    let mut connection = url.connect().await?;
    let (settings, bound) = (waiting_for_locks(capacity.patience), no_longer_than(capacity.operation));
    set(&mut connection, &format!("{settings}; {bound}; {WATCHFUL}")).await?;
    Ok(connection)
}

/// The settings of a lane, but with more time for locks.
fn waiting_for_locks(bound: Duration) -> String {
    format!("{OF_LANES}; SET lock_timeout = {}", bound.as_millis())
}

/// A connection of a lane, with the task that drives it, for whoever wants to know when it ends.
pub(super) async fn driven(
    url: &DatabaseUrl,
    purpose: Purpose,
    statements: &StatementCount,
    operation: Duration,
) -> ConnectionResult<(AsyncPgConnection, JoinHandle<()>)> {
    let (client, driver) = url.config.connect(url.tls.clone()).await.map_err(refused)?;
    let driver = tokio::spawn(driven_to_its_end(driver));
    let mut connection = AsyncPgConnection::try_from(client).await?;
    let settings = match purpose {
        Purpose::Reads => OF_LANES.to_owned(),
        Purpose::Writes => OF_WRITE_LANES.to_owned(),
        Purpose::Apart => waiting_for_locks(APART),
    };
    set(&mut connection, &format!("{settings}; {}", no_longer_than(operation.min(LONGEST_ON_A_LANE))))
        .await?;
    connection.set_instrumentation(statements.clone());
    Ok((connection, driver))
}

/// Has the server give up every statement that takes longer.
fn no_longer_than(bound: Duration) -> String {
    format!("SET statement_timeout = {}", bound.as_millis())
}

async fn driven_to_its_end(driver: impl Future<Output = Result<(), tokio_postgres::Error>>) {
    if let Err(error) = driver.await {
        tracing::warn!(error = explain(&error), "a database connection ended");
    }
}

async fn set(connection: &mut AsyncPgConnection, settings: &str) -> ConnectionResult<()> {
    connection
        .batch_execute(&format!("{OF_ALL}; {settings}"))
        .await
        .map_err(ConnectionError::CouldntSetupConfiguration)
}

fn refused(error: tokio_postgres::Error) -> ConnectionError {
    ConnectionError::BadConnection(explain(&error))
}

/// The driver's errors keep the telling part in their source.
fn explain(error: &tokio_postgres::Error) -> String {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    cause.map_or(error.to_string(), |cause| format!("{error}: {cause}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_refusal_quotes_a_password(password in "[A-Za-z0-9?@:/#%&=]{8,20}", rest in "[ -~]{0,40}") {
            let marked = format!("s3cret{password}");
            for url in [format!("postgres://panda:{marked}@localhost/panda?{rest}"), format!("postgres://{marked}"), marked.clone()] {
                if let Err(refusal) = url.parse::<DatabaseUrl>() {
                    prop_assert!(!refusal.to_string().contains("s3cret"), "{refusal}");
                }
            }
        }
    }
}
