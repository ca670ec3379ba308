//! Settings for the timeouts and the number of client connections.

use std::time::Duration;

use clap::Args;

use crate::http::Connections;

/// Limits on client connections.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Connections of clients")]
pub struct ConnectionSettings {
    /// Maximum number of client connections; at the limit, the connection whose client has kept the server waiting longest is closed for the next one
    #[arg(long = "connections", env = "PANDA_CONNECTIONS", value_name = "N", default_value_t = 1_000,
          value_parser = clap::value_parser!(u16).range(1..=50_000))]
    maximum: u16,

    /// Maximum number of connections from one address (one /64 network of IPv6), by the same rule; trusted proxies count towards the total only
    #[arg(long = "connections-per-address", env = "PANDA_CONNECTIONS_PER_ADDRESS", value_name = "N", default_value_t = 500,
          value_parser = clap::value_parser!(u16).range(1..=50_000))]
    maximum_per_address: u16,

    /// Seconds that the head of a request may take
    #[arg(long = "header-timeout", env = "PANDA_HEADER_TIMEOUT", value_name = "SECONDS", default_value_t = 10,
          value_parser = clap::value_parser!(u64).range(1..=600))]
    header_timeout: u64,

    /// Seconds that the whole body of a request may take; later, the answer is 408
    #[arg(long = "body-timeout", env = "PANDA_BODY_TIMEOUT", value_name = "SECONDS", default_value_t = 10,
          value_parser = clap::value_parser!(u64).range(1..=600))]
    body_timeout: u64,

    /// Seconds in which a client must read about 100 KB of a response, or the rest of it
    #[arg(long = "write-timeout", env = "PANDA_WRITE_TIMEOUT", value_name = "SECONDS", default_value_t = 30,
          value_parser = clap::value_parser!(u64).range(1..=600))]
    write_timeout: u64,

    /// Seconds for which an idle connection stays open between two requests; set it longer than that of a proxy in front of the server
    #[arg(long = "idle-timeout", env = "PANDA_IDLE_TIMEOUT", value_name = "SECONDS", default_value_t = 30,
          value_parser = clap::value_parser!(u64).range(1..=3_600))]
    idle_timeout: u64,

    /// Seconds that an operation may take before the answer is SERVICE_UNAVAILABLE; it is also the statement timeout of the database
    #[arg(long = "request-timeout", env = "PANDA_REQUEST_TIMEOUT", value_name = "SECONDS", default_value_t = 30,
          value_parser = clap::value_parser!(u64).range(1..=600))]
    request_timeout: u64,

    /// Seconds for which a stopping server still accepts connections; it is not ready meanwhile, so a load balancer removes it
    #[arg(long = "drain-delay", env = "PANDA_DRAIN_DELAY", value_name = "SECONDS", default_value_t = 0,
          value_parser = clap::value_parser!(u64).range(0..=600))]
    drain_delay: u64,
}

impl ConnectionSettings {
    pub fn connections(self) -> Connections {
        Connections {
            maximum: self.maximum.into(),
            maximum_per_address: self.maximum_per_address.into(),
            header_timeout: Duration::from_secs(self.header_timeout),
            body_timeout: Duration::from_secs(self.body_timeout),
            write_timeout: Duration::from_secs(self.write_timeout),
            idle_timeout: Duration::from_secs(self.idle_timeout),
            request_timeout: Duration::from_secs(self.request_timeout),
            drain_delay: Duration::from_secs(self.drain_delay),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        settings: ConnectionSettings,
    }

    #[test]
    fn default_settings_are_the_default_connections() {
        let line = Line::try_parse_from(["panda"]).unwrap();
        assert_eq!(line.settings.connections(), Connections::default());
    }
}
