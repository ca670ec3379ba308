//! Writing at most once for each key.

use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use scoped_futures::{ScopedBoxFuture, ScopedFutureExt};
use uuid::Uuid;

use chrono::TimeDelta;

use super::{
    Key, KeyError, RawKey,
    model::{InputHash, Scope},
    store,
};
use crate::{
    clock::Clock,
    context::AppContext,
    error::{Failure, GeneralError, Violations},
    principal::Principal,
};

/// For how long a request may be repeated.
const KEPT: TimeDelta = TimeDelta::hours(24);

const FIELD: &str = "idempotencyKey";

/// What a mutation answers. A repeat finds it by its identifier, which is all that the key's row has of it.
pub trait Repeatable: Send + Sized {
    fn id(&self) -> Uuid;

    /// The entity as it is now, if it exists for the caller.
    ///
    /// It does, as long as the caller has the same role and record. A patient's key belongs to the record: it stands for an
    /// appointment of that patient, which never passes to another, or for the record itself. Other keys belong to a user, and all
    /// roles that write as users reach all patients.
    fn find(
        connection: &AsyncPgConnection,
        principal: Principal,
        id: Uuid,
    ) -> impl Future<Output = QueryResult<Option<Self>>> + Send;
}

/// The identifier of an entity that has been removed. A repeat answers it from the key's row, because no other row is left.
pub struct Removed(pub Uuid);

impl Repeatable for Removed {
    fn id(&self) -> Uuid {
        self.0
    }

    async fn find(_: &AsyncPgConnection, _: Principal, id: Uuid) -> QueryResult<Option<Self>> {
        Ok(Some(Self(id)))
    }
}

/// A mutation that may come with a key.
pub struct Keyed<'a> {
    app: &'a AppContext,
    operation: &'static str,
    key: Option<RawKey>,
}

impl AppContext {
    /// The mutation `operation` of a request that may have a key. The name is kept in the database, so it never changes.
    pub(crate) fn keyed(&self, operation: &'static str, key: Option<RawKey>) -> Keyed<'_> {
        Keyed { app: self, operation, key }
    }
}

impl<'a> Keyed<'a> {
    /// Runs the work in one transaction; with a key, at most once for that key.
    pub(crate) async fn transaction<T, W>(self, work: W) -> Result<T, Failure>
    where
        T: Repeatable,
        W: for<'r> Fn(&'r mut AsyncPgConnection) -> ScopedBoxFuture<'a, 'r, Result<T, Failure>> + Send + Sync,
    {
        let Self { app, operation, key } = self;
        let Some(RawKey { principal, key, input }) = key else {
            return app.database.transaction(work).await;
        };
        match key.parse::<Key>() {
            Ok(key) => {
                let scope = Scope { principal: principal.idempotency_scope(), operation, key };
                at_most_once(app, principal, &scope, input, work).await
            }
            Err(refusal) => Err(with_faults_of_work(app, work, refusal).await),
        }
    }
}

/// Runs the work unless this key has succeeded before; then answers what that request wrote.
///
/// The key is looked up before anything else, because the work of a repeat may not be possible any more: the record has the next
/// version, or is cancelled or removed.
pub(super) async fn at_most_once<'a, T, W>(
    app: &'a AppContext,
    principal: Principal,
    scope: &Scope,
    input: InputHash,
    work: W,
) -> Result<T, Failure>
where
    T: Repeatable,
    W: for<'r> Fn(&'r mut AsyncPgConnection) -> ScopedBoxFuture<'a, 'r, Result<T, Failure>> + Send + Sync,
{
    // A repeat waits here for the first request's end, and takes a connection afterwards.
    let _turn = app.keys_at_work.lock(scope).await?;
    let work = &work;
    app.database
        .transaction(move |connection| {
            async move {
                if let Some(id) = claim(connection, scope, input, &*app.clock).await? {
                    let found = T::find(connection, principal, id).await?;
                    return found.ok_or_else(|| Failure::refuse_field(FIELD, GeneralError::NotFound));
                }
                let written = work(connection).await?;
                store::record(connection, scope, written.id(), app.clock.now()).await?;
                Ok(written)
            }
            .scope_boxed()
        })
        .await
}

/// What the key stands for; nothing when it was free, and now belongs to this transaction.
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
            // It has expired. If another request takes it now, it is found the next time.
            None => store::forget(connection, scope, now).await?,
        }
    }
}

/// The fault of an invalid key, along with those of the input. The work is rolled back.
async fn with_faults_of_work<'a, T, W>(app: &AppContext, work: W, refusal: KeyError) -> Failure
where
    T: Repeatable,
    W: for<'r> Fn(&'r mut AsyncPgConnection) -> ScopedBoxFuture<'a, 'r, Result<T, Failure>> + Send + Sync,
{
    let (work, refusal) = (&work, &refusal);
    let refused = app.database.transaction(move |connection| {
        async move { Err::<(), _>(with_faults(refusal.clone(), work(connection).await.map(drop))) }
            .scope_boxed()
    });
    match refused.await {
        Err(failure) => failure,
        Ok(()) => Failure::refuse_field(FIELD, refusal.clone()),
    }
}

/// The fault of an invalid key, along with the faults that were found in its input.
pub(super) fn with_faults(refusal: KeyError, found: Result<(), Failure>) -> Failure {
    let mut violations = Violations::default();
    violations.refuse(FIELD, refusal);
    match found {
        Ok(()) => violations.into(),
        Err(Failure::Refused(others)) => {
            violations.append(others);
            violations.into()
        }
        Err(failure @ (Failure::Unavailable | Failure::ReadOnly | Failure::Fault(_))) => failure,
    }
}
