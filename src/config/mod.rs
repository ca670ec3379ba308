//! Every setting, from a flag or from the environment, validated before anything starts.

mod accounts;
mod connections;
mod database;
mod http;
mod limits;
mod memory;
mod queries;
mod renamed;
mod rules;

use std::net::SocketAddr;

use clap::{Args, ValueEnum};

pub use accounts::{LeewaySettings, SessionSettings, TokenRuleSettings, TokenSettings};
pub use connections::ConnectionSettings;
pub use database::{CapacitySettings, CommandDatabaseSettings, DatabaseSettings, UrlSettings};
pub use http::{GraphiqlSettings, OriginSettings, ProxySettings, Switch};
pub use limits::LimitSettings;
pub use memory::MemorySettings;
pub use queries::QuerySettings;
pub use renamed::warn_of_renamed_variables;
pub use rules::{PatientSettings, RuleSettings, StatisticsSettings};

/// Where the server listens.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "HTTP")]
pub struct ListenSettings {
    /// The address and port to listen on; port 0 takes any free one
    #[arg(long, env = "PANDA_LISTEN", value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
}

/// What is logged, to standard error, and how.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Logging")]
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
