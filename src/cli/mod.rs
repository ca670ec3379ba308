//! The command line: one file per subcommand.

mod analytics;
mod demo;
mod export;
mod files;
mod health;
mod import;
mod keys;
mod logging;
mod migrate;
mod output;
mod password;
mod schema;
mod seed;
mod serve;
mod settings;
mod signals;
mod statistics;
mod token;
mod user;

use std::{
    fmt::Display,
    process::ExitCode,
    sync::{Arc, LazyLock},
    time::Duration,
};

use anyhow::Context;
use clap::{Parser, Subcommand};
use diesel::ConnectionError;
use diesel_async::AsyncPgConnection;
use tokio::time::timeout;

use crate::{
    clock::SystemClock,
    config::{CommandDatabaseSettings, LogSettings, warn_of_renamed_variables},
    context::{AppContext, Rules},
    database::{
        Database, DatabaseUrl, administration,
        migrations::{self, MigrationError, SchemaVersion},
    },
    error::{Failure, cause},
    i18n::{self, Locale},
};

/// PANDA, the Patient Appointment Network Data Application: a GraphQL API for booking patients with clinicians.
#[derive(Debug, Parser)]
#[command(name = "panda", version, long_version = long_version(), propagate_version = true)]
struct CommandLine {
    #[command(flatten)]
    log: LogSettings,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API from the database at DATABASE_URL
    Serve(serve::Arguments),
    /// Serve the API from a private database on this machine, with sample data
    Demo(demo::Arguments),
    /// Check whether the server on this machine is ready; the exit status is 1 if it is not
    ///
    /// For probes in containers, as in `HEALTHCHECK CMD panda health`. It reads PANDA_LISTEN as the server
    /// does.
    Health(health::Arguments),
    /// Migrate the database's schema to this version
    Migrate(migrate::Arguments),
    /// Import patients and appointments from JSON files
    Import(import::Arguments),
    /// Export all patients and appointments to JSON files
    Export(export::Arguments),
    /// Fill an empty database with a chosen number of generated patients and appointments
    Seed(seed::Arguments),
    /// Verify and rebuild the counts behind the statistics
    Statistics(statistics::Arguments),
    /// Manage user accounts
    User(user::Arguments),
    /// Let analysts read the schema `analytics` with psql, a notebook or Metabase
    ///
    /// The schema contains documented, read-only views without names, numbers, addresses or free text. The
    /// rows are still about persons, so treat access to them as access to personal data.
    Analytics(analytics::Arguments),
    /// Print an access token of a user, for a script; it expires after at most a quarter of an hour
    Token(token::Arguments),
    /// Create and show the keys that sign access tokens
    ///
    /// The servers read their keys at the start, from the files that PANDA_JWT_KEYS lists: the first one
    /// signs tokens, and all of them verify. To rotate keys without logging users out, finish each step on
    /// every server before the next one:
    ///
    /// 1. Create the new key (`panda keys new`). Add it behind the current one,
    ///    PANDA_JWT_KEYS=old.pem,new.pem, and restart the servers one after the other: all of them then
    ///    accept it. If other services verify tokens by /.well-known/jwks.json, wait five minutes, because
    ///    they may cache it for that long.
    ///
    /// 2. Put it first, PANDA_JWT_KEYS=new.pem,old.pem, and restart the servers: it then signs.
    ///
    /// 3. A quarter of an hour after the last restart, every token of the old key has expired. Remove the old
    ///    key, PANDA_JWT_KEYS=new.pem, restart the servers, and delete its file.
    ///
    /// Keep the private half of a key during a rotation: list old.pem with its private key, and not the file
    /// that `panda keys public` prints. The private keys also seal the cursors of lists. A cursor of a key
    /// that is removed, or listed only as public, is refused with CURSOR_INVALID, and the client reads that
    /// list from its beginning.
    ///
    /// Instead of a restart, SIGHUP makes a server read its files again, by the same names: see
    /// docs/operations.md. If a file cannot be used, the server logs an error and keeps the former keys.
    ///
    /// Anyone with a private key can sign tokens, so remove a leaked key immediately: all users then refresh
    /// their tokens, and stay signed in. Refresh tokens do not depend on these keys.
    Keys(keys::Arguments),
    /// Print the schema of the API in the GraphQL schema definition language
    Schema,
    /// Print the settings of every command in Markdown, as docs/settings.md has them
    #[command(hide = true)]
    Settings,
}

/// The settings of every command in Markdown. `docs/settings.md` is compared with it.
pub fn settings_markdown() -> String {
    settings::markdown()
}

/// Runs the command line.
pub fn run() -> ExitCode {
    let line = CommandLine::parse();
    let outcome = logging::start(&line.log).and_then(|_log| {
        warn_of_renamed_variables();
        line.command.run()
    });
    match outcome {
        Ok(code) => code,
        Err(error) => {
            output::note(format_args!("panda: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

impl Command {
    fn run(self) -> anyhow::Result<ExitCode> {
        let work = async {
            match self {
                Self::Serve(arguments) => serve::run(arguments).await,
                Self::Demo(arguments) => demo::run(arguments).await,
                Self::Health(arguments) => health::run(arguments).await,
                Self::Migrate(arguments) => migrate::run(arguments).await,
                Self::Import(arguments) => import::run(arguments).await,
                Self::Export(arguments) => export::run(arguments).await,
                Self::Seed(arguments) => seed::run(arguments).await,
                Self::Statistics(arguments) => statistics::run(arguments).await,
                Self::User(arguments) => user::run(arguments).await,
                Self::Analytics(arguments) => analytics::run(arguments).await,
                Self::Token(arguments) => token::run(arguments).await,
                Self::Keys(arguments) => keys::run(arguments),
                Self::Schema => schema::run(),
                Self::Settings => settings::run(),
            }
        };
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .context("the async runtime cannot be started")?
            .block_on(cause::remembered(work))
    }
}

/// The error for a database that does not answer in time.
const NO_ANSWER: &str = "it does not answer";

/// The timeout for the first connection of a command, including the TLS handshake.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The application context with the machine's clock, for commands that need no business rule.
async fn panda_of(settings: &CommandDatabaseSettings) -> anyhow::Result<AppContext> {
    let database = database_of(settings, note_wait).await?;
    Ok(AppContext::new(database, Arc::new(SystemClock), Rules::default()))
}

/// Describes a migration error for the operator.
fn explain_migration(error: MigrationError) -> anyhow::Error {
    match error {
        MigrationError::Refused(refusal) => anyhow::anyhow!("{refusal}"),
        MigrationError::Failed(failure) => explain(failure),
    }
}

/// The version includes the schema version, because that decides which servers can run together.
fn long_version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        format!("{} (schema version {})", env!("CARGO_PKG_VERSION"), SchemaVersion::of_program())
    });
    &VERSION
}

/// The database of a command, after a check of its schema version. `notify` receives each session that blocks
/// the command.
async fn database_of(
    settings: &CommandDatabaseSettings,
    notify: impl Fn(&dyn Display) + Send + Sync + 'static,
) -> anyhow::Result<Database> {
    let url = settings.url()?.watched(move |blocker| notify(blocker));
    let connection = connect(&url).await?;
    // Without the right to read the migrations, the command itself reports the missing privileges.
    if administration::can_read_migrations(&connection).await.map_err(explain)? {
        let compatible = migrations::check_compatibility(&connection).await.map_err(explain)?;
        compatible.map_err(|incompatible| anyhow::anyhow!("{incompatible}"))?;
    }
    Ok(Database::new(&url, settings.capacity())?)
}

/// The first connection of a command.
async fn connect(url: &DatabaseUrl) -> anyhow::Result<AsyncPgConnection> {
    let connecting = timeout(CONNECT_TIMEOUT, url.connect()).await;
    let connection = connecting.unwrap_or_else(|_| Err(ConnectionError::BadConnection(NO_ANSWER.to_owned())));
    connection.context("the database cannot be reached")
}

/// Writes which session blocks a command.
fn note_wait(wait: &dyn Display) {
    output::note(format_args!("panda: {wait}"));
}

/// Describes a failure of the application for the operator.
fn explain(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::Refused(violations) => {
            let messages = violations.into_iter().map(|violation| {
                format!(
                    "{} ({})",
                    i18n::message(Locale::default(), violation.code, &violation.args),
                    violation.code
                )
            });
            anyhow::anyhow!("{}", messages.collect::<Vec<_>>().join(" "))
        }
        Failure::Unavailable => match cause::last() {
            Some(cause) => anyhow::anyhow!("the database did not carry out the command: {cause}"),
            None => anyhow::anyhow!("the database cannot be reached"),
        },
        Failure::ReadOnly => anyhow::anyhow!("the database accepts no writes; it may be a standby"),
        Failure::Fault(cause) => anyhow::anyhow!("{cause:#}"),
    }
}
