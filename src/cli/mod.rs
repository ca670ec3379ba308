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
    /// Serve the API from the database that DATABASE_URL names
    Serve(serve::Arguments),
    /// Serve the API from a private database on this machine, with sample data
    Demo(demo::Arguments),
    /// Ask the server on this machine whether it is ready; the exit status is 1 where it is not
    ///
    /// For probes in containers, as in `HEALTHCHECK CMD panda health`. It reads PANDA_LISTEN as the server does.
    Health(health::Arguments),
    /// Bring the database's schema up to this version
    Migrate(migrate::Arguments),
    /// Read patients and appointments from JSON files
    Import(import::Arguments),
    /// Write all patients and appointments to JSON files
    Export(export::Arguments),
    /// Fill an empty database with made-up patients and appointments, as many as you like
    Seed(seed::Arguments),
    /// Look after the counts from which statistics are made
    Statistics(statistics::Arguments),
    /// Look after the accounts of those who may sign in
    User(user::Arguments),
    /// Let analysts read the schema `analytics` with psql, a notebook or Metabase
    ///
    /// The schema holds documented, read-only views without names, numbers, addresses or free text. They are about persons all
    /// the same, so treat whoever reads them as somebody who reads personal data.
    Analytics(analytics::Arguments),
    /// Print an access token of a user, for a script; it is good for a quarter of an hour at most
    Token(token::Arguments),
    /// Make and show the keys that sign access tokens
    ///
    /// The servers read their keys at the start, from the files that PANDA_JWT_KEYS names: the first one signs tokens, and all
    /// of them verify. To change keys without logging anybody out, go on to the next step when every server is through with
    /// the last one:
    ///
    /// 1. Make the new key (`panda keys new`). Add it behind the one in use, PANDA_JWT_KEYS=old.pem,new.pem, and start the
    ///    servers anew, one after the other: all of them then know it. Where others verify tokens by /.well-known/jwks.json, give
    ///    them five minutes, for which they may keep what they have read.
    ///
    /// 2. Put it in front, PANDA_JWT_KEYS=new.pem,old.pem, and start the servers anew: it then signs.
    ///
    /// 3. A quarter of an hour after the last of them, when no token of the old key is good any longer, take the old one away,
    ///    PANDA_JWT_KEYS=new.pem, start the servers anew, and delete its file.
    ///
    /// Keep the private half of a key while you change it: list old.pem with its private key, and not the file that `panda keys
    /// public` prints. The private keys also seal the cursors of lists. A cursor of a key that is gone, or listed only as public, is
    /// refused with CURSOR_INVALID, and the client reads that list from its beginning.
    ///
    /// Instead of a new start, SIGHUP makes a server read its files again, under the names that it was started with: see
    /// docs/operations.md. A file that cannot be used is an error in the log, and the former keys stay.
    ///
    /// Whoever has got hold of a key can sign tokens, so a key that has leaked is taken away at once: everybody then refreshes
    /// their tokens, and stays signed in. Refresh tokens do not depend on these keys.
    Keys(keys::Arguments),
    /// Print the schema of the API in the GraphQL schema definition language
    Schema,
}

/// Does what the command line says.
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
            }
        };
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .context("the async runtime cannot be started")?
            .block_on(cause::remembered(work))
    }
}

/// What is said of a database that is silent.
const NO_ANSWER: &str = "it does not answer";

/// How long the first connection of a command may take, with TLS and all.
const CONNECTING: Duration = Duration::from_secs(10);

/// The application on a database, with the machine's clock, for commands that no rule of an operator's concerns.
async fn panda_of(settings: &CommandDatabaseSettings) -> anyhow::Result<AppContext> {
    let database = database_of(settings, note_wait).await?;
    Ok(AppContext::new(database, Arc::new(SystemClock), Rules::default()))
}

/// Why a database was not migrated, in words for the operator.
fn explain_migration(error: MigrationError) -> anyhow::Error {
    match error {
        MigrationError::Refused(refusal) => anyhow::anyhow!("{refusal}"),
        MigrationError::Failed(failure) => explain(failure),
    }
}

/// The schema version belongs to the version, because it decides which servers can run together.
fn long_version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        format!("{} (schema version {})", env!("CARGO_PKG_VERSION"), SchemaVersion::of_program())
    });
    &VERSION
}

/// The database of a command, which has the schema of this program. `tell` gets a line for each session for which it waits.
async fn database_of(
    settings: &CommandDatabaseSettings,
    tell: impl Fn(&dyn Display) + Send + Sync + 'static,
) -> anyhow::Result<Database> {
    let url = settings.url()?.watched(move |blocker| tell(blocker));
    let connection = connect(&url).await?;
    // The command itself says which rights a role lacks.
    if administration::can_read_migrations(&connection).await.map_err(explain)? {
        let compatible = migrations::check_compatibility(&connection).await.map_err(explain)?;
        compatible.map_err(|incompatible| anyhow::anyhow!("{incompatible}"))?;
    }
    Ok(Database::new(&url, settings.capacity())?)
}

/// The first connection of a command.
async fn connect(url: &DatabaseUrl) -> anyhow::Result<AsyncPgConnection> {
    let connecting = timeout(CONNECTING, url.connect()).await;
    let connection = connecting.unwrap_or_else(|_| Err(ConnectionError::BadConnection(NO_ANSWER.to_owned())));
    connection.context("the database cannot be reached")
}

/// Says for whom a command waits.
fn note_wait(wait: &dyn Display) {
    output::note(format_args!("panda: {wait}"));
}

/// A failure of the application in words for the operator.
fn explain(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::Refused(violations) => {
            let told = violations.into_iter().map(|violation| {
                format!(
                    "{} ({})",
                    i18n::message(Locale::default(), violation.code, &violation.args),
                    violation.code
                )
            });
            anyhow::anyhow!("{}", told.collect::<Vec<_>>().join(" "))
        }
        Failure::Unavailable => match cause::last() {
            Some(cause) => anyhow::anyhow!("the database did not carry out the command: {cause}"),
            None => anyhow::anyhow!("the database cannot be reached"),
        },
        Failure::ReadOnly => anyhow::anyhow!("the database accepts no writes; it may be a standby"),
        Failure::Fault(cause) => anyhow::anyhow!("{cause:#}"),
    }
}
