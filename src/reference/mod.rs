//! Clinicians, departments and organisations, kept in memory, for nearly every answer names some and hardly anybody changes them.
//!
//! Nothing that is kept is ever older than the question. The database gives each state of the three tables a name of its own (see
//! `migrations/…_reference`), and a request asks for that name before it goes by what is kept: what it is told is what the database held
//! at that instant, whoever wrote, on whichever server. Where the state is another, the request reads from the database what it needs,
//! as it would without any of this, and all records are read anew beside the requests, once for all of them and not more than once a
//! second.
//!
//! Everybody may see all records of these kinds who may see any, so what is kept is shared. There is a bound to it: of more records none
//! are kept, and none are asked for.

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

/// The most records that are kept, of all kinds together.
pub const MOST: i64 = 20_000;

/// How long after its beginning a reading may be followed by another.
const PAUSE: Duration = Duration::from_secs(1);

/// The same when there are too many records, which will not change soon.
const PAUSE_OF_THE_LARGE: Duration = Duration::from_mins(1);

/// How long one reading may take, connection and all.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is kept of them, shared by all requests. Cheap to clone.
#[derive(Clone)]
pub struct Reference(Arc<ReferenceInner>);

struct ReferenceInner {
    database: Database,
    kept: Lock<Option<Arc<Snapshot>>>,
    /// Whoever reads all records holds this. It says when they may be read again.
    turn: Arc<Mutex<Instant>>,
}

/// What came of reading all records.
enum SnapshotRead {
    Whole(Snapshot),
    /// Somebody wrote meanwhile, so that they may belong to two states.
    Torn,
    TooMany,
}

impl Reference {
    /// Nothing is read before somebody asks.
    pub fn new(database: &Database) -> Self {
        let (database, turn) = (database.clone(), Arc::new(Mutex::new(Instant::now())));
        Self(Arc::new(ReferenceInner { database, kept: Lock::default(), turn }))
    }

    /// All records as the database holds them at this instant, if they are at hand. If not, they are soon, unless there are too many.
    pub async fn current(&self) -> Result<Option<Arc<Snapshot>>, Failure> {
        let Some(known) = self.kept().clone() else {
            self.renew();
            return Ok(None);
        };
        let version = self.0.database.read(|reader| async move { store::version(&reader).await }).await?;
        if version == Some(known.version) {
            return Ok(Some(known));
        }
        let mut kept = self.kept();
        match &*kept {
            // It has been read since, and may be what was asked about.
            Some(newer) if version == Some(newer.version) => return Ok(Some(newer.clone())),
            // No state comes back.
            Some(same) if Arc::ptr_eq(same, &known) => *kept = None,
            Some(_) | None => {}
        }
        drop(kept);
        self.renew();
        Ok(None)
    }

    /// Sees to it that all records are read, unless that is under way or was a moment ago.
    fn renew(&self) {
        let Ok(mut turn) = self.0.turn.clone().try_lock_owned() else { return };
        let now = Instant::now();
        if now < *turn {
            return;
        }
        *turn = now + PAUSE;
        tokio::spawn(self.clone().read_in(turn));
    }

    async fn read_in(self, mut turn: OwnedMutexGuard<Instant>) {
        // Apart from the others, for it takes longer than they do, and none of them has asked for it.
        let mut apart = self.0.database.apart();
        let reading = timeout(PATIENCE, read(&mut apart)).await;
        match reading.unwrap_or(Err(Failure::Unavailable)) {
            Ok(SnapshotRead::Whole(snapshot)) => {
                tracing::debug!(records = snapshot.len(), "reference data are kept");
                *self.kept() = Some(Arc::new(snapshot));
            }
            Ok(SnapshotRead::Torn) => tracing::debug!("reference data are being written"),
            Ok(SnapshotRead::TooMany) => {
                tracing::debug!(most = MOST, "reference data are too many to be kept");
                *turn = Instant::now() + PAUSE_OF_THE_LARGE;
            }
            Err(_) if self.0.database.is_closed() => {}
            Err(failure) => tracing::warn!(?failure, "reference data could not be read"),
        }
    }

    fn kept(&self) -> MutexGuard<'_, Option<Arc<Snapshot>>> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads all records. They are of one state if it is the same afterwards as before, for no state comes back.
async fn read(apart: &mut DedicatedConnection) -> Result<SnapshotRead, Failure> {
    let connection = apart.connection().await?;
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
