//! Creating something at most once for each key.

use std::future::ready;

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use scoped_futures::ScopedFutureExt;

use super::{
    Key, RawKey, Repeatable,
    model::Scope,
    repeat::{at_most_once, with_faults},
};
use crate::{context::AppContext, error::Failure};

/// The raw fields from which a mutation creates something.
///
/// The steps are the same with a key and without one; with one, all of them happen on one connection.
pub trait Creation: Clone + Send + Sync {
    /// Tells the keys of different mutations apart. It is kept in the database, so it never changes.
    const OPERATION: &'static str;

    /// What is good to be written.
    type Checked: Send;
    type Entity: Repeatable;

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
}

/// Creates what is asked for, unless this key has created it before: then answers that.
pub async fn create<C: Creation>(app: &AppContext, creation: C, key: RawKey) -> Result<C::Entity, Failure> {
    let RawKey { principal, key, input } = key;
    let creation = &creation;
    let scope = match key.parse::<Key>() {
        Ok(key) => Scope { principal: principal.idempotency_scope(), operation: C::OPERATION, key },
        Err(refusal) => {
            let now = app.clock.now();
            let checked =
                app.database.read(|reader| async move { creation.clone().check(&reader, now).await });
            return Err(with_faults(refusal, checked.await.map(drop)));
        }
    };
    at_most_once(app, principal, &scope, input, move |connection| {
        async move {
            creation.lock(connection).await?;
            let checked = creation.clone().check(connection, app.clock.now()).await?;
            C::write(checked, connection).await
        }
        .scope_boxed()
    })
    .await
}
