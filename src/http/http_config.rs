//! How a server meets those outside.

use ipnet::IpNet;

use super::{Connections, DemoAccount, Hosts, Origin};
use crate::{graphql::OperationPolicy, response_memory::MemoryLimits};

/// What is believed of those who ask, what browsers are told, and for how long anybody is waited for. By default nobody is a proxy, and no other origin is let in.
#[derive(Debug, Clone, Default)]
pub struct HttpConfig {
    /// Whose `X-Forwarded-For` is believed.
    pub proxies: Vec<IpNet>,
    /// Whose pages may use the API.
    pub origins: Vec<Origin>,
    pub hosts: Hosts,
    pub connections: Connections,
    pub memory: MemoryLimits,
    /// As whom anybody may sign in, in the order in which the playground offers them; the first is signed in at once.
    pub accounts: Vec<DemoAccount>,
    pub terms: OperationPolicy,
    /// Whether GraphiQL is switched off.
    pub without_graphiql: bool,
}
