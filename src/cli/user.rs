//! `panda user`: accounts from the command line, the first administrator's above all.

use std::process::ExitCode;

use anyhow::Context;
use clap::{
    Args, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use strum::IntoEnumIterator;

use super::{explain, output, panda_of, password::PasswordArgument};
use crate::{
    account::{self, Addition, Amendment, Hasher, OrderField, OwnLanguage, Role, User, UserId, store::users},
    config::CommandDatabaseSettings,
    context::AppContext,
    database::{Listed, Loaded, PageRequest},
    error::Failure,
    i18n::Locale,
    patient::{self, PatientScope},
    value::Change,
};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add an account
    Add(UserLine),
    /// List all accounts
    List(All),
    /// See to it that nobody signs in by an account; whoever has is out within a second
    Deactivate(Who),
    /// Give an account another password; whoever is signed in by it is out within a second
    Password(NewPassword),
}

#[derive(Debug, Args)]
struct UserLine {
    /// The e-mail address by which the user will sign in
    email: String,

    /// What the user is to the service
    #[arg(long, value_name = "ROLE", ignore_case = true, value_parser = role())]
    role: Role,

    /// The name by which the user is addressed; the e-mail address by default
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// The language of messages to the user, as in `cy`; where it is not given, that of each request
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<String>,

    /// The NHS number of a user who is a patient
    #[arg(long, value_name = "NHS_NUMBER")]
    patient: Option<String>,

    /// Read the password from standard input; by default one is made up and printed
    #[arg(long)]
    password_stdin: bool,

    #[command(flatten)]
    database: CommandDatabaseSettings,
}

#[derive(Debug, Args)]
struct All {
    #[command(flatten)]
    database: CommandDatabaseSettings,
}

#[derive(Debug, Args)]
struct Who {
    /// The e-mail address of the account
    email: String,

    #[command(flatten)]
    database: CommandDatabaseSettings,
}

#[derive(Debug, Args)]
struct NewPassword {
    /// The e-mail address of the account
    email: String,

    /// Read the password from standard input; by default one is made up and printed
    #[arg(long)]
    password_stdin: bool,

    #[command(flatten)]
    database: CommandDatabaseSettings,
}

/// The roles as the API writes them, in any case.
fn role() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::iter().map(Role::as_str))
        .try_map(|role| role.to_ascii_uppercase().parse::<Role>())
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    match arguments.command {
        Command::Add(account) => add(account).await?,
        Command::List(all) => return list(&panda_of(&all.database).await?).await,
        Command::Deactivate(who) => {
            let app = panda_of(&who.database).await?;
            let id = id_of(&app, &who.email).await?;
            account::deactivate(&app, id, None, None).await.map_err(explain)?;
            output::report(format_args!("{} can no longer sign in.", who.email));
        }
        Command::Password(new) => {
            let password = PasswordArgument::of(new.password_stdin)?;
            let app = panda_of(&new.database).await?;
            let id = id_of(&app, &new.email).await?;
            let amendment =
                Amendment { password: Change::Set(password.secret.clone()), ..Amendment::default() };
            password.deliver()?;
            account::amend(&app, &Hasher::new(), id, None, amendment, None).await.map_err(explain)?;
            output::report(format_args!("{} has another password.", new.email));
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn add(account: UserLine) -> anyhow::Result<()> {
    let app = &panda_of(&account.database).await?;
    let password = PasswordArgument::of(account.password_stdin)?;
    let patient_id = match account.patient {
        None => None,
        Some(number) => {
            let number = number.parse().map_err(|_| anyhow::anyhow!("--patient is not an NHS number"))?;
            let connection = app.database.checkout().await.map_err(explain)?;
            let found =
                patient::store::find_by_nhs_number(&connection, PatientScope::Everyone, &number).await;
            let found = found.map_err(failed)?;
            Some(Some(found.context("no patient has this NHS number")?.id))
        }
    };
    let addition = Addition {
        display_name: account.name.unwrap_or_else(|| account.email.clone()),
        email: account.email,
        password: password.secret.clone(),
        role: account.role,
        language: OwnLanguage::of_account(account.language, Locale::default()),
        patient_id,
        is_demo: false,
    };
    let before_commit = || password.deliver().map_err(Failure::fault);
    let user = account::add_after(app, &Hasher::new(), addition, before_commit).await.map_err(explain)?;
    output::report(format_args!(
        "{} can sign in as {}.",
        user.email.as_str(),
        user.assignment.role().as_str()
    ));
    Ok(())
}

/// An error of a statement in words for the operator.
fn failed(error: diesel::result::Error) -> anyhow::Error {
    explain(error.into())
}

async fn id_of(app: &AppContext, email: &str) -> anyhow::Result<UserId> {
    let connection = app.database.checkout().await.map_err(explain)?;
    let found = users::find_by_email(&connection, email).await.map_err(failed)?;
    Ok(found.context("no account has this e-mail address")?.0.id)
}

/// One account to a line. One that cannot be read is named on standard error, and the others are listed.
async fn list(app: &AppContext) -> anyhow::Result<ExitCode> {
    let mut outcome = ExitCode::SUCCESS;
    let sort = User::sort(OrderField::Email, false);
    let mut page_request =
        PageRequest { sort, after: None, before: None, limit: 100, from_end: false, counted: false };
    loop {
        let connection = app.database.checkout().await.map_err(explain)?;
        let page =
            users::list(&connection, &users::Filter::default(), &page_request).await.map_err(failed)?;
        for user in &page.entries {
            let user = match user {
                Loaded::Readable(user) => user,
                Loaded::Unreadable(unreadable) => {
                    output::note(format_args!("panda: {unreadable}"));
                    outcome = ExitCode::FAILURE;
                    continue;
                }
            };
            let state = if user.is_active { "active" } else { "inactive" };
            let (email, role) = (user.email.as_str(), user.assignment.role().as_str());
            output::product(format_args!("{email}\t{role}\t{state}\n"))?;
        }
        match page.entries.last() {
            Some(last) if page.has_more => page_request.after = Some(last.position(OrderField::Email)),
            Some(_) | None => return Ok(outcome),
        }
    }
}
