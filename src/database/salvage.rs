//! What can be told of a row whatever it holds: its identifier, and its place in an order.

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

/// Types of columns, as `pg_type` numbers them.
const TEXT: u32 = 25;
const DATE: u32 = 1082;
const TIMESTAMPTZ: u32 = 1184;

pub(super) fn uuid(value: PgValue<'_>) -> Option<Uuid> {
    FromSql::<sql_types::Uuid, Pg>::from_sql(value).ok()
}

/// The value by which a list can be ordered, if the column is of such a type.
pub(super) fn key(value: PgValue<'_>) -> Option<Key> {
    match value.get_oid().get() {
        TEXT => FromSql::<sql_types::Text, Pg>::from_sql(value).ok().map(Key::Text),
        DATE => day(value).map(Key::Day),
        TIMESTAMPTZ => instant(value).map(Key::Instant),
        _ => None,
    }
}

/// A day beyond the range of the type, such as `infinity`, is its last or first.
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

/// What the database calls the last or first day.
pub(super) fn infinite_day(day: NaiveDate) -> Option<&'static str> {
    match day {
        NaiveDate::MAX => Some("date 'infinity'"),
        NaiveDate::MIN => Some("date '-infinity'"),
        _ => None,
    }
}

/// What the database calls the last or first instant.
pub(super) fn infinite_instant(instant: DateTime<Utc>) -> Option<&'static str> {
    if instant == DateTime::<Utc>::MAX_UTC {
        Some("timestamptz 'infinity'")
    } else if instant == DateTime::<Utc>::MIN_UTC {
        Some("timestamptz '-infinity'")
    } else {
        None
    }
}
