//! Opens the connection of a lane, and the next one when it has ended.

use std::{fmt, time::Duration};

use tokio::{
    sync::{Notify, watch},
    time::timeout,
};

use super::SharedConnection;
use crate::{
    database::{
        DatabaseUrl, StatementCount,
        connect::{self, ConnectionKind, Driver},
        renewal::Generation,
    },
    log_limit::LogLimit,
};

/// How long a new connection may take, with TLS and all.
const OPENING: Duration = Duration::from_secs(10);
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Keeps one lane open for as long as anyone could use it.
pub(super) struct Supervisor {
    pub url: DatabaseUrl,
    pub purpose: ConnectionKind,
    pub statements: StatementCount,
    pub operation: Duration,
    pub generation: watch::Receiver<Generation>,
    pub slot: watch::Sender<Option<SharedConnection>>,
    /// The driver of the slot's connection while a newer one is being opened; none at first.
    pub current: Option<Driver>,
}

/// Why a connection is no longer used.
enum End {
    /// It has ended.
    Ended,
    /// Reads wait for a lock on it.
    Retired,
    /// It is used until the next one is open.
    Replaced(Driver),
}

impl Supervisor {
    pub async fn supervise(mut self) {
        let mut pause = FIRST_PAUSE;
        while *self.generation.borrow_and_update() != Generation::Closed {
            let opening = connect::driven(&self.url, self.purpose, &self.statements, self.operation);
            match timeout(OPENING, opening).await {
                Ok(Ok((connection, driver))) => {
                    pause = FIRST_PAUSE;
                    let connection = SharedConnection::new(connection);
                    let retired = connection.0.retired.clone();
                    self.slot.send_replace(Some(connection));
                    match self.end(driver, &retired).await {
                        End::Replaced(driver) => {
                            self.current = Some(driver);
                            continue;
                        }
                        End::Retired => {
                            self.slot.send_replace(None);
                            continue;
                        }
                        End::Ended => _ = self.slot.send_replace(None),
                    }
                }
                Ok(Err(error)) => self.report(&error),
                Err(_) => self.report(&"it does not answer"),
            }
            if self.current.as_ref().is_none_or(Driver::is_finished) {
                self.slot.send_replace(None);
            }
            if self.slot.is_closed() {
                return;
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Waits until the connection ends, or is no longer to be used.
    async fn end(&mut self, mut driver: Driver, retired: &Notify) -> End {
        static ENDED: LogLimit = LogLimit::new();
        static RETIRED: LogLimit = LogLimit::new();
        self.current = None;
        let ended = tokio::select! {
            ended = &mut driver => ended,
            () = retired.notified() => {
                RETIRED.log(|more| {
                    tracing::info!("a shared connection on which reads wait for a lock is replaced{more}");
                });
                driver.abort();
                return End::Retired;
            }
            Ok(()) = self.generation.changed() => return End::Replaced(driver),
        };
        // The connection of a lane that nobody can use any more ends because of that.
        if let (Ok(Err(error)), false) = (ended, self.slot.is_closed()) {
            let (error, database) = (connect::explain(&error), self.url.place());
            ENDED.log(|more| tracing::warn!(error, database, "a database connection ended{more}"));
        }
        End::Ended
    }

    /// Logs why there is no connection, unless the lane is being closed: the rest of the runtime may have gone already.
    fn report(&self, error: &dyn fmt::Display) {
        static UNREACHABLE: LogLimit = LogLimit::new();
        if !self.slot.is_closed() && *self.generation.borrow() != Generation::Closed {
            let database = self.url.place();
            UNREACHABLE.log(|more| tracing::warn!(%error, database, "the database cannot be reached{more}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::{Arc, Mutex, PoisonError},
    };

    use super::*;
    use crate::database::renewal::Renewals;

    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl Log {
        fn text(&self) -> String {
            let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
            String::from_utf8(bytes).unwrap()
        }
    }

    impl io::Write for Log {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(line);
            Ok(line.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Supervises a lane of a database that refuses connections.
    async fn supervise(slot: watch::Sender<Option<SharedConnection>>, renewals: &Renewals) {
        let supervisor = Supervisor {
            url: "postgres://panda:secret@127.0.0.1:1/somewhere".parse().unwrap(),
            purpose: ConnectionKind::Reads,
            statements: StatementCount::default(),
            operation: OPENING,
            generation: renewals.subscribe(),
            slot,
            current: None,
        };
        let _endless = timeout(FIRST_PAUSE, supervisor.supervise()).await;
    }

    #[tokio::test]
    async fn a_lane_that_cannot_be_used_any_more_ends_without_a_word() {
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone()).finish();
        let _guard = tracing::subscriber::set_default(subscriber);
        let renewals = Renewals::default();
        let (slot, receiver) = watch::channel(None);
        drop(receiver);
        supervise(slot, &renewals).await;
        assert_eq!(log.text(), "");
        // One that is in use has something to say.
        let (slot, _receiver) = watch::channel(None);
        supervise(slot, &renewals).await;
        assert_eq!(log.text().matches("the database cannot be reached").count(), 1, "{}", log.text());
    }
}
