//! `panda analytics`: manages the roles that read the schema `analytics`.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{database_of, explain, note_wait, output, password::PasswordArgument};
use crate::{
    account,
    analytics::{self, AnalyticsError, Granted, Refusal, Revoked, RoleName},
    config::CommandDatabaseSettings,
    error::Failure,
};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Create a database role that can read the schema `analytics`, and nothing else
    ///
    /// It can be repeated: the role then keeps its password, and its limits are restored. Roles belong to the
    /// whole server, so one role can get access to several of its databases.
    Grant(Grant),
    /// Revoke a role's access, and drop the role
    ///
    /// Only roles that `panda analytics grant` has created are changed. A role with privileges elsewhere on
    /// the server is kept.
    Revoke(Revoke),
}

#[derive(Debug, Args)]
struct Grant {
    /// The name of the role, as in `panda_analyst`
    role: String,

    /// Read the password from standard input; by default, one is generated for a new role and printed
    #[arg(long)]
    password_stdin: bool,

    #[command(flatten)]
    database: CommandDatabaseSettings,
}

#[derive(Debug, Args)]
struct Revoke {
    /// The name of the role
    role: String,

    #[command(flatten)]
    database: CommandDatabaseSettings,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    match arguments.command {
        Command::Grant(arguments) => grant(arguments).await?,
        Command::Revoke(arguments) => revoke(arguments).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn grant(Grant { role, password_stdin, database }: Grant) -> anyhow::Result<()> {
    let name: RoleName = role.parse()?;
    let password = PasswordArgument::of(password_stdin)?;
    let secret = password.secret.clone();
    let source = if password.is_made_up {
        analytics::PasswordSource::MadeUp(secret)
    } else {
        // The database receives only a SCRAM verifier, so the password rules are checked here.
        account::Password::choose(&secret, &[&role]).map_err(|refusal| explain(Failure::refuse(refusal)))?;
        analytics::PasswordSource::Chosen(secret)
    };
    let url = database.url()?;
    let connections = database_of(&database, note_wait).await?;
    let before_commit = |granted: &Granted| if granted.is_new { password.deliver() } else { Ok(()) };
    let granted = analytics::grant(&connections, &name, &source, before_commit).await.map_err(explained)?;
    let mut lines = vec![format!("{role} can read the schema analytics, and nothing else.")];
    if password.is_made_up && !granted.is_new {
        lines.push("The password is the one that it had.".to_owned());
    }
    lines.push(format!("psql '{}'", url.for_role(&role, &granted.database)));
    output::report(lines.join("\n"));
    if !granted.can_connect {
        output::note(format_args!(
            "{role} cannot connect yet: have the owner of the database {} grant CONNECT on it to {role}.",
            granted.database
        ));
    }
    Ok(())
}

async fn revoke(Revoke { role, database }: Revoke) -> anyhow::Result<()> {
    let name: RoleName = role.parse()?;
    let connections = database_of(&database, note_wait).await?;
    output::report(match analytics::revoke(&connections, &name).await.map_err(explained)? {
        Revoked::Dropped => format!("There is no role {role} any more."),
        Revoked::Absent => format!("There is no role {role}."),
        Revoked::Kept { because } => {
            format!("{role} can no longer read this database. The role is kept, because of: {because}.")
        }
    });
    Ok(())
}

fn refused(refusal: Refusal) -> anyhow::Error {
    anyhow::anyhow!("{refusal}")
}

pub(super) fn explained(error: AnalyticsError) -> anyhow::Error {
    match error {
        AnalyticsError::Refused(refusal) => refused(refusal),
        AnalyticsError::Failed(failure) => explain(failure),
    }
}
