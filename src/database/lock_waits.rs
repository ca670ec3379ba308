//! Tells the user of a command for whom it waits.
//!
//! A command waits for locks as long as it takes. A second connection asks PostgreSQL which sessions hold them. It never reads the
//! text of their statements, which may hold personal data.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use diesel::{QueryResult, QueryableByName, sql_query, sql_types};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tokio::time::sleep;

use super::DatabaseUrl;

/// The time between two looks. A wait is reported at the second look that finds it: after one second at most.
const PACE: Duration = Duration::from_millis(500);

/// The processes that serve the sessions of one command.
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
            // PostgreSQL names no process for a transaction that was prepared for a commit in two phases.
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
    /// The same URL for one command. `tell` gets each session that holds a lock for which the command waits.
    #[must_use]
    pub fn watched(&self, tell: impl Fn(&Blocker) + Send + Sync + 'static) -> Self {
        let own = OwnProcesses::default();
        tokio::spawn(watch(self.clone(), own.clone(), tell));
        Self { own_processes: Some(own), ..self.clone() }
    }
}

/// Looks at the waits for as long as the command runs.
async fn watch(url: DatabaseUrl, own: OwnProcesses, tell: impl Fn(&Blocker)) {
    let mut connection = None;
    let (mut found, mut told): (Vec<i32>, Vec<i32>) = (Vec::new(), Vec::new());
    loop {
        sleep(PACE).await;
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
            if found.contains(&blocker.pid) && !told.contains(&blocker.pid) {
                tell(blocker);
                told.push(blocker.pid);
            }
        }
        found = blockers.iter().map(|blocker| blocker.pid).collect();
        told.retain(|pid| found.contains(pid));
    }
}

async fn blockers(connection: &AsyncPgConnection, processes: &[i32]) -> QueryResult<Vec<Blocker>> {
    sql_query(include_str!("lock_waits.sql"))
        .bind::<sql_types::Array<sql_types::Integer>, _>(processes)
        .load(&mut &*connection)
        .await
}
