//! Detects connection poolers that share server sessions between clients.
//!
//! In PgBouncer's transaction and statement modes, prepared statements and settings of different clients meet
//! in one session. A booking could be written with the parameters of another client. PANDA refuses such a
//! connection before it sends anything else on it.
//!
//! The check of a direct connection costs one short query. Its session has the `application_name` of its
//! startup packet, with a random prefix that no pooler can have sent. PostgreSQL reports the startup packet
//! as the source of that setting, whereas a pooler sets it by a statement.
//!
//! Every other connection is compared with a second one. Two open connections never have the same server
//! process, and one connection never has two, unless a pooler shares processes. A slow database is therefore
//! never mistaken for a pooler.

use std::{fmt, time::Duration};

use diesel::{ConnectionError, ConnectionResult};
use tokio::time::{sleep, timeout};
use tokio_postgres::{Client, Error, SimpleQueryMessage};

use super::{DatabaseUrl, connect::refused};

/// How many times the processes of two connections are compared. PgBouncer assigns the most recently used
/// process, or each in rotation. The first comparison therefore detects it unless many other clients are
/// busy.
const ROUNDS: usize = 3;

/// The timeout of the second connection, and the pause between attempts of the first contact.
const SECOND_CONNECTION_TIMEOUT: Duration = Duration::from_secs(1);

/// The timeout of one attempt of the first contact.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);

/// The error for a pooler that shares server processes between clients.
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
    /// Whether this error made a connection fail.
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

/// The server process of a new connection, and whether the connection is direct.
pub(super) struct BackendIdentity {
    pub pid: i32,
    is_direct: bool,
}

impl BackendIdentity {
    /// Queries a connection whose `application_name` begins with the nonce.
    pub(super) async fn of(client: &Client, nonce: &str) -> ConnectionResult<Self> {
        let query = format!(include_str!("pooler.sql"), nonce = nonce);
        let answer = client.simple_query(&query).await.map_err(refused)?;
        let identity = text(&answer)
            .and_then(|text| text.split_once(' '))
            .and_then(|(pid, is_direct)| Some(Self { pid: pid.parse().ok()?, is_direct: is_direct == "t" }));
        identity.ok_or_else(|| ConnectionError::BadConnection("the server has no process number".to_owned()))
    }

    /// Refuses a connection that shares its server process with other clients.
    pub(super) async fn check(&self, url: &DatabaseUrl, client: &Client) -> ConnectionResult<()> {
        if self.is_direct {
            return Ok(());
        }
        let connecting = timeout(SECOND_CONNECTION_TIMEOUT, url.config.connect(url.tls.clone())).await;
        let silent = |_| ConnectionError::BadConnection("a second connection is not answered".to_owned());
        let (other, driver) = connecting.map_err(silent)?.map_err(refused)?;
        let driver = tokio::spawn(driver);
        let shares = shares_processes(self.pid, client, &other).await;
        driver.abort();
        if shares.map_err(refused)? { Err(SharedSessions.into()) } else { Ok(()) }
    }
}

/// Whether a pooler assigns the server's processes to both connections alternately.
async fn shares_processes(first: i32, client: &Client, other: &Client) -> Result<bool, Error> {
    let mut process_of_other = None;
    for _ in 0..ROUNDS {
        // Twice, because a pooler that rotates two processes would otherwise alternate exactly between the
        // connections.
        for _ in 0..2 {
            if process(client).await?.is_some_and(|process| process != first) {
                return Ok(true);
            }
        }
        // A pooler in session mode without a free session makes the second connection wait.
        let Ok(process) = timeout(SECOND_CONNECTION_TIMEOUT, process(other)).await else { return Ok(false) };
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

/// The single text value of an answer.
fn text(answer: &[SimpleQueryMessage]) -> Option<&str> {
    answer.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    })
}

impl DatabaseUrl {
    /// Waits for the first connection. Fails if a pooler shares sessions.
    pub async fn expect_own_sessions(&self) -> Result<(), SharedSessions> {
        loop {
            match timeout(ATTEMPT_TIMEOUT, self.connect()).await {
                Ok(Ok(_)) => return Ok(()),
                Ok(Err(error)) if SharedSessions::is_cause_of(&error) => return Err(SharedSessions),
                Ok(Err(_)) | Err(_) => sleep(SECOND_CONNECTION_TIMEOUT).await,
            }
        }
    }
}
