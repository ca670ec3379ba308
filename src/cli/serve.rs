//! `panda serve`.

use std::{future::pending, process::ExitCode, sync::Arc};

use anyhow::Context;
use clap::Args;
use tokio::{net::TcpListener, signal::unix::Signal, task::spawn_blocking};

use super::{files, signals};
use crate::{
    account::{AccountRules, Accounts},
    clock::SystemClock,
    config::{
        ConnectionSettings, DatabaseSettings, GraphiqlSettings, LeewaySettings, LimitSettings,
        ListenSettings, MemorySettings, OriginSettings, PatientSettings, ProxySettings, QuerySettings,
        RuleSettings, SessionSettings, StatisticsSettings, Switch, TokenSettings,
    },
    context::AppContext,
    database::{Capacity, Database},
    graphql::Introspection,
    http::{self, HttpConfig},
    reference::Reference,
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
    patients: PatientSettings,
    #[command(flatten)]
    statistics: StatisticsSettings,
    #[command(flatten)]
    tokens: TokenSettings,
    #[command(flatten)]
    leeway: LeewaySettings,
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
    #[command(flatten)]
    memory: MemorySettings,
}

/// Serves until it is stopped. It waits for a database that is unreachable at the start or later. At the
/// first contact, it exits if the database refuses the connection, or if a pooler mixes the statements of
/// several clients.
pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let (stop, hangups) = (signals::stop()?, signals::hangups()?);
    let tokens = arguments.tokens.tokens(arguments.leeway)?;
    let policy = arguments.queries.policy(Introspection::SignedIn)?;
    let connections = arguments.connections.connections();
    let capacity = Capacity { operation: connections.request_timeout, ..arguments.database.capacity() };
    files::allow(&connections, &capacity);
    let url = arguments.database.url()?;
    let is_reachable = url.is_reachable().await?;
    let database = Database::new(&url, capacity)?;
    let listener = bind(arguments.listen).await?;
    let rules = arguments.patients.of(arguments.statistics.of(arguments.rules.rules()));
    let app = AppContext::new(database.clone(), Arc::new(SystemClock), rules);
    let reference = Reference::new(&database);
    let account_rules = AccountRules { limits: arguments.limits.limits(), ..arguments.sessions.rules() };
    let accounts = Arc::new(Accounts::new(&app, tokens, account_rules));
    let http_config = HttpConfig {
        proxies: arguments.proxies.trusted_proxies,
        origins: arguments.origins.cors_origins,
        policy,
        connections,
        memory: arguments.memory.limits(),
        without_graphiql: arguments.graphiql.graphiql == Switch::Off,
        ..HttpConfig::default()
    };
    let rereading = tokio::spawn(reread_keys(hangups, arguments.tokens, accounts.clone()));
    let refused = async {
        if !is_reachable {
            url.first_contact().await?;
        }
        url.expect_own_sessions().await.context("the database cannot be used")?;
        // From now on, no error of the database ends the server.
        pending().await
    };
    let outcome = tokio::select! {
        () = http::serve(app, reference, accounts, http_config, listener, stop) => Ok(ExitCode::SUCCESS),
        refused = refused => refused,
    };
    rereading.abort();
    database.close();
    outcome
}

/// Reads the key files again at each SIGHUP. If one of them cannot be used, all former keys stay in use.
async fn reread_keys(mut hangups: Signal, settings: TokenSettings, accounts: Arc<Accounts>) {
    while hangups.recv().await.is_some() {
        let files = settings.clone();
        let read = spawn_blocking(move || files.keys()).await.map_err(anyhow::Error::new).flatten();
        match read {
            Ok(keys) => {
                accounts.tokens.replace_keys(keys);
                tracing::info!("the keys were read again, and are in use");
            }
            Err(error) => {
                tracing::error!(
                    error = format!("{error:#}"),
                    "the keys were not replaced: the former ones stay in use"
                );
            }
        }
    }
}

pub(super) async fn bind(settings: ListenSettings) -> anyhow::Result<TcpListener> {
    let address = settings.listen;
    TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address} (--listen, PANDA_LISTEN)"))
}
