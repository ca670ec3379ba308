//! Every setting, from a flag or from the environment, validated before anything starts.

mod accounts;
mod connections;
mod edge;
mod limits;
mod queries;
mod rules;

use std::{net::SocketAddr, time::Duration};

use anyhow::Context;
use clap::{Args, ValueEnum};
use secrecy::{ExposeSecret, SecretString};

pub use accounts::{SessionSettings, TokenRuleSettings, TokenSettings};
pub use connections::ConnectionSettings;
pub use edge::{GraphiqlSettings, OriginSettings, ProxySettings, Switch};
pub use limits::LimitSettings;
pub use queries::QuerySettings;
pub use rules::{RuleSettings, StatisticsSettings};

use crate::database::{Capacity, DatabaseUrl};

/// How to reach the database.
#[derive(Debug, Clone, Args)]
pub struct DatabaseSettings {
    /// PostgreSQL 14 or newer: `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, with `sslmode` and `sslrootcert` as in libpq
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    database_url: SecretString,

    #[command(flatten)]
    capacity: CapacitySettings,
}

/// How many connections to the database there are.
#[derive(Debug, Clone, Copy, Args)]
pub struct CapacitySettings {
    /// Connections for changes and reports, each used by one request at a time
    #[arg(long = "database-pool", env = "PANDA_DATABASE_POOL", value_name = "N", default_value_t = 10,
          value_parser = clap::value_parser!(u16).range(1..=1_000))]
    pool: u16,

    /// Shared connections for reads, each used by many requests at a time
    #[arg(long = "database-lanes", env = "PANDA_DATABASE_LANES", value_name = "N", default_value_t = 2,
          value_parser = clap::value_parser!(u16).range(1..=64))]
    lanes: u16,

    /// Shared connections for bookings, each used by many requests at a time
    #[arg(long = "database-write-lanes", env = "PANDA_DATABASE_WRITE_LANES", value_name = "N", default_value_t = 8,
          value_parser = clap::value_parser!(u16).range(1..=64))]
    write_lanes: u16,

    /// Milliseconds that a request waits for a connection before it is answered SERVICE_UNAVAILABLE
    #[arg(long = "database-patience", env = "PANDA_DATABASE_PATIENCE", value_name = "MS", default_value_t = 2_000,
          value_parser = clap::value_parser!(u64).range(1..=60_000))]
    patience: u64,
}

impl DatabaseSettings {
    /// The validated URL. The text itself stays out of the error: it may hold a password.
    pub fn url(&self) -> anyhow::Result<DatabaseUrl> {
        self.database_url
            .expose_secret()
            .parse()
            .context("the value of --database-url (DATABASE_URL) is wrong")
    }

    pub fn capacity(&self) -> Capacity {
        self.capacity.capacity()
    }
}

impl CapacitySettings {
    pub fn capacity(&self) -> Capacity {
        Capacity {
            lanes: self.lanes.into(),
            write_lanes: self.write_lanes.into(),
            pool: self.pool.into(),
            patience: Duration::from_millis(self.patience),
            ..Capacity::default()
        }
    }
}

/// Where the server listens.
#[derive(Debug, Clone, Copy, Args)]
pub struct ListenSettings {
    /// The address and port to listen on; port 0 takes any free one
    #[arg(long, env = "PANDA_LISTEN", value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
}

/// What is logged, to standard error, and how.
#[derive(Debug, Clone, Args)]
pub struct LogSettings {
    /// What is logged, as in `info` or `panda=debug,warn`
    #[arg(long, env = "PANDA_LOG", value_name = "FILTER", default_value = "info", global = true)]
    pub log: String,

    /// Text for people, JSON for machines; by default, text on a terminal and JSON elsewhere
    #[arg(long, env = "PANDA_LOG_FORMAT", value_name = "FORMAT", default_value = "auto", global = true)]
    pub log_format: LogFormat,
}

/// The form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Auto,
    Text,
    Json,
}
