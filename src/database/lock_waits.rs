//! Reports to the user of a command which sessions block it.
//!
//! A command waits for locks without a timeout. A second connection asks PostgreSQL which sessions hold them.
//! It never reads the text of their statements, which may contain personal data.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use diesel::{QueryResult, QueryableByName, sql_query, sql_types};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tokio::time::sleep;

use super::DatabaseUrl;

/// The polling interval. A wait is reported by the second poll that finds it, so after one second at most.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// The server processes of one command's sessions.
#[derive(Debug, Clone, Default)]
pub(super) struct OwnProcesses(Arc<Mutex<Vec<i32>>>);

/// A session that holds a lock for which a command waits.
#[derive(Debug, Clone, QueryableByName)]
pub struct Blocker {
    #[diesel(sql_type = sql_types::Integer)]
    pid: i32,
    #[diesel(sql_type = sql_types::Text)]
    application: String,
    #[diesel(sql_type = sql_types::Text)]
    name: String,
    #[diesel(sql_type = sql_types::Text)]
    state: String,
}

impl fmt::Display for Blocker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { pid, application, name, state } = self;
        match pid {
            // PostgreSQL reports process 0 for a transaction that is prepared for two-phase commit.
            0 => f.write_str("waiting for a lock of a prepared transaction"),
            _ => write!(
                f,
                "waiting for a lock of process {pid}: application {application}, user {name}, {state}"
            ),
        }
    }
}

impl OwnProcesses {
    pub(super) fn add(&self, pid: i32) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(pid);
    }

    fn all(&self) -> Vec<i32> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl DatabaseUrl {
    /// The same URL for one command. `report` receives each session that holds a lock for which the command
    /// waits.
    #[must_use]
    pub fn watched(&self, report: impl Fn(&Blocker) + Send + Sync + 'static) -> Self {
        let own = OwnProcesses::default();
        tokio::spawn(watch(self.clone(), own.clone(), report));
        Self { own_processes: Some(own), ..self.clone() }
    }
}

/// Polls for lock waits while the command runs.
async fn watch(url: DatabaseUrl, own: OwnProcesses, report: impl Fn(&Blocker)) {
    let mut connection = None;
    let (mut found, mut reported): (Vec<i32>, Vec<i32>) = (Vec::new(), Vec::new());
    loop {
        sleep(POLL_INTERVAL).await;
        let processes = own.all();
        if connection.is_none() && !processes.is_empty() {
            connection = url.connect().await.ok();
        }
        let Some(open) = &connection else { continue };
        let Ok(blockers) = blockers(open, &processes).await else {
            connection = None;
            continue;
        };
        for blocker in &blockers {
            if found.contains(&blocker.pid) && !reported.contains(&blocker.pid) {
                report(blocker);
                reported.push(blocker.pid);
            }
        }
        found = blockers.iter().map(|blocker| blocker.pid).collect();
        reported.retain(|pid| found.contains(pid));
    }
}

async fn blockers(connection: &AsyncPgConnection, processes: &[i32]) -> QueryResult<Vec<Blocker>> {
    sql_query(include_str!("lock_waits.sql"))
        .bind::<sql_types::Array<sql_types::Integer>, _>(processes)
        .load(&mut &*connection)
        .await
}
