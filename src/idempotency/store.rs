//! Every query about keys.

use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods, NullableExpressionMethods, OptionalExtension, QueryDsl, QueryResult, sql_query,
    sql_types::{Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::model::{InputHash, Scope};
use crate::database::schema::idempotency_keys;

/// What a key stands for.
pub struct StoredKey {
    input_hash: Vec<u8>,
    pub entity_id: Uuid,
}

impl StoredKey {
    pub fn came_with(&self, input: InputHash) -> bool {
        self.input_hash == input.as_bytes()
    }
}

/// Takes a key that nobody has, and tells whether this is so.
///
/// While another transaction is about to take it, this waits: that one may yet fail. It must be the first statement
/// of its transaction, for whoever waits must not hold what others wait for.
pub async fn claim(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    input: InputHash,
    expires_at: DateTime<Utc>,
) -> QueryResult<bool> {
    let row = (
        idempotency_keys::principal.eq(&scope.principal),
        idempotency_keys::operation.eq(scope.operation),
        idempotency_keys::key.eq(&scope.key),
        idempotency_keys::input_hash.eq(input.as_bytes()),
        idempotency_keys::expires_at.eq(expires_at),
    );
    let insert = diesel::insert_into(idempotency_keys::table).values(row).on_conflict_do_nothing();
    Ok(insert.execute(connection).await? > 0)
}

/// What a key stands for, unless it has expired.
pub async fn find(
    connection: &AsyncPgConnection,
    scope: &Scope,
    now: DateTime<Utc>,
) -> QueryResult<Option<StoredKey>> {
    let found: Option<(Vec<u8>, Uuid)> = idempotency_keys::table
        .find((&scope.principal, scope.operation, &scope.key))
        .filter(idempotency_keys::expires_at.gt(now))
        .select((idempotency_keys::input_hash, idempotency_keys::entity_id.assume_not_null()))
        .get_result(&mut &*connection)
        .await
        .optional()?;
    Ok(found.map(|(input_hash, entity_id)| StoredKey { input_hash, entity_id }))
}

/// Takes a key away that has expired.
pub async fn forget(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::delete(idempotency_keys::table.find((&scope.principal, scope.operation, &scope.key)))
        .filter(idempotency_keys::expires_at.le(now))
        .execute(connection)
        .await?;
    Ok(())
}

/// Says what the claimed key stands for, and takes some keys away that have expired.
pub async fn record(
    connection: &mut AsyncPgConnection,
    scope: &Scope,
    entity_id: Uuid,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    sql_query(include_str!("record.sql"))
        .bind::<SqlUuid, _>(entity_id)
        .bind::<Text, _>(&scope.principal)
        .bind::<Text, _>(scope.operation)
        .bind::<Text, _>(&scope.key)
        .bind::<Timestamptz, _>(now)
        .execute(connection)
        .await?;
    Ok(())
}
