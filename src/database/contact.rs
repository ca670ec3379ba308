//! The first contact of a server with its database.
//!
//! The server waits for a database that is unreachable or starting up. A database that refuses this server
//! will do so until an operator changes something, so the server exits with the reason. This applies to the
//! first contact only: a running server survives any refusal.

use std::{fmt, time::Duration};

use tokio::time::{sleep, timeout};
use tokio_postgres::{config::Host, error::SqlState};

use super::DatabaseUrl;

/// The timeout of one attempt. After it, the server starts without an answer.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(1);

/// The pause between two attempts.
const PAUSE: Duration = Duration::from_secs(1);

/// Permanent refusals, in order: an unknown role or no entry in `pg_hba.conf` (one SQLSTATE for both), a
/// wrong password, an unknown database, and no privilege to connect to it.
const PERMANENT: [SqlState; 4] = [
    SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
    SqlState::INVALID_PASSWORD,
    SqlState::INVALID_CATALOG_NAME,
    SqlState::INSUFFICIENT_PRIVILEGE,
];

/// The database refuses this server. The text is for the operator.
#[derive(Debug)]
pub struct ContactRefused(String);

impl fmt::Display for ContactRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ContactRefused {}

impl DatabaseUrl {
    /// Attempts one connection and returns whether the database accepted it. `false` means that it is
    /// unreachable.
    pub async fn is_reachable(&self) -> Result<bool, ContactRefused> {
        match timeout(ATTEMPT_TIMEOUT, Box::pin(self.config.connect(self.tls.clone()))).await {
            Ok(Ok((client, driver))) => {
                drop(client);
                // The connection is not used, so its result does not matter.
                drop(timeout(ATTEMPT_TIMEOUT, driver).await);
                Ok(true)
            }
            Ok(Err(error)) => match error.as_db_error() {
                Some(refusal) if PERMANENT.contains(refusal.code()) => Err(ContactRefused(format!(
                    "the database {} refuses the connection: {}",
                    self.place(),
                    refusal.message()
                ))),
                _ => Ok(false),
            },
            Err(_) => Ok(false),
        }
    }

    /// Attempts connections until the database accepts or refuses one.
    pub async fn first_contact(&self) -> Result<(), ContactRefused> {
        while !self.is_reachable().await? {
            sleep(PAUSE).await;
        }
        Ok(())
    }

    /// The database and its hosts, for messages. It never contains the password.
    pub(super) fn place(&self) -> String {
        let (ports, addresses) = (self.config.get_ports(), self.config.get_hostaddrs());
        let mut hosts: Vec<String> = self.config.get_hosts().iter().map(host).collect();
        if hosts.is_empty() {
            hosts = addresses.iter().map(ToString::to_string).collect();
        }
        let hosts = hosts.iter().enumerate().map(|(index, host)| {
            // A single port applies to all hosts, as in libpq.
            let port = ports.get(index).or(ports.first()).copied().unwrap_or(5432);
            format!("{host}:{port}")
        });
        let hosts = hosts.collect::<Vec<_>>().join(", ");
        let database = self.config.get_dbname().or(self.config.get_user()).unwrap_or_default();
        format!("\"{database}\" on {hosts}")
    }
}

fn host(host: &Host) -> String {
    match host {
        Host::Tcp(address) if address.contains(':') => format!("[{address}]"),
        Host::Tcp(name) => name.clone(),
        Host::Unix(directory) => directory.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_contains_hosts_and_database_but_no_credentials() {
        for (url, expected) in [
            ("postgres://me:secret@db.example.org/panda", "\"panda\" on db.example.org:5432"),
            ("postgres://me:secret@[::1]:5433/panda", "\"panda\" on [::1]:5433"),
            ("postgres://me:secret@a:1,b:2/panda", "\"panda\" on a:1, b:2"),
            ("postgres://me:secret@%2Frun%2Fpg/panda", "\"panda\" on /run/pg:5432"),
            ("postgres://me:secret@a/panda?hostaddr=10.0.0.1", "\"panda\" on a:5432"),
        ] {
            let url: DatabaseUrl = url.parse().expect("a URL");
            assert_eq!(url.place(), expected);
        }
    }
}
