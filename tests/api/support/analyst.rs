//! A database role for an analyst, created as an operator does with `panda analytics`.

use std::{
    io::Write,
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
};

use diesel_async::SimpleAsyncConnection;

use super::{Ended, Program, TestDatabase, connect, execute, panda, texts};

/// A role of one test. Roles belong to the whole server, so it is dropped before the database is.
pub struct Role {
    pub name: String,
    url: String,
}

impl Role {
    pub fn new(database: &TestDatabase) -> Self {
        Self::named(database, "")
    }

    pub fn named(database: &TestDatabase, ending: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        // The default of PostgreSQL 15 and later.
        database.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        let name = format!("analyst_{}_{number}{ending}", std::process::id());
        Self { name, url: database.url_text.clone() }
    }

    pub fn quoted(&self) -> String {
        format!("\"{}\"", self.name.replace('"', "\"\""))
    }

    pub fn literal(&self) -> String {
        format!("'{}'", self.name.replace('\'', "''"))
    }

    pub fn grant(&self, database: &TestDatabase) -> Granted {
        let ended = Program::run(&mut analytics(&database.url_text, &["grant", &self.name]));
        assert!(ended.status.success() && ended.stderr.is_empty(), "{ended:?}");
        Granted::of(&ended.stdout)
    }

    pub fn revoke(&self, database: &TestDatabase) -> String {
        let ended = Program::run(&mut analytics(&database.url_text, &["revoke", &self.name]));
        assert!(ended.status.success(), "{ended:?}");
        ended.stdout
    }

    pub fn exists(&self) -> bool {
        let count = format!("SELECT count(*)::text FROM pg_roles WHERE rolname = {}", self.literal());
        texts(&self.url, &count) == ["1"]
    }
}

impl Drop for Role {
    fn drop(&mut self) {
        let (url, name) = (self.url.clone(), self.literal());
        let sql = format!(
            "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = {name}) THEN
                EXECUTE format('DROP OWNED BY %1$I; DROP ROLE %1$I', {name}); END IF; END $$"
        );
        // Best effort: a failure here would hide the test's own failure.
        drop(thread::spawn(move || execute(&url, &sql)).join());
    }
}

/// The output of `panda analytics grant`.
pub struct Granted {
    pub password: Option<String>,
    /// The URL as printed, without a password.
    pub url: String,
}

impl Granted {
    pub fn of(said: &str) -> Self {
        let after = |label: &str| said.lines().find_map(|line| line.strip_prefix(label));
        let url = after("psql ").expect("a line for psql").trim_matches('\'').to_owned();
        Self {
            password: after("The password is ").filter(|reported| !reported.contains(' ')).map(str::to_owned),
            url,
        }
    }

    /// The same URL with the password.
    pub fn url_with(&self, password: &str) -> String {
        self.url.replacen('@', &format!(":{password}@"), 1)
    }

    pub fn own_url(&self) -> String {
        self.url_with(self.password.as_deref().expect("a password was made up"))
    }
}

pub fn analytics(url: &str, arguments: &[&str]) -> Command {
    let mut command = panda();
    command.arg("analytics").args(arguments).env("DATABASE_URL", url);
    command
}

/// Runs a command that reads a password.
pub fn run_with_password(mut command: Command, password: &str) -> Ended {
    command.stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().expect("the program starts");
    process.stdin.take().expect("a pipe").write_all(password.as_bytes()).expect("it reads");
    let output = process.wait_with_output().expect("it ends");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
    Ended { status: output.status, stdout: text(&output.stdout), stderr: text(&output.stderr) }
}

/// The error of a statement that the database refuses.
pub async fn refusal(url: &str, sql: &str) -> String {
    connect(url).await.batch_execute(sql).await.expect_err(sql).to_string()
}

/// The same error for a role that has removed every limit that it can.
pub async fn refusal_without_limits(url: &str, sql: &str) -> String {
    let mut connection = connect(url).await;
    let limits = "SET default_transaction_read_only = off; SET statement_timeout = 0";
    connection.batch_execute(limits).await.expect("it may");
    connection.batch_execute(sql).await.expect_err(sql).to_string()
}
