//! How somebody else reaches the same server.

use std::os::unix::ffi::OsStrExt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode, utf8_percent_encode};
use tokio_postgres::config::Host;

use super::DatabaseUrl;

/// What does not stand for itself in a name: it could mean something to a shell or to a URL.
const SPECIAL: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

impl DatabaseUrl {
    /// The URL by which another user reaches a database of this server, as libpq reads it. Nothing of this URL's own user is in it,
    /// and nothing that a shell would mind between single quotes.
    #[must_use]
    pub fn for_role(&self, user: &str, database: &str) -> String {
        let ports = self.config.get_ports();
        let hosts = self.config.get_hosts().iter().enumerate().map(|(index, host)| {
            let host = match host {
                Host::Tcp(address) if address.contains(':') => format!("[{address}]"),
                Host::Tcp(name) => utf8_percent_encode(name, SPECIAL).to_string(),
                Host::Unix(directory) => {
                    percent_encode(directory.as_os_str().as_bytes(), NON_ALPHANUMERIC).to_string()
                }
            };
            // One port is for all hosts, as in libpq.
            match ports.get(index).or(ports.first()) {
                Some(port) => format!("{host}:{port}"),
                None => host,
            }
        });
        let hosts = hosts.collect::<Vec<_>>().join(",");
        let (user, database) = (utf8_percent_encode(user, SPECIAL), utf8_percent_encode(database, SPECIAL));
        let query = match self.sslmode.as_str() {
            "prefer" => String::new(),
            mode => format!("?sslmode={mode}"),
        };
        format!("postgresql://{user}@{hosts}/{database}{query}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guest_gets_the_address_and_nothing_of_the_hosts_own() {
        for (own, expected) in [
            ("postgres://me:secret@db.example.org/panda", "postgresql://g%20%22st@db.example.org:5432/p%27a"),
            (
                "postgres://me:secret@[::1]:5433/panda?sslmode=prefer",
                "postgresql://g%20%22st@[::1]:5433/p%27a",
            ),
            ("postgres:///panda?host=/run/pg&user=me", "postgresql://g%20%22st@%2Frun%2Fpg/p%27a"),
            ("postgresql://me@%2Frun%2Fpg:5432/x", "postgresql://g%20%22st@%2Frun%2Fpg:5432/p%27a"),
            (
                "postgres://me:secret@a:1,b:2/panda?sslmode=require&password=other",
                "postgresql://g%20%22st@a:1,b:2/p%27a?sslmode=require",
            ),
        ] {
            let url: DatabaseUrl = own.parse().expect("a URL");
            assert_eq!(url.for_role("g \"st", "p'a"), expected);
        }
    }
}
