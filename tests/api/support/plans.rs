//! The plans of the server's queries, read from PostgreSQL's log.
//!
//! The server's own connections load the extension `auto_explain`. So a test reads the plan and parameters of
//! the server's real statement, not of a similar one.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom, Write},
    path::PathBuf,
};

use panda::database::Capacity;
use serde_json::Value;
use tokio::sync::{Mutex, MutexGuard};

use super::{TestApp, TestDatabase, eventually, texts};

/// A server on a database of its own, with captured plans. Only one exists at a time, because all share the
/// log.
pub struct PlanCapture {
    pub app: TestApp,
    /// The database with connections whose plans are not captured.
    url: String,
    log: PathBuf,
    _alone: MutexGuard<'static, ()>,
}

/// A plan with its measured numbers.
#[derive(Debug)]
pub struct Plan {
    pub sql: String,
    root: Value,
}

/// Counts the other sessions of the database that run a statement or a transaction.
const OPEN_TRANSACTIONS: &str = "SELECT count(*)::text FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'";

static ALONE: Mutex<()> = Mutex::const_new(());

/// Whether plans can be read. The log of an external server cannot.
pub fn can_read_plans(test: &str) -> bool {
    let can = std::env::var_os("TEST_DATABASE_URL").is_none();
    if !can {
        // Written directly to standard error, because the test harness would capture it.
        let reported =
            format!("\nSKIPPED {test}: the log of the server at TEST_DATABASE_URL cannot be read\n");
        std::io::stderr().write_all(reported.as_bytes()).expect("standard error is open");
    }
    can
}

impl PlanCapture {
    pub async fn start(database: &TestDatabase) -> Self {
        let alone = ALONE.lock().await;
        let settings = [
            "session_preload_libraries=auto_explain",
            "auto_explain.log_min_duration=0",
            "auto_explain.log_analyze=on",
            "auto_explain.log_buffers=on",
            "auto_explain.log_timing=off",
            "auto_explain.log_format=json",
        ];
        // Statements on a single connection are logged in the order of the requests.
        let capacity = Capacity { read_connections: 1, pool: 1, ..Capacity::default() };
        let app =
            TestApp::builder().database(database.with_settings(&settings)).capacity(capacity).start().await;
        // The log of the tests' own cluster is in the parent directory of its data.
        let data = PathBuf::from(database.texts("SELECT current_setting('data_directory')").remove(0));
        let (url, log) = (database.url_text.clone(), data.with_file_name("postgres.log"));
        Self { app, url, log, _alone: alone }
    }

    /// The plans of all statements of the work, in order.
    pub async fn plans<T>(&self, work: impl AsyncFnOnce(&TestApp) -> T) -> (T, Vec<Plan>) {
        self.wait_for_transactions().await;
        let mut log = File::open(&self.log).expect("the log can be read");
        log.seek(SeekFrom::End(0)).expect("it has an end");
        let outcome = work(&self.app).await;
        self.wait_for_transactions().await;
        let mut reported = Vec::new();
        log.read_to_end(&mut reported).expect("the log can be read");
        (outcome, Plan::all(&String::from_utf8_lossy(&reported)))
    }

    /// Waits until every plan is in the log. PostgreSQL logs a plan when the statement is closed. In a
    /// transaction, that can be after the response.
    async fn wait_for_transactions(&self) {
        let has_ended = async || (texts(&self.url, OPEN_TRANSACTIONS)[0] == "0").then_some(());
        eventually("all transactions have ended", has_ended).await;
    }
}

impl Plan {
    /// Every plan in a part of a log. Continuation lines of a log entry begin with a tab.
    fn all(log: &str) -> Vec<Self> {
        let entries = log.split(" plan:\n").skip(1);
        let reported = entries.map(|rest| {
            let lines = rest.lines().take_while(|line| line.starts_with('\t'));
            let entry: Value = serde_json::from_str(&lines.collect::<String>()).expect("a plan in JSON");
            Self {
                sql: entry["Query Text"].as_str().expect("a statement").to_owned(),
                root: entry["Plan"].clone(),
            }
        });
        reported.collect()
    }

    /// Every node of the plan.
    pub fn nodes(&self) -> Vec<&Value> {
        let (mut nodes, mut next) = (Vec::new(), vec![&self.root]);
        while let Some(node) = next.pop() {
            next.extend(node["Plans"].as_array().into_iter().flatten());
            nodes.push(node);
        }
        nodes
    }

    /// The number of rows read from tables, including filtered rows.
    pub fn visited(&self) -> f64 {
        let of = |node: &Value| {
            let number = |name: &str| node[name].as_f64().unwrap_or_default();
            let rows = ["Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck"].map(number);
            rows.iter().sum::<f64>() * number("Actual Loops")
        };
        self.nodes().into_iter().filter(|node| node.get("Relation Name").is_some()).map(of).sum()
    }

    /// The number of 8 kB pages read. Skipped entries of an index read no row, but they read pages.
    pub fn pages(&self) -> u64 {
        let number = |name: &str| self.root[name].as_u64().unwrap_or_default();
        number("Shared Hit Blocks") + number("Shared Read Blocks")
    }

    /// The tables with sequential scans.
    pub fn read_whole(&self) -> Vec<&str> {
        let nodes = self.nodes().into_iter();
        let whole =
            nodes.filter(|node| node["Node Type"].as_str().is_some_and(|name| name.ends_with("Seq Scan")));
        whole.filter_map(|node| node["Relation Name"].as_str()).collect()
    }

    /// The indexes used.
    pub fn indexes(&self) -> Vec<&str> {
        self.nodes().into_iter().filter_map(|node| node["Index Name"].as_str()).collect()
    }

    /// The plan's nodes without the statement.
    pub fn steps(&self) -> String {
        self.root.to_string()
    }

    /// The plan as text.
    pub fn to_text(&self) -> String {
        format!("{}\n{:#}", self.sql, self.root)
    }
}
