//! Settings of how long clients are waited for, and how many of them there may be.

use std::time::Duration;

use clap::Args;

use crate::http::Connections;

/// Bounds on the connections of clients.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Connections of clients")]
pub struct ConnectionSettings {
    /// Connections of clients at a time; when there are as many, whoever has kept the server waiting longest makes room for whoever comes
    #[arg(long = "connections", env = "PANDA_CONNECTIONS", value_name = "N", default_value_t = 1_000,
          value_parser = clap::value_parser!(u16).range(1..=50_000))]
    maximum: u16,

    /// Connections from one address (one /64 of IPv6) at a time, by the same rule; trusted proxies are counted in total only
    #[arg(long = "connections-per-address", env = "PANDA_CONNECTIONS_PER_ADDRESS", value_name = "N", default_value_t = 500,
          value_parser = clap::value_parser!(u16).range(1..=50_000))]
    maximum_per_address: u16,

    /// Seconds that the head of a request may take
    #[arg(long = "header-timeout", env = "PANDA_HEADER_TIMEOUT", value_name = "SECONDS", default_value_t = 10,
          value_parser = clap::value_parser!(u64).range(1..=600))]
    header_timeout: u64,

    /// Seconds that the body of a request may take in all; later, it is answered 408
    #[arg(long = "body-timeout", env = "PANDA_BODY_TIMEOUT", value_name = "SECONDS", default_value_t = 10,
          value_parser = clap::value_parser!(u64).range(1..=600))]
    body_timeout: u64,

    /// Seconds in which a client takes at least some 100 KB of an answer, or what is left of it
    #[arg(long = "write-timeout", env = "PANDA_WRITE_TIMEOUT", value_name = "SECONDS", default_value_t = 30,
          value_parser = clap::value_parser!(u64).range(1..=600))]
    write_timeout: u64,

    /// Seconds for which a connection is kept between two requests; longer than a proxy in front keeps it, if there is one
    #[arg(long = "idle-timeout", env = "PANDA_IDLE_TIMEOUT", value_name = "SECONDS", default_value_t = 30,
          value_parser = clap::value_parser!(u64).range(1..=3_600))]
    idle_timeout: u64,

    /// Seconds that an operation may take before it is answered SERVICE_UNAVAILABLE; the database gives up a statement that takes as long
    #[arg(long = "request-timeout", env = "PANDA_REQUEST_TIMEOUT", value_name = "SECONDS", default_value_t = 30,
          value_parser = clap::value_parser!(u64).range(1..=600))]
    request_timeout: u64,

    /// Seconds for which a server that has to stop still accepts connections; it is not ready meanwhile, so a load balancer takes it out
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
    fn what_is_not_set_is_as_it_is_without_settings() {
        let line = Line::try_parse_from(["panda"]).unwrap();
        assert_eq!(line.settings.connections(), Connections::default());
    }
}
