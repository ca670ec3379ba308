//! Settings of how a server meets those outside.

use std::net::IpAddr;

use clap::{Args, ValueEnum};
use ipnet::IpNet;

use crate::http::{NotAnOrigin, Origin};

/// Which other servers stand between a server and its clients.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "HTTP")]
pub struct ProxySettings {
    /// Addresses and networks of the proxies whose X-Forwarded-For is believed, separated by commas, as in `10.0.0.7,fd00::/8`; none by default: behind a proxy that is not named here, all clients are counted as one
    #[arg(long = "trusted-proxies", env = "PANDA_TRUSTED_PROXIES", value_name = "NETWORKS", value_delimiter = ',',
          value_parser = network)]
    pub trusted_proxies: Vec<IpNet>,
}

/// Whether the server has a playground.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "HTTP")]
pub struct GraphiqlSettings {
    /// Whether /graphiql serves GraphiQL, and / and the API's address lead browsers to it
    #[arg(long = "graphiql", env = "PANDA_GRAPHIQL", value_name = "SWITCH", default_value = "on")]
    pub graphiql: Switch,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    On,
    Off,
}

/// Which pages may use the API from a browser.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "HTTP")]
pub struct OriginSettings {
    /// Origins whose pages may use the API from a browser, separated by commas, as in `https://booking.example.org`; none by default
    #[arg(long = "cors-origins", env = "PANDA_CORS_ORIGINS", value_name = "ORIGINS", value_delimiter = ',',
          value_parser = origin)]
    pub cors_origins: Vec<Origin>,
}

fn origin(text: &str) -> Result<Origin, NotAnOrigin> {
    text.trim().parse()
}

/// A network, or one address. Not all addresses that there are: then anybody could say where they come from.
fn network(text: &str) -> Result<IpNet, &'static str> {
    let text = text.trim();
    let network = text.parse::<IpAddr>().map(|address| IpNet::from(address.to_canonical()));
    let network =
        network.or_else(|_| text.parse::<IpNet>()).map_err(|_| "neither an address nor a network")?;
    if network.prefix_len() == 0 { Err("everybody would be believed") } else { Ok(network) }
}
