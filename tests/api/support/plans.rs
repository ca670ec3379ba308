//! The plans that PostgreSQL carried out for the server, as it tells them in its log.
//!
//! The extension `auto_explain` is loaded for the server's own connections, so what is read is not a statement like the
//! server's but that very one, with the plan and the parameters that it was carried out with.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom, Write},
    path::PathBuf,
};

use panda::database::Capacity;
use serde_json::Value;
use tokio::sync::{Mutex, MutexGuard};

use super::{TestApp, TestDatabase};

/// A server on a database with data of its own, whose plans are read. One at a time: the log is everyone's.
pub struct Planned {
    pub app: TestApp,
    log: PathBuf,
    _alone: MutexGuard<'static, ()>,
}

/// A plan with what it came across.
#[derive(Debug)]
pub struct Plan {
    pub sql: String,
    root: Value,
}

static ALONE: Mutex<()> = Mutex::const_new(());

/// Whether plans can be read. On a server that somebody else runs, its log cannot.
pub fn plans_can_be_read(test: &str) -> bool {
    let can = std::env::var_os("TEST_DATABASE_URL").is_none();
    if !can {
        // Past the harness, which would keep it to itself.
        let told = format!("\nSKIPPED {test}: the log of the server at TEST_DATABASE_URL cannot be read\n");
        std::io::stderr().write_all(told.as_bytes()).expect("somebody listens");
    }
    can
}

impl Planned {
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
        // Statements on one lane are logged in the order in which they are asked for.
        let capacity = Capacity { read_connections: 1, pool: 1, ..Capacity::default() };
        let app = TestApp::start_with(database.with_settings(&settings), capacity).await;
        // The log of the test's own cluster stands beside its data.
        let data = PathBuf::from(database.texts("SELECT current_setting('data_directory')").remove(0));
        Self { app, log: data.with_file_name("postgres.log"), _alone: alone }
    }

    /// The plans of all statements that the work sends, in their order.
    pub async fn plans<T>(&self, work: impl AsyncFnOnce(&TestApp) -> T) -> (T, Vec<Plan>) {
        let mut log = File::open(&self.log).expect("the log can be read");
        log.seek(SeekFrom::End(0)).expect("it has an end");
        let outcome = work(&self.app).await;
        let mut told = Vec::new();
        log.read_to_end(&mut told).expect("the log can be read");
        (outcome, Plan::all(&String::from_utf8_lossy(&told)))
    }
}

impl Plan {
    /// Every plan in a part of a log. The lines of an entry after its first begin with a tab.
    fn all(log: &str) -> Vec<Self> {
        let entries = log.split(" plan:\n").skip(1);
        let told = entries.map(|rest| {
            let lines = rest.lines().take_while(|line| line.starts_with('\t'));
            let entry: Value = serde_json::from_str(&lines.collect::<String>()).expect("a plan in JSON");
            Self {
                sql: entry["Query Text"].as_str().expect("a statement").to_owned(),
                root: entry["Plan"].clone(),
            }
        });
        told.collect()
    }

    /// Every step.
    pub fn nodes(&self) -> Vec<&Value> {
        let (mut nodes, mut next) = (Vec::new(), vec![&self.root]);
        while let Some(node) = next.pop() {
            next.extend(node["Plans"].as_array().into_iter().flatten());
            nodes.push(node);
        }
        nodes
    }

    /// How many rows of tables were looked at, whether they were wanted or not.
    pub fn visited(&self) -> f64 {
        let of = |node: &Value| {
            let number = |name: &str| node[name].as_f64().unwrap_or_default();
            let rows = ["Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck"].map(number);
            rows.iter().sum::<f64>() * number("Actual Loops")
        };
        self.nodes().into_iter().filter(|node| node.get("Relation Name").is_some()).map(of).sum()
    }

    /// How many pages of 8 kB were looked at. An index whose entries are passed over visits no row, but takes these.
    pub fn pages(&self) -> u64 {
        let number = |name: &str| self.root[name].as_u64().unwrap_or_default();
        number("Shared Hit Blocks") + number("Shared Read Blocks")
    }

    /// The tables that were read from end to end.
    pub fn read_whole(&self) -> Vec<&str> {
        let nodes = self.nodes().into_iter();
        let whole =
            nodes.filter(|node| node["Node Type"].as_str().is_some_and(|name| name.ends_with("Seq Scan")));
        whole.filter_map(|node| node["Relation Name"].as_str()).collect()
    }

    /// The indexes that were used.
    pub fn indexes(&self) -> Vec<&str> {
        self.nodes().into_iter().filter_map(|node| node["Index Name"].as_str()).collect()
    }

    /// The steps without the statement.
    pub fn steps(&self) -> String {
        self.root.to_string()
    }

    /// The plan as a person reads it.
    pub fn told(&self) -> String {
        format!("{}\n{:#}", self.sql, self.root)
    }
}
