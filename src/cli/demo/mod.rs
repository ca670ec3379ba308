//! `panda demo`: runs everything on this machine with one command.

mod accounts;
mod analyst;
mod key;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anyhow::{Context, ensure};
use clap::Args;
use pg_local::LocalCluster;

use super::{explain, explain_migration, files, output, serve, signals};
use crate::{
    account::{AccountRules, Accounts, tokens::Tokens},
    clock::SystemClock,
    config::{
        CapacitySettings, ConnectionSettings, LeewaySettings, LimitSettings, ListenSettings, MemorySettings,
        OriginSettings, PatientSettings, QuerySettings, RuleSettings, SessionSettings, StatisticsSettings,
        TokenRuleSettings,
    },
    context::AppContext,
    database::{Capacity, Database, DatabaseUrl, administration, local_cluster::CLUSTERS, migrations},
    graphql::Introspection,
    http::{self, Hosts, HttpConfig},
    reference::Reference,
    sample::{self, SampleChange},
    seed::SeedError,
};

/// The name of the demo's database within its cluster.
const DATABASE: &str = "panda";

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The directory of the private database; below the user's data directory by default
    #[arg(long, env = "PANDA_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,

    /// Delete the private database first, and start over with a new sample
    #[arg(long)]
    reset: bool,

    #[command(flatten)]
    listen: ListenSettings,
    #[command(flatten)]
    capacity: CapacitySettings,
    #[command(flatten)]
    rules: RuleSettings,
    #[command(flatten)]
    patients: PatientSettings,
    #[command(flatten)]
    statistics: StatisticsSettings,
    #[command(flatten)]
    tokens: TokenRuleSettings,
    #[command(flatten)]
    leeway: LeewaySettings,
    #[command(flatten)]
    sessions: SessionSettings,
    #[command(flatten)]
    limits: LimitSettings,
    #[command(flatten)]
    queries: QuerySettings,
    #[command(flatten)]
    origins: OriginSettings,
    #[command(flatten)]
    connections: ConnectionSettings,
    #[command(flatten)]
    memory: MemorySettings,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let stop = signals::stop_with_terminal()?;
    let address = arguments.listen.listen;
    ensure!(
        address.ip().is_loopback(),
        "the demo is open to everyone who can reach it, so it listens on this machine only, not on {address}"
    );
    let policy = arguments.queries.policy(Introspection::Public)?;
    let listener = serve::bind(arguments.listen).await?;
    let directory = arguments.data_dir.map_or_else(default_directory, Ok)?;
    let cluster = start(directory.clone(), arguments.reset).await?;
    let url: DatabaseUrl = cluster.url(DATABASE).parse()?;
    prepare(&cluster, &url).await?;
    let tokens = Tokens::new(key::of(&directory)?, arguments.leeway.of(arguments.tokens.rules()));
    let connections = arguments.connections.connections();
    let capacity = Capacity { operation: connections.request_timeout, ..arguments.capacity.capacity() };
    files::allow(&connections, &capacity);
    let database = Database::new(&url, capacity)?;
    let rules = arguments.patients.of(arguments.statistics.of(arguments.rules.rules()));
    let app = AppContext::new(database, Arc::new(SystemClock), rules);
    let reference = Reference::new(&app.database);
    let account_rules = AccountRules { limits: arguments.limits.limits(), ..arguments.sessions.rules() };
    let accounts_of_server = Arc::new(Accounts::new(&app, tokens, account_rules));
    fill(&app).await?;
    analyst::ensure(&app.database).await?;
    accounts::ensure(&app, &accounts_of_server.hasher).await?;
    let local = listener.local_addr()?;
    output::report(welcome(
        &format!("http://{local}"),
        &cluster.psql_command(DATABASE),
        &cluster.psql_command_as(analyst::ROLE, DATABASE),
        &cluster.url(DATABASE),
        &directory,
    ));
    let database = app.database.clone();
    let http_config = HttpConfig {
        origins: arguments.origins.cors_origins,
        hosts: Hosts::ThisMachine,
        accounts: accounts::offered(),
        policy,
        connections,
        memory: arguments.memory.limits(),
        ..HttpConfig::default()
    };
    http::serve(app, reference, accounts_of_server, http_config, listener, stop).await;
    database.close();
    tokio::task::spawn_blocking(|| cluster.stop()).await??;
    Ok(ExitCode::SUCCESS)
}

/// Starts the cluster on a separate thread, because this blocks.
async fn start(directory: PathBuf, reset: bool) -> anyhow::Result<LocalCluster> {
    output::note(format_args!("Starting a private PostgreSQL in {}.", directory.display()));
    let work = move || {
        if reset {
            CLUSTERS.erase(&directory)?;
        }
        CLUSTERS.start(&directory)
    };
    Ok(tokio::task::spawn_blocking(work).await??)
}

/// Fills the database with the sample, or completes the sample up to today.
async fn fill(app: &AppContext) -> anyhow::Result<()> {
    let change = sample::ensure(app).await.map_err(|error| match error {
        SeedError::Refused(refusal) => anyhow::anyhow!("{refusal}"),
        SeedError::Failed(failure) => explain(failure),
    })?;
    match change {
        SampleChange::Filled { patients, appointments } => output::note(format_args!(
            "Filled the database with a sample of {patients} patients and {appointments} appointments."
        )),
        SampleChange::ToppedUp { since, appointments } => output::note(format_args!(
            "Completed the sample of {since} up to today: {appointments} more appointments."
        )),
        SampleChange::NotOurs => output::note(
            "The database holds other records than this version's sample, so they stay as they are. \
             `--reset` deletes them and makes a new sample.",
        ),
        SampleChange::Complete => {}
    }
    Ok(())
}

/// Creates and migrates the demo's database.
async fn prepare(cluster: &LocalCluster, url: &DatabaseUrl) -> anyhow::Result<()> {
    let maintenance: DatabaseUrl = cluster.url("postgres").parse()?;
    administration::create_if_missing(&maintenance.connect().await?, DATABASE).await.map_err(explain)?;
    administration::close_public_schema(&url.connect().await?).await.map_err(explain)?;
    migrations::run(url.connect().await?).await.map_err(explain_migration)?;
    Ok(())
}

/// The default directory of the demo's data. For root it belongs to the machine, because another user runs
/// PostgreSQL then.
fn default_directory() -> anyhow::Result<PathBuf> {
    if nix::unistd::geteuid().is_root() {
        return Ok(PathBuf::from("/var/lib/panda/demo"));
    }
    let of_user = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".local/share"));
    let data = of_user.or_else(home).context("no home directory; name one for the data with --data-dir")?;
    Ok(data.join("panda").join("demo"))
}

fn welcome(address: &str, psql: &str, analyst: &str, url: &str, directory: &Path) -> String {
    format!(
        "
PANDA is running. Ctrl-C stops it; the data stays in {directory}.

  GraphiQL   {address}/graphiql
  API        {address}/graphql
  psql       {psql}
  analysts   {analyst}
  import     export DATABASE_URL='{url}'
             cargo run -- import --patients FILE --appointments FILE
  tokens     export PANDA_JWT_KEYS='{key}'
             cargo run -- token staff@panda.example

These accounts can sign in, in GraphiQL or by the mutation `login`:

{accounts}

A first query, for another terminal, with both settings above:

  curl -s {address}/graphql -H 'content-type: application/json' \\
    -H \"authorization: Bearer $(cargo run -q -- token staff@panda.example)\" \\
    -d '{{\"query\":\"{{ appointments(first: 3, filter: {{ status: [ACTIVE] }}) {{ totalCount edges {{ node {{ startsAt status patient {{ name }} clinician {{ name }} }} }} }} }}\"}}'
",
        directory = directory.display(),
        key = key::path(directory).display(),
        accounts = accounts::description()
    )
}
