//! The first contact of a server with its database.
//!
//! A database that is away or starting up is waited for. One that refuses this server will do so until an operator changes something,
//! so the server ends with the reason. Only the first contact counts: a running server outlives any refusal.

use std::{fmt, time::Duration};

use tokio::time::{sleep, timeout};
use tokio_postgres::{config::Host, error::SqlState};

use super::DatabaseUrl;

/// How long one attempt may take before the server starts without an answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long to wait between two attempts.
const PAUSE: Duration = Duration::from_secs(1);

/// No such role and no entry in `pg_hba.conf` have one code; no such password, no such database, and no right to connect to it.
const DEFINITE: [SqlState; 4] = [
    SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
    SqlState::INVALID_PASSWORD,
    SqlState::INVALID_CATALOG_NAME,
    SqlState::INSUFFICIENT_PRIVILEGE,
];

/// The database refuses this server, in words for the operator.
#[derive(Debug)]
pub struct ContactRefused(String);

impl fmt::Display for ContactRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ContactRefused {}

impl DatabaseUrl {
    /// Attempts one connection: whether the database accepted it. It may also be away.
    pub async fn is_reachable(&self) -> Result<bool, ContactRefused> {
        match timeout(PATIENCE, Box::pin(self.config.connect(self.tls.clone()))).await {
            Ok(Ok((client, driver))) => {
                drop(client);
                // The connection is of no further use, so how it ends does not matter.
                drop(timeout(PATIENCE, driver).await);
                Ok(true)
            }
            Ok(Err(error)) => match error.as_db_error() {
                Some(refusal) if DEFINITE.contains(refusal.code()) => Err(ContactRefused(format!(
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

    /// The database and its hosts, for messages. The password is not in it.
    pub(super) fn place(&self) -> String {
        let (ports, addresses) = (self.config.get_ports(), self.config.get_hostaddrs());
        let mut hosts: Vec<String> = self.config.get_hosts().iter().map(host).collect();
        if hosts.is_empty() {
            hosts = addresses.iter().map(ToString::to_string).collect();
        }
        let hosts = hosts.iter().enumerate().map(|(index, host)| {
            // One port is for all hosts, as in libpq.
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
    fn a_place_names_hosts_and_database_and_nothing_of_the_user() {
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
