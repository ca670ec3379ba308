//! Connections, with TLS as the connection string asks.
//!
//! diesel-async's own `establish` speaks plain text only, so connections are made here and handed to it.

use std::{
    fmt,
    path::{Path, PathBuf},
    pin::pin,
    str::FromStr,
    sync::Arc,
    time::Duration,
};

use diesel::{ConnectionError, ConnectionResult};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use futures_util::future::{Either, select};
use tokio::task::JoinHandle;
use tokio_postgres::{Client, Config, Connection, Socket, config::SslMode, tls::MakeTlsConnect};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{
    StatementCount,
    lock_waits::OwnProcesses,
    pooler::BackendIdentity,
    session::SessionKind,
    tls::{self, CertificateCheck},
};
use crate::random;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long the network may keep a peer waiting before the connection is given up.
const SILENCE: Duration = Duration::from_secs(10);

/// Drives a connection until it ends.
pub(super) type Driver = JoinHandle<Result<(), tokio_postgres::Error>>;

/// What is said of a URL of which nothing may be quoted.
const UNINTELLIGIBLE: &str = "it cannot be understood; special characters in user and password must be \
     percent-encoded, and parameters be known to PostgreSQL";

/// Drives a connection, as the driver's own client needs it.
type RawConnection = Connection<Socket, <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream>;

/// What is sent on a lane.
#[derive(Debug, Clone, Copy)]
pub(super) enum ConnectionKind {
    /// Short reads.
    Reads,
    /// Statements that write, each of which is a transaction of its own.
    Writes,
    /// Reads of a single user, which wait for locks.
    Dedicated,
}

/// A validated `DATABASE_URL`. `Debug` does not show it, for it may hold a password.
#[derive(Clone)]
pub struct DatabaseUrl {
    pub(super) config: Config,
    /// As libpq writes it.
    pub(super) sslmode: String,
    pub(super) tls: MakeRustlsConnect,
    /// The server processes of its sessions, collected for a command that reports lock waits.
    pub(super) own_processes: Option<OwnProcesses>,
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
            "disable" => (SslMode::Disable, CertificateCheck::None),
            "allow" | "prefer" => (SslMode::Prefer, CertificateCheck::None),
            // As in libpq, a root certificate turns `require` into `verify-ca`.
            "require" if root.is_none() => (SslMode::Require, CertificateCheck::None),
            "require" | "verify-ca" => (SslMode::Require, CertificateCheck::Chain),
            "verify-full" => (SslMode::Require, CertificateCheck::Full),
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
        let tls = MakeRustlsConnect::new(Arc::unwrap_or_clone(tls));
        Ok(Self { config, sslmode: mode, tls, own_processes: None })
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
        let (client, connection) = self.open(SessionKind::Bulk).await?;
        // If the connection fails, its statement returns the error.
        drop(tokio::spawn(connection));
        Ok(client)
    }

    /// A single connection, outside of pool and lanes.
    pub async fn connect(&self) -> ConnectionResult<AsyncPgConnection> {
        let (client, driver) = self.open(SessionKind::Single).await?;
        AsyncPgConnection::try_from_client_and_connection(client, driver).await
    }

    /// Opens a session with its settings.
    async fn open(&self, session: SessionKind) -> ConnectionResult<(Client, RawConnection)> {
        let nonce = format!("{:016x}", u64::from_ne_bytes(random::bytes()));
        let mut config = self.config.clone();
        // In front, because PostgreSQL cuts long names.
        config.application_name(format!("{nonce} {}", self.application_name()));
        let (client, mut driver) = config.connect(self.tls.clone()).await.map_err(refused)?;
        match select(pin!(self.prepare(&client, session, &nonce)), &mut driver).await {
            Either::Left((outcome, _)) => outcome?,
            Either::Right((Ok(()), prepared)) => prepared.await?,
            Either::Right((Err(error), _)) => return Err(refused(error)),
        }
        Ok((client, driver))
    }

    /// Checks that a connection has a session of its own, before anything is set in it.
    async fn prepare(&self, client: &Client, session: SessionKind, nonce: &str) -> ConnectionResult<()> {
        let identity = BackendIdentity::of(client, nonce).await?;
        identity.check(self, client).await?;
        if let Some(own) = &self.own_processes {
            own.add(identity.pid);
        }
        session.prepare(client, self.application_name()).await.map_err(refused)
    }

    fn application_name(&self) -> &str {
        self.config.get_application_name().unwrap_or_default()
    }
}

/// A connection of a lane, with the task that drives it, for whoever wants to know when it ends.
pub(super) async fn driven(
    url: &DatabaseUrl,
    purpose: ConnectionKind,
    statements: &StatementCount,
    operation: Duration,
) -> ConnectionResult<(AsyncPgConnection, Driver)> {
    let session = match purpose {
        ConnectionKind::Reads => SessionKind::Reads(operation),
        ConnectionKind::Writes => SessionKind::Writes(operation),
        ConnectionKind::Dedicated => SessionKind::Apart(operation),
    };
    let (mut connection, driver) = driven_by(url, session).await?;
    connection.set_instrumentation(statements.clone());
    Ok((connection, driver))
}

/// A connection with the task that drives it.
pub(super) async fn driven_by(
    url: &DatabaseUrl,
    session: SessionKind,
) -> ConnectionResult<(AsyncPgConnection, Driver)> {
    let (client, connection) = url.open(session).await?;
    let driver = tokio::spawn(connection);
    Ok((AsyncPgConnection::try_from(client).await?, driver))
}

pub(super) fn refused(error: tokio_postgres::Error) -> ConnectionError {
    ConnectionError::BadConnection(explain(&error))
}

/// The driver's errors keep the telling part in their source.
pub(super) fn explain(error: &tokio_postgres::Error) -> String {
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
