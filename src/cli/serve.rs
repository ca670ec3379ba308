//! `panda serve`.

use std::{future::pending, process::ExitCode, sync::Arc};

use anyhow::Context;
use clap::Args;
use tokio::net::TcpListener;

use super::{files, signals};
use crate::{
    account::{AccountRules, Accounts},
    clock::SystemClock,
    config::{
        ConnectionSettings, DatabaseSettings, GraphiqlSettings, LimitSettings, ListenSettings,
        OriginSettings, ProxySettings, QuerySettings, RuleSettings, SessionSettings, StatisticsSettings,
        Switch, TokenSettings,
    },
    database::{Capacity, Database},
    graphql::Introspection,
    http::{self, Edge},
    panda::Panda,
};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    listen: ListenSettings,
    #[command(flatten)]
    database: DatabaseSettings,
    #[command(flatten)]
    rules: RuleSettings,
    #[command(flatten)]
    statistics: StatisticsSettings,
    #[command(flatten)]
    tokens: TokenSettings,
    #[command(flatten)]
    sessions: SessionSettings,
    #[command(flatten)]
    limits: LimitSettings,
    #[command(flatten)]
    queries: QuerySettings,
    #[command(flatten)]
    proxies: ProxySettings,
    #[command(flatten)]
    origins: OriginSettings,
    #[command(flatten)]
    graphiql: GraphiqlSettings,
    #[command(flatten)]
    connections: ConnectionSettings,
}

/// Serves until told to stop. A database that is away at the start, or goes away, is waited for. One that refuses the first
/// connection ends the server.
pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let stop = signals::stop()?;
    let tokens = arguments.tokens.tokens()?;
    let terms = arguments.queries.terms(Introspection::SignedIn)?;
    let connections = arguments.connections.connections();
    let capacity = Capacity { operation: connections.request_timeout, ..arguments.database.capacity() };
    files::allow(&connections, &capacity);
    let url = arguments.database.url()?;
    let is_reachable = url.is_reachable().await?;
    let database = Database::new(&url, capacity)?;
    let listener = bind(arguments.listen).await?;
    let rules = arguments.statistics.of(arguments.rules.rules());
    let panda = Panda::new(database.clone(), Arc::new(SystemClock), rules);
    let account_rules = AccountRules { limits: arguments.limits.limits(), ..arguments.sessions.rules() };
    let accounts = Arc::new(Accounts::new(&panda, tokens, account_rules));
    let edge = Edge {
        proxies: arguments.proxies.trusted_proxies,
        origins: arguments.origins.cors_origins,
        terms,
        connections,
        without_graphiql: arguments.graphiql.graphiql == Switch::Off,
        ..Edge::default()
    };
    let refused = async {
        if !is_reachable {
            url.first_contact().await?;
        }
        pending().await
    };
    let outcome = tokio::select! {
        () = http::serve(panda, accounts, edge, listener, stop) => Ok(ExitCode::SUCCESS),
        refused = refused => refused,
    };
    database.close();
    outcome
}

pub(super) async fn bind(settings: ListenSettings) -> anyhow::Result<TcpListener> {
    let address = settings.listen;
    TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address} (--listen, PANDA_LISTEN)"))
}
