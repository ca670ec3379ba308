//! Settings of the database.

use std::time::Duration;

use anyhow::Context;
use clap::Args;
use secrecy::{ExposeSecret, SecretString};

use crate::database::{Capacity, DatabaseUrl};

/// Where the database is.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Database")]
pub struct UrlSettings {
    /// PostgreSQL 14 or newer: `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, with `sslmode` and `sslrootcert` as in libpq
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database_url: SecretString,
}

/// For how long a connection is waited for.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Database")]
struct AcquireTimeoutSettings {
    /// Milliseconds to wait for a connection; a server then answers SERVICE_UNAVAILABLE
    #[arg(long = "database-acquire-timeout", env = "PANDA_DATABASE_ACQUIRE_TIMEOUT", value_name = "MS", default_value_t = 2_000,
          value_parser = clap::value_parser!(u64).range(1..=60_000))]
    acquire_timeout: u64,
}

/// How many connections to the database a server has.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Database")]
pub struct CapacitySettings {
    /// Connections for changes and reports, each used by one request at a time
    #[arg(long = "database-pool", env = "PANDA_DATABASE_POOL", value_name = "N", default_value_t = 10,
          value_parser = clap::value_parser!(u16).range(1..=1_000))]
    pool: u16,

    /// Shared connections for reads, each used by many requests at a time; as many more for large operations
    #[arg(long = "read-connections", env = "PANDA_READ_CONNECTIONS", value_name = "N", default_value_t = 2,
          value_parser = clap::value_parser!(u16).range(1..=64))]
    read_connections: u16,

    /// Shared connections for bookings, each used by many requests at a time
    #[arg(long = "write-connections", env = "PANDA_WRITE_CONNECTIONS", value_name = "N", default_value_t = 8,
          value_parser = clap::value_parser!(u16).range(1..=64))]
    write_connections: u16,

    #[command(flatten)]
    acquire_timeout: AcquireTimeoutSettings,
}

/// How a server reaches the database.
#[derive(Debug, Clone, Args)]
pub struct DatabaseSettings {
    #[command(flatten)]
    url: UrlSettings,

    #[command(flatten)]
    capacity: CapacitySettings,
}

/// How a command that does one thing and ends reaches the database. The number of its connections does not matter.
#[derive(Debug, Clone, Args)]
pub struct CommandDatabaseSettings {
    #[command(flatten)]
    url: UrlSettings,

    #[command(flatten)]
    acquire_timeout: AcquireTimeoutSettings,
}

impl UrlSettings {
    /// The validated URL. The text itself stays out of the error: it may hold a password.
    pub fn url(&self) -> anyhow::Result<DatabaseUrl> {
        self.database_url
            .expose_secret()
            .parse()
            .context("the value of --database-url (DATABASE_URL) is wrong")
    }
}

impl DatabaseSettings {
    pub fn url(&self) -> anyhow::Result<DatabaseUrl> {
        self.url.url()
    }

    pub fn capacity(&self) -> Capacity {
        self.capacity.capacity()
    }
}

impl CommandDatabaseSettings {
    pub fn url(&self) -> anyhow::Result<DatabaseUrl> {
        self.url.url()
    }

    pub fn capacity(&self) -> Capacity {
        // A command takes its time.
        Capacity {
            acquire_timeout: self.acquire_timeout.duration(),
            operation: Duration::ZERO,
            ..Capacity::default()
        }
    }
}

impl CapacitySettings {
    pub fn capacity(&self) -> Capacity {
        Capacity {
            read_connections: self.read_connections.into(),
            write_connections: self.write_connections.into(),
            pool: self.pool.into(),
            acquire_timeout: self.acquire_timeout.duration(),
            ..Capacity::default()
        }
    }
}

impl AcquireTimeoutSettings {
    fn duration(self) -> Duration {
        Duration::from_millis(self.acquire_timeout)
    }
}
