//! The query for sessions that have ended.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, QueryDsl, QueryResult};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::{account::SessionId, database::schema::sessions};

/// The sessions that have ended after an instant.
pub async fn ended_since(
    connection: &AsyncPgConnection,
    since: DateTime<Utc>,
) -> QueryResult<HashSet<SessionId>> {
    let query = sessions::table.filter(sessions::ended_at.gt(since)).select(sessions::id);
    Ok(query.load(&mut &*connection).await?.into_iter().collect())
}
