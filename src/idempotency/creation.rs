//! Creates an entity at most once for each key.

use std::future::ready;

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use scoped_futures::ScopedFutureExt;

use super::{
    Key, RawKey, Repeatable,
    model::Scope,
    repeat::{at_most_once, with_violations},
};
use crate::{context::AppContext, error::Failure};

/// The raw fields from which a mutation creates an entity.
///
/// The steps are the same with a key and without one. With a key, all of them run on one connection.
pub trait Creation: Clone + Send + Sync {
    /// Distinguishes the keys of different mutations. It is stored in the database, so it must never change.
    const OPERATION: &'static str;

    /// The validated values.
    type Checked: Send;
    type Entity: Repeatable;

    /// Locks the rows that [`check`](Self::check) counts, until the transaction ends.
    fn lock(&self, _connection: &AsyncPgConnection) -> impl Future<Output = QueryResult<()>> + Send {
        ready(Ok(()))
    }

    /// Finds every violation that can be found without writing.
    fn check(
        self,
        connection: &AsyncPgConnection,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<Self::Checked, Failure>> + Send;

    fn write(
        checked: Self::Checked,
        connection: &mut AsyncPgConnection,
    ) -> impl Future<Output = Result<Self::Entity, Failure>> + Send;
}

/// Creates the entity, unless a request with this key has created it. In that case, returns the existing
/// entity.
pub async fn create<C: Creation>(
    app: &AppContext,
    creation: C,
    visibility: <C::Entity as Repeatable>::Visibility,
    key: RawKey,
) -> Result<C::Entity, Failure> {
    let RawKey { scope: principal, key, input } = key;
    let creation = &creation;
    let scope = match key.parse::<Key>() {
        Ok(key) => Scope { principal, operation: C::OPERATION, key },
        Err(refusal) => {
            let now = app.clock.now();
            let checked =
                app.database.read(|reader| async move { creation.clone().check(&reader, now).await });
            return Err(with_violations(refusal, checked.await.map(drop)));
        }
    };
    at_most_once(app, visibility, &scope, input, move |connection| {
        async move {
            creation.lock(connection).await?;
            let checked = creation.clone().check(connection, app.clock.now()).await?;
            C::write(checked, connection).await
        }
        .scope_boxed()
    })
    .await
}
