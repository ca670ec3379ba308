//! Creating something at most once for each key.

use std::future::ready;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use scoped_futures::ScopedFutureExt;
use uuid::Uuid;

use super::{
    Key, KeyError, RawKey,
    model::{InputHash, Scope},
    store,
};
use crate::{
    clock::Clock,
    error::{Failure, GeneralError, Violations},
    panda::Panda,
};

/// For how long a request may be repeated.
const KEPT: TimeDelta = TimeDelta::hours(24);

const FIELD: &str = "idempotencyKey";

/// The raw fields from which a mutation creates something.
///
/// The steps are the same with a key and without one; with one, all of them happen on one connection.
pub trait Creation: Clone + Send + Sync {
    /// Tells the keys of different mutations apart. It is kept in the database, so it never changes.
    const OPERATION: &'static str;

    /// What is good to be written.
    type Checked: Send;
    type Entity: Send;

    /// Locks what [`check`](Self::check) counts, for the rest of the transaction.
    fn lock(&self, _connection: &AsyncPgConnection) -> impl Future<Output = QueryResult<()>> + Send {
        ready(Ok(()))
    }

    /// Finds every fault that can be found without writing.
    fn check(
        self,
        connection: &AsyncPgConnection,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<Self::Checked, Failure>> + Send;

    fn write(
        checked: Self::Checked,
        connection: &mut AsyncPgConnection,
    ) -> impl Future<Output = Result<Self::Entity, Failure>> + Send;

    fn id(entity: &Self::Entity) -> Uuid;

    /// What was created earlier, as it is now, if it exists for whoever asks.
    ///
    /// It does, as long as they are who they were. A patient's key belongs to the record: all that it can have created is an
    /// appointment of that patient, and an appointment never passes to another. Any other key belongs to a user, and whoever
    /// may create anything as such reaches all patients. Whoever is given another role meanwhile is not let in here, or, as
    /// a patient, has no longer the same keys.
    fn find(
        &self,
        connection: &AsyncPgConnection,
        id: Uuid,
    ) -> impl Future<Output = QueryResult<Option<Self::Entity>>> + Send;
}

/// Creates what is asked for, unless this key has created it before: then answers that.
///
/// What was created is found before anything else is looked at, for a repeat may come when the input would no longer
/// be good.
pub async fn create<C: Creation>(panda: &Panda, creation: C, key: RawKey) -> Result<C::Entity, Failure> {
    let RawKey { principal, key, input } = key;
    let scope = match key.parse::<Key>() {
        Ok(key) => Scope { principal: principal.scope(), operation: C::OPERATION, key },
        Err(refusal) => return Err(all_faults(panda, creation, refusal).await),
    };
    let scope = &scope;
    // A repeat waits here for the first request's end, and takes a connection afterwards.
    let _turn = panda.keys_at_work.lock(scope).await?;
    panda
        .database
        .transaction(move |connection| {
            let creation = creation.clone();
            async move {
                if let Some(id) = claim(connection, scope, input, &*panda.clock).await? {
                    let found = creation.find(connection, id).await?;
                    return found.ok_or_else(|| Failure::refuse_field(FIELD, GeneralError::NotFound));
                }
                creation.lock(connection).await?;
                let now = panda.clock.now();
                let checked = creation.check(connection, now).await?;
                let entity = C::write(checked, connection).await?;
                store::record(connection, scope, C::id(&entity), now).await?;
                Ok(entity)
            }
            .scope_boxed()
        })
        .await
}

/// What the key has created; nothing when it was free, and now belongs to this transaction.
async fn claim(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    input: InputHash,
    clock: &dyn Clock,
) -> Result<Option<Uuid>, Failure> {
    loop {
        if store::claim(connection, scope, input, clock.now() + KEPT).await? {
            return Ok(None);
        }
        let now = clock.now();
        match store::find(connection, scope, now).await? {
            Some(known) if known.came_with(input) => return Ok(Some(known.entity_id)),
            Some(_) => return Err(Failure::refuse_field(FIELD, KeyError::Reused)),
            // It has expired. Should somebody else take it now, it is found the next time.
            None => store::forget(connection, scope, now).await?,
        }
    }
}

/// The fault of a key that is none, along with those of the input that came with it.
async fn all_faults<C: Creation>(panda: &Panda, creation: C, refusal: KeyError) -> Failure {
    let (creation, now) = (&creation, panda.clock.now());
    let checked =
        panda.database.read(|reader| async move { creation.clone().check(&reader, now).await }).await;
    let mut violations = Violations::default();
    violations.refuse(FIELD, refusal);
    match checked {
        Ok(_) => violations.into(),
        Err(Failure::Refused(others)) => {
            violations.append(others);
            violations.into()
        }
        Err(failure @ (Failure::Unavailable | Failure::ReadOnly | Failure::Fault(_))) => failure,
    }
}
