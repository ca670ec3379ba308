//! A cache of clinicians, departments and organisations, because nearly every response refers to some and
//! they rarely change.
//!
//! The cache never returns stale records. Every committed change to one of the three tables replaces a
//! version UUID in the database (see `migrations/…_baseline`). A request compares this version before it
//! uses the cache. It therefore returns what the database contained at that instant, regardless of the server
//! that wrote. If the version differs, the request reads the records it needs from the database, as without a
//! cache. A background task then reads all records again, once for all requests and at most once a second.
//!
//! A caller who may see one record of these kinds may see all of them, so all requests share the cache. The
//! number of records is limited: above the limit, the cache stays empty and no version is read.

mod inquiry;
mod snapshot;
mod store;

use std::{
    sync::{Arc, Mutex as Lock, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Mutex, OwnedMutexGuard},
    time::{Instant, timeout},
};

pub use inquiry::Inquiry;
pub use snapshot::Snapshot;

use crate::{
    database::{Database, DedicatedConnection},
    error::Failure,
};

/// The maximum number of cached records, of all kinds together.
pub const MOST: i64 = 20_000;

/// The minimum time between the starts of two refreshes.
const REFRESH_PAUSE: Duration = Duration::from_secs(1);

/// The same when the number of records exceeds the limit, because that will not change soon.
const REFRESH_PAUSE_ABOVE_LIMIT: Duration = Duration::from_mins(1);

/// The timeout of one refresh, including the connection.
const REFRESH_TIMEOUT: Duration = Duration::from_secs(10);

/// The cache, shared by all requests. Cloning is cheap.
#[derive(Clone)]
pub struct Reference(Arc<ReferenceInner>);

struct ReferenceInner {
    database: Database,
    cached: Lock<Option<Arc<Snapshot>>>,
    /// Locked during a refresh. The value is the earliest time of the next one.
    next_refresh: Arc<Mutex<Instant>>,
}

/// The result of reading all records.
enum SnapshotRead {
    Whole(Snapshot),
    /// A concurrent write changed the version, so the records may belong to two states.
    Torn,
    TooMany,
}

impl Reference {
    /// Creates an empty cache. The first request triggers the first refresh.
    pub fn new(database: &Database) -> Self {
        let (database, next_refresh) = (database.clone(), Arc::new(Mutex::new(Instant::now())));
        Self(Arc::new(ReferenceInner { database, cached: Lock::default(), next_refresh }))
    }

    /// The snapshot of all records at this instant, if it is cached. Otherwise it triggers a refresh, which
    /// has no effect while there are too many records.
    pub async fn current(&self) -> Result<Option<Arc<Snapshot>>, Failure> {
        let Some(known) = self.cached().clone() else {
            self.start_refresh();
            return Ok(None);
        };
        let version = self.0.database.read(|reader| async move { store::version(&reader).await }).await?;
        if version == Some(known.version) {
            return Ok(Some(known));
        }
        let mut cached = self.cached();
        match &*cached {
            // Refreshed meanwhile, so its version may be the current one.
            Some(newer) if version == Some(newer.version) => return Ok(Some(newer.clone())),
            // A version never returns, so this snapshot is obsolete.
            Some(same) if Arc::ptr_eq(same, &known) => *cached = None,
            Some(_) | None => {}
        }
        drop(cached);
        self.start_refresh();
        Ok(None)
    }

    /// Starts a refresh, unless one is in progress or has started a moment ago.
    fn start_refresh(&self) {
        let Ok(mut next_refresh) = self.0.next_refresh.clone().try_lock_owned() else { return };
        let now = Instant::now();
        if now < *next_refresh {
            return;
        }
        *next_refresh = now + REFRESH_PAUSE;
        tokio::spawn(self.clone().refresh(next_refresh));
    }

    async fn refresh(self, mut next_refresh: OwnedMutexGuard<Instant>) {
        // On a dedicated connection, because it takes longer than requests do and no request waits for it.
        let mut connection = self.0.database.dedicated_connection();
        let reading = timeout(REFRESH_TIMEOUT, read(&mut connection)).await;
        match reading.unwrap_or(Err(Failure::Unavailable)) {
            Ok(SnapshotRead::Whole(snapshot)) => {
                tracing::debug!(records = snapshot.len(), "reference data are cached");
                *self.cached() = Some(Arc::new(snapshot));
            }
            Ok(SnapshotRead::Torn) => tracing::debug!("reference data are being written"),
            Ok(SnapshotRead::TooMany) => {
                tracing::debug!(most = MOST, "reference data are too many to be cached");
                *next_refresh = Instant::now() + REFRESH_PAUSE_ABOVE_LIMIT;
            }
            Err(_) if self.0.database.is_closed() => {}
            Err(failure) => tracing::warn!(?failure, "reference data could not be read"),
        }
    }

    fn cached(&self) -> MutexGuard<'_, Option<Arc<Snapshot>>> {
        self.0.cached.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads all records. Equal versions before and after prove one state, because a version never returns.
async fn read(connection: &mut DedicatedConnection) -> Result<SnapshotRead, Failure> {
    let connection = connection.connection().await?;
    let before = store::version(connection).await?;
    if store::count(connection).await? > MOST {
        return Ok(SnapshotRead::TooMany);
    }
    let records = store::all(connection).await?;
    let after = store::version(connection).await?;
    Ok(match before {
        Some(version) if after == before => SnapshotRead::Whole(Snapshot::new(version, records)),
        Some(_) | None => SnapshotRead::Torn,
    })
}
