//! Runs a mutation at most once for each key.

use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use scoped_futures::{ScopedBoxFuture, ScopedFutureExt};
use uuid::Uuid;

use chrono::TimeDelta;

use super::{
    IdempotencyKeyError, Key, RawKey,
    model::{InputHash, Scope},
    store,
};
use crate::{
    clock::Clock,
    context::AppContext,
    error::{Failure, GeneralError, Violations},
};

/// How long a request may be repeated.
const RETENTION: TimeDelta = TimeDelta::hours(24);

const FIELD: &str = "idempotencyKey";

/// The result of a mutation. A repeat finds it by its identifier, which is all that the key's row stores.
pub trait Repeatable: Send + Sized {
    /// What decides whether an entity exists for a caller.
    type Visibility: Copy + Send + Sync;

    fn id(&self) -> Uuid;

    /// The entity in its current state, if it is visible to the caller.
    ///
    /// It is visible as long as the caller has the same role and record. A patient's key belongs to the
    /// record. Its entity is an appointment of that patient, which never passes to another patient, or the
    /// record itself. Other keys belong to a user, and every role that writes as a user has access to all
    /// patients.
    fn find(
        connection: &AsyncPgConnection,
        visibility: Self::Visibility,
        id: Uuid,
    ) -> impl Future<Output = QueryResult<Option<Self>>> + Send;
}

/// The identifier of a removed entity. A repeat returns it from the key's row, because the entity's row no
/// longer exists.
pub struct Removed(pub Uuid);

impl Repeatable for Removed {
    type Visibility = ();

    fn id(&self) -> Uuid {
        self.0
    }

    async fn find(_: &AsyncPgConnection, (): (), id: Uuid) -> QueryResult<Option<Self>> {
        Ok(Some(Self(id)))
    }
}

/// A mutation with an optional key.
pub struct Keyed<'a> {
    app: &'a AppContext,
    operation: &'static str,
    key: Option<RawKey>,
}

impl AppContext {
    /// The mutation `operation` of a request, with its optional key. The name is stored in the database, so
    /// it must never change.
    pub(crate) fn keyed(&self, operation: &'static str, key: Option<RawKey>) -> Keyed<'_> {
        Keyed { app: self, operation, key }
    }
}

impl<'a> Keyed<'a> {
    /// Runs the work in one transaction. With a key, it succeeds at most once for that key.
    pub(crate) async fn transaction<T, W>(self, visibility: T::Visibility, work: W) -> Result<T, Failure>
    where
        T: Repeatable,
        W: for<'r> Fn(&'r mut AsyncPgConnection) -> ScopedBoxFuture<'a, 'r, Result<T, Failure>> + Send + Sync,
    {
        let Self { app, operation, key } = self;
        let Some(RawKey { scope: principal, key, input }) = key else {
            return app.database.transaction(work).await;
        };
        match key.parse::<Key>() {
            Ok(key) => {
                let scope = Scope { principal, operation, key };
                at_most_once(app, visibility, &scope, input, work).await
            }
            Err(refusal) => Err(with_violations_of_work(app, work, refusal).await),
        }
    }
}

/// Runs the work, unless a request with this key has succeeded before. In that case, returns what that
/// request wrote.
///
/// The key is looked up first, because the work of a repeat may no longer be possible: the record may have
/// the next version, or be cancelled or removed.
pub(super) async fn at_most_once<'a, T, W>(
    app: &'a AppContext,
    visibility: T::Visibility,
    scope: &Scope,
    input: InputHash,
    work: W,
) -> Result<T, Failure>
where
    T: Repeatable,
    W: for<'r> Fn(&'r mut AsyncPgConnection) -> ScopedBoxFuture<'a, 'r, Result<T, Failure>> + Send + Sync,
{
    // A repeat waits here until the first request ends, and only then checks out a connection.
    let _guard = app.idempotency_key_locks.lock(&scope.lock_key()).await?;
    let work = &work;
    app.database
        .transaction(move |connection| {
            async move {
                if let Some(id) = claim(connection, scope, input, &*app.clock).await? {
                    let found = T::find(connection, visibility, id).await?;
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

/// The identifier stored with the key. Returns `None` if the key was free; this transaction has then claimed
/// it.
async fn claim(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    input: InputHash,
    clock: &dyn Clock,
) -> Result<Option<Uuid>, Failure> {
    loop {
        if store::claim(connection, scope, input, clock.now() + RETENTION).await? {
            return Ok(None);
        }
        let now = clock.now();
        match store::find(connection, scope, now).await? {
            Some(known) if known.has_input(input) => return Ok(Some(known.entity_id)),
            Some(_) => return Err(Failure::refuse_field(FIELD, IdempotencyKeyError::Reused)),
            // The key has expired. If another request claims it now, the next iteration finds it.
            None => store::forget(connection, scope, now).await?,
        }
    }
}

/// The violation of an invalid key, together with those of the input. The work is rolled back.
async fn with_violations_of_work<'a, T, W>(app: &AppContext, work: W, refusal: IdempotencyKeyError) -> Failure
where
    T: Repeatable,
    W: for<'r> Fn(&'r mut AsyncPgConnection) -> ScopedBoxFuture<'a, 'r, Result<T, Failure>> + Send + Sync,
{
    let (work, refusal) = (&work, &refusal);
    let refused = app.database.transaction(move |connection| {
        async move { Err::<(), _>(with_violations(refusal.clone(), work(connection).await.map(drop))) }
            .scope_boxed()
    });
    match refused.await {
        Err(failure) => failure,
        Ok(()) => Failure::refuse_field(FIELD, refusal.clone()),
    }
}

/// The violation of an invalid key, together with those found in its input.
pub(super) fn with_violations(refusal: IdempotencyKeyError, found: Result<(), Failure>) -> Failure {
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
