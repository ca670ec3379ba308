//! The connected servers and their schema versions. Each server holds a shared advisory lock on its version.

use std::{fmt, time::Duration};

use diesel::{QueryableByName, sql_query, sql_types};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use tokio::{task::AbortHandle, time::sleep};

use super::SchemaVersion;
use crate::{
    database::{Database, DedicatedConnection},
    error::Failure,
};

/// The class of the advisory locks: the letters PAND. The second key is the schema version.
const CLASS: i32 = 0x50_41_4e_44;

/// The pause before the connection is opened again.
const PAUSE: Duration = Duration::from_secs(1);

/// Holds the lock of this program's schema version on a dedicated connection until it is dropped.
///
/// A server without the lock works and is ready, because the lock serves only to inform `panda migrate`. If
/// readiness required the lock, one missing connection would take a working server out of service.
pub struct ProgramLock {
    task: AbortHandle,
}

impl ProgramLock {
    /// Starts the task that holds the lock. Requires the tokio runtime.
    pub fn hold(database: &Database) -> Self {
        Self { task: tokio::spawn(hold(database.dedicated_connection())).abort_handle() }
    }
}

impl Drop for ProgramLock {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Takes the lock again after each end of its connection.
async fn hold(mut connection: DedicatedConnection) {
    let mut has_warned = false;
    loop {
        match lock(&mut connection).await {
            Ok(()) => {
                if has_warned {
                    tracing::info!("`panda migrate` sees this server again");
                    has_warned = false;
                }
                connection.ended().await;
            }
            Err(failure) => {
                connection.hang_up();
                if !has_warned {
                    tracing::warn!(?failure, "`panda migrate` does not see that this server is connected");
                    has_warned = true;
                }
            }
        }
        sleep(PAUSE).await;
    }
}

#[derive(QueryableByName)]
struct Locked {
    #[diesel(sql_type = sql_types::Bool)]
    is_locked: bool,
}

async fn lock(connection: &mut DedicatedConnection) -> Result<(), Failure> {
    let connection = connection.connection().await?;
    // The connection is idle from now on, and some databases close idle connections.
    sql_query("SET idle_session_timeout = 0").execute(&mut &*connection).await?;
    let query = sql_query("SELECT pg_try_advisory_lock_shared($1, $2) AS is_locked")
        .bind::<sql_types::Integer, _>(CLASS)
        .bind::<sql_types::Integer, _>(SchemaVersion::of_program().number());
    let Locked { is_locked } = query.get_result(&mut &*connection).await?;
    if is_locked {
        Ok(())
    } else {
        Err(Failure::fault(anyhow::anyhow!("another session holds the lock alone")))
    }
}

/// A connected server.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct ConnectedServer {
    #[diesel(sql_type = sql_types::BigInt)]
    version: i64,
    #[diesel(sql_type = sql_types::Integer)]
    pid: i32,
    #[diesel(sql_type = sql_types::Text)]
    name: String,
    #[diesel(sql_type = sql_types::Text)]
    address: String,
}

impl fmt::Display for ConnectedServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { version, pid, name, address } = self;
        write!(f, "schema version {version} ({name}, {address}, PostgreSQL process {pid})")
    }
}

/// The connected servers whose schema version is older than this one.
pub(super) async fn older_servers(
    connection: &AsyncPgConnection,
    than: SchemaVersion,
) -> Result<Vec<ConnectedServer>, Failure> {
    let query = sql_query(include_str!("programs.sql"))
        .bind::<sql_types::BigInt, _>(i64::from(CLASS))
        .bind::<sql_types::BigInt, _>(i64::from(than.number()));
    Ok(query.load(&mut &*connection).await?)
}
