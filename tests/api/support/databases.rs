//! One PostgreSQL server for the whole run, one migrated template, and a copy of it for each test.
//!
//! The server is a private cluster that is removed with this process, or the one in `TEST_DATABASE_URL`.

use std::{
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

use diesel::{QueryableByName, result::Error, sql_query, sql_types::Text};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use panda::database::{DatabaseUrl, local_cluster::CLUSTERS, migrations};
use pg_local::LocalCluster;

use super::at_exit;

/// A migrated database that is dropped at the end of the test.
pub struct TestDatabase {
    name: String,
    pub url: DatabaseUrl,
    /// The URL as text, for child processes.
    pub url_text: String,
    /// Whether dropping this value drops the database.
    is_own: bool,
}

enum Server {
    Private(LocalCluster),
    Named(String),
}

struct Run {
    server: Server,
    template: String,
    /// An option of `CREATE DATABASE`: how the template is copied.
    strategy: &'static str,
}

static RUN: OnceLock<Run> = OnceLock::new();
static NUMBER: AtomicU32 = AtomicU32::new(0);

impl Server {
    /// A private server copies files, which takes half of the processor time that logging each block takes.
    /// PostgreSQL 14 has no option, because it always copies files.
    fn strategy(&self) -> &'static str {
        match self {
            Self::Private(cluster) => {
                let version =
                    texts(&cluster.url("postgres"), "SELECT current_setting('server_version_num')").remove(0);
                if version.as_str() >= "150000" { "STRATEGY file_copy" } else { "" }
            }
            Self::Named(_) => "",
        }
    }

    fn url(&self, database: &str) -> String {
        match self {
            Self::Private(cluster) => cluster.url(database),
            Self::Named(url) => {
                let (base, query) = url.split_once('?').unwrap_or((url, ""));
                let authority = base.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
                format!("{authority}/{database}?{query}")
            }
        }
    }
}

impl Run {
    fn get() -> &'static Self {
        RUN.get_or_init(|| {
            let server = match std::env::var("TEST_DATABASE_URL") {
                Ok(url) => Server::Named(url),
                Err(_) => Server::Private(CLUSTERS.disposable().unwrap_or_else(|error| panic!("{error}"))),
            };
            let template = format!("panda_test_{}_template", std::process::id());
            let strategy = server.strategy();
            let run = Self { server, template, strategy };
            run.administer(&format!("CREATE DATABASE {}", run.template));
            let url = run.server.url(&run.template);
            blocking(
                async move { migrations::run(connect(&url).await).await.expect("the template migrates") },
            );
            at_exit(drop_template);
            run
        })
    }

    fn administer(&self, sql: &str) {
        let (url, sql) = (self.server.url("postgres"), sql.to_owned());
        blocking(async move { connect(&url).await.batch_execute(&sql).await.expect("the server obeys") });
    }
}

fn drop_template() {
    let run = Run::get();
    run.administer(&format!("DROP DATABASE {} WITH (FORCE)", run.template));
}

impl TestDatabase {
    /// A copy of the migrated template.
    pub fn create() -> Self {
        let run = Run::get();
        let database = Self::named(run);
        run.administer(&format!(
            "CREATE DATABASE {} TEMPLATE {} {}",
            database.name, run.template, run.strategy
        ));
        database
    }

    /// An empty database without the schema.
    pub fn create_empty() -> Self {
        Self::create_with("")
    }

    /// An empty database with options such as an encoding.
    pub fn create_with(options: &str) -> Self {
        let run = Run::get();
        let database = Self::named(run);
        run.administer(&format!("CREATE DATABASE {} {options}", database.name));
        database
    }

    /// A database of another server. It is not dropped with this value.
    pub fn elsewhere(url: &str) -> Self {
        let url_text = url.to_owned();
        Self { name: String::new(), url: url_text.parse().expect("a database URL"), url_text, is_own: false }
    }

    fn named(run: &Run) -> Self {
        let name = format!("panda_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let url_text = run.server.url(&name);
        Self { url: url_text.parse().expect("a database URL"), url_text, name, is_own: true }
    }

    /// The same database with connection settings such as `work_mem=1MB`. It is not dropped with this value.
    pub fn with_settings(&self, settings: &[&str]) -> Self {
        let options = settings.iter().map(|setting| format!("-c {setting}")).collect::<Vec<_>>().join(" ");
        let options = percent_encoding::utf8_percent_encode(&options, percent_encoding::NON_ALPHANUMERIC);
        let separator = if self.url_text.contains('?') { '&' } else { '?' };
        self.at(format!("{}{separator}options={options}", self.url_text))
    }

    /// The same database at another URL. It is not dropped with this value.
    pub fn at(&self, url_text: String) -> Self {
        let url = url_text.parse().expect("a database URL");
        Self { name: self.name.clone(), url, url_text, is_own: false }
    }

    /// Runs SQL that the API does not allow.
    pub fn execute(&self, sql: &str) {
        execute(&self.url_text, sql);
    }

    /// Runs SQL that the database must refuse, and returns the violated constraint.
    #[track_caller]
    pub fn constraint_against(&self, sql: &str) -> String {
        let (url, statement) = (self.url_text.clone(), sql.to_owned());
        let outcome = blocking(async move { connect(&url).await.batch_execute(&statement).await });
        match outcome.expect_err(sql) {
            Error::DatabaseError(_, refusal) => refusal.constraint_name().unwrap_or_default().to_owned(),
            error => panic!("{error}"),
        }
    }

    /// The single text of each row of a query.
    pub fn texts(&self, query: &str) -> Vec<String> {
        texts(&self.url_text, query)
    }

    /// The single number of a query.
    pub fn number(&self, query: &str) -> i64 {
        self.texts(&format!("SELECT ({query})::text")).remove(0).parse().expect("a number")
    }
}

/// Runs SQL on any database.
pub fn execute(url: &str, sql: &str) {
    let (url, sql) = (url.to_owned(), sql.to_owned());
    blocking(async move { connect(&url).await.batch_execute(&sql).await.expect("the database obeys") });
}

/// The single text of each row of a query in any database.
pub fn texts(url: &str, query: &str) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        text: String,
    }
    let (url, sql) = (url.to_owned(), format!("SELECT text FROM ({query}) AS found(text)"));
    let rows: Vec<Row> =
        blocking(async move { sql_query(sql).load(&mut connect(&url).await).await.expect("rows") });
    rows.into_iter().map(|row| row.text).collect()
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if !self.is_own {
            return;
        }
        Run::get().administer(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

pub async fn connect(url: &str) -> diesel_async::AsyncPgConnection {
    let url: DatabaseUrl = url.parse().expect("a database URL");
    url.connect().await.expect("the server accepts connections")
}

/// Runs a future on its own runtime, so that synchronous and asynchronous callers can use it.
pub fn blocking<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    let run = || {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime")
            .block_on(work)
    };
    thread::spawn(run).join().expect("the work does not panic")
}
