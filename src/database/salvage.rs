//! Reads the identifier and the sort values of a row that cannot be decoded.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    deserialize::FromSql,
    pg::{
        Pg, PgValue,
        data_types::{PgDate, PgTimestamp},
    },
    sql_types,
};
use uuid::Uuid;

use super::Key;

/// Column types, by their OID in `pg_type`.
const TEXT: u32 = 25;
const DATE: u32 = 1082;
const TIMESTAMPTZ: u32 = 1184;

pub(super) fn uuid(value: PgValue<'_>) -> Option<Uuid> {
    FromSql::<sql_types::Uuid, Pg>::from_sql(value).ok()
}

/// The value as a sort key, if the column has a sortable type.
pub(super) fn key(value: PgValue<'_>) -> Option<Key> {
    match value.get_oid().get() {
        TEXT => FromSql::<sql_types::Text, Pg>::from_sql(value).ok().map(Key::Text),
        DATE => day(value).map(Key::Day),
        TIMESTAMPTZ => instant(value).map(Key::Instant),
        _ => None,
    }
}

/// A day outside the range of the Rust type, such as `infinity`, becomes its last or first day.
fn day(value: PgValue<'_>) -> Option<NaiveDate> {
    let beyond = |PgDate(days)| if days > 0 { NaiveDate::MAX } else { NaiveDate::MIN };
    let day = FromSql::<sql_types::Date, Pg>::from_sql(value);
    day.or_else(|_| FromSql::<sql_types::Date, Pg>::from_sql(value).map(beyond)).ok()
}

/// The same for an instant.
fn instant(value: PgValue<'_>) -> Option<DateTime<Utc>> {
    let beyond =
        |PgTimestamp(micros)| if micros > 0 { DateTime::<Utc>::MAX_UTC } else { DateTime::<Utc>::MIN_UTC };
    let instant = FromSql::<sql_types::Timestamptz, Pg>::from_sql(value);
    instant.or_else(|_| FromSql::<sql_types::Timestamptz, Pg>::from_sql(value).map(beyond)).ok()
}
