//! The configuration of the HTTP server.

use ipnet::IpNet;

use super::{Connections, DemoAccount, Hosts, Origin};
use crate::{graphql::OperationPolicy, response_memory::MemoryLimits};

/// Which proxies, origins and hosts are trusted, and the limits of connections and memory. By default there
/// is no trusted proxy and no other origin.
#[derive(Debug, Clone, Default)]
pub struct HttpConfig {
    /// The proxies whose `X-Forwarded-For` is trusted.
    pub proxies: Vec<IpNet>,
    /// The origins whose pages may use the API.
    pub origins: Vec<Origin>,
    pub hosts: Hosts,
    pub connections: Connections,
    pub memory: MemoryLimits,
    /// The demo accounts that GraphiQL offers, in this order. GraphiQL signs in with the first one
    /// automatically.
    pub accounts: Vec<DemoAccount>,
    pub policy: OperationPolicy,
    /// Whether GraphiQL is switched off.
    pub without_graphiql: bool,
}
