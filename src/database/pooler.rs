//! Finds connection poolers that give the statements of one client to several sessions.
//!
//! In PgBouncer's transaction and statement modes, prepared statements and settings of different clients meet in one session: a
//! booking could be written with the parameters of another. Such a connection is refused before anything else is sent on it.
//!
//! A direct connection costs one short query. Its session has the `application_name` of its start packet, with a random prefix that
//! no pooler can have sent. PostgreSQL names the start packet as the source of the setting, and a pooler sets it by a statement.
//! Every other connection is compared with a second one. Two open connections never have the same server process, and one
//! connection never has two, unless a pooler shares processes. A slow database is therefore never taken for a pooler.

use std::{fmt, time::Duration};

use diesel::{ConnectionError, ConnectionResult};
use tokio::time::{sleep, timeout};
use tokio_postgres::{Client, Error, SimpleQueryMessage};

use super::{DatabaseUrl, connect::refused};

/// How often the processes of two connections are compared. PgBouncer hands out the process that was used last, or each in
/// turn, so the first comparison finds it unless many other clients are busy.
const ROUNDS: usize = 3;

/// How long the second connection may take.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long one attempt of the first contact may take, and the pause after it.
const ATTEMPT: Duration = Duration::from_secs(10);

/// A pooler shares server processes between clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SharedSessions;

impl fmt::Display for SharedSessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "a connection pooler in transaction or statement mode is between PANDA and PostgreSQL, where statements of \
             several clients mix: use its session mode (in PgBouncer, pool_mode = session)",
        )
    }
}

impl std::error::Error for SharedSessions {}

impl SharedSessions {
    /// Whether this is why a connection failed.
    fn is_cause_of(error: &ConnectionError) -> bool {
        let ConnectionError::CouldntSetupConfiguration(diesel::result::Error::QueryBuilderError(cause)) =
            error
        else {
            return false;
        };
        cause.is::<Self>()
    }
}

impl From<SharedSessions> for ConnectionError {
    fn from(shared: SharedSessions) -> Self {
        Self::CouldntSetupConfiguration(diesel::result::Error::QueryBuilderError(Box::new(shared)))
    }
}

/// What a new connection tells about itself.
pub(super) struct BackendIdentity {
    pub pid: i32,
    is_direct: bool,
}

impl BackendIdentity {
    /// Asks a connection whose `application_name` began with the nonce.
    pub(super) async fn of(client: &Client, nonce: &str) -> ConnectionResult<Self> {
        let query = format!(include_str!("pooler.sql"), nonce = nonce);
        let answer = client.simple_query(&query).await.map_err(refused)?;
        let identity = text(&answer)
            .and_then(|text| text.split_once(' '))
            .and_then(|(pid, is_direct)| Some(Self { pid: pid.parse().ok()?, is_direct: is_direct == "t" }));
        identity.ok_or_else(|| ConnectionError::BadConnection("the server has no process number".to_owned()))
    }

    /// Refuses a connection that shares its process with others.
    pub(super) async fn check(&self, url: &DatabaseUrl, client: &Client) -> ConnectionResult<()> {
        if self.is_direct {
            return Ok(());
        }
        let connecting = timeout(PATIENCE, url.config.connect(url.tls.clone())).await;
        let silent = |_| ConnectionError::BadConnection("a second connection is not answered".to_owned());
        let (other, driver) = connecting.map_err(silent)?.map_err(refused)?;
        let driver = tokio::spawn(driver);
        let shares = shares_processes(self.pid, client, &other).await;
        driver.abort();
        if shares.map_err(refused)? { Err(SharedSessions.into()) } else { Ok(()) }
    }
}

/// Whether a pooler gives the processes of the server to both connections in turn.
async fn shares_processes(first: i32, client: &Client, other: &Client) -> Result<bool, Error> {
    let mut process_of_other = None;
    for _ in 0..ROUNDS {
        // Twice, because a pooler that hands out two processes in turn would alternate between the connections.
        for _ in 0..2 {
            if process(client).await?.is_some_and(|process| process != first) {
                return Ok(true);
            }
        }
        // A pooler in session mode with no free session lets the second connection wait.
        let Ok(process) = timeout(PATIENCE, process(other)).await else { return Ok(false) };
        let Some(process) = process? else { return Ok(false) };
        if process == first || process_of_other.is_some_and(|earlier| earlier != process) {
            return Ok(true);
        }
        process_of_other = Some(process);
    }
    Ok(false)
}

async fn process(client: &Client) -> Result<Option<i32>, Error> {
    let answer = client.simple_query("SELECT pg_backend_pid()").await?;
    Ok(text(&answer).and_then(|text| text.parse().ok()))
}

/// The one text of an answer.
fn text(answer: &[SimpleQueryMessage]) -> Option<&str> {
    answer.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    })
}

impl DatabaseUrl {
    /// Waits for the first connection, and fails if a pooler shares sessions.
    pub async fn expect_own_sessions(&self) -> Result<(), SharedSessions> {
        loop {
            match timeout(ATTEMPT, self.connect()).await {
                Ok(Ok(_)) => return Ok(()),
                Ok(Err(error)) if SharedSessions::is_cause_of(&error) => return Err(SharedSessions),
                Ok(Err(_)) | Err(_) => sleep(PATIENCE).await,
            }
        }
    }
}
