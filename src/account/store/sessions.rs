//! Queries on sessions and their refresh tokens.

use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, Insertable, OptionalExtension, QueryDsl, QueryResult,
    Queryable, Selectable, SelectableHelper,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::{
    account::{SessionId, UserId, refresh_token::TokenHash},
    database::schema::{refresh_tokens, sessions},
};

/// The maximum number of expired sessions that each new session deletes.
const SWEEP_LIMIT: i64 = 10;

/// The time between a login and its end.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
pub struct Session {
    pub id: SessionId,
    pub user_id: UserId,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

impl Session {
    /// A session that starts now.
    pub fn new(user_id: UserId, now: DateTime<Utc>, expires_at: DateTime<Utc>) -> Self {
        Self { id: SessionId::new(now), user_id, created_at: now, expires_at, ended_at: None }
    }
}

/// A stored refresh token.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = refresh_tokens, treat_none_as_default_value = false)]
pub struct TokenRow {
    pub hash: Vec<u8>,
    pub session_id: SessionId,
    pub salt: Vec<u8>,
    pub expires_at: DateTime<Utc>,
    pub rotated_at: Option<DateTime<Utc>>,
}

pub async fn begin(connection: &mut AsyncPgConnection, session: &Session) -> QueryResult<()> {
    diesel::insert_into(sessions::table).values(session).execute(connection).await?;
    Ok(())
}

pub async fn add_token(connection: &mut AsyncPgConnection, token: &TokenRow) -> QueryResult<()> {
    diesel::insert_into(refresh_tokens::table).values(token).execute(connection).await?;
    Ok(())
}

/// Locks a token and its session until the transaction ends, and returns both.
pub async fn lock_by_token(
    connection: &AsyncPgConnection,
    hash: &TokenHash,
) -> QueryResult<Option<(Session, TokenRow)>> {
    refresh_tokens::table
        .inner_join(sessions::table)
        .filter(refresh_tokens::hash.eq(hash.as_slice()))
        .select((Session::as_select(), TokenRow::as_select()))
        .for_update()
        .get_result(&mut &*connection)
        .await
        .optional()
}

pub async fn mark_rotated(
    connection: &mut AsyncPgConnection,
    hash: &TokenHash,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let token = refresh_tokens::table.find(hash.as_slice());
    diesel::update(token).set(refresh_tokens::rotated_at.eq(now)).execute(connection).await?;
    Ok(())
}

/// Ends a session that is still open. Returns whether this call ended it.
pub async fn end(connection: &mut AsyncPgConnection, id: SessionId, now: DateTime<Utc>) -> QueryResult<bool> {
    let open = sessions::table.filter(sessions::id.eq(id).and(sessions::ended_at.is_null()));
    Ok(diesel::update(open).set(sessions::ended_at.eq(now)).execute(connection).await? > 0)
}

/// Ends every open session of a user. Returns how many of them had not yet expired.
pub async fn end_all(
    connection: &mut AsyncPgConnection,
    user: UserId,
    now: DateTime<Utc>,
) -> QueryResult<usize> {
    let open = sessions::table.filter(sessions::user_id.eq(user).and(sessions::ended_at.is_null()));
    let ended: Vec<DateTime<Utc>> = diesel::update(open)
        .set(sessions::ended_at.eq(now))
        .returning(sessions::expires_at)
        .get_results(connection)
        .await?;
    Ok(ended.into_iter().filter(|expires_at| *expires_at > now).count())
}

/// Deletes some sessions that expired before this instant, with all their tokens.
pub async fn sweep(connection: &mut AsyncPgConnection, before: DateTime<Utc>) -> QueryResult<()> {
    let over = sessions::table
        .filter(sessions::expires_at.lt(before))
        .order(sessions::expires_at)
        .limit(SWEEP_LIMIT)
        .select(sessions::id)
        .for_update()
        .skip_locked();
    let over: Vec<SessionId> = over.load(connection).await?;
    if !over.is_empty() {
        diesel::delete(sessions::table.filter(sessions::id.eq_any(over))).execute(connection).await?;
    }
    Ok(())
}
