//! Rows that cannot be decoded.
//!
//! The database can hold values that the model refuses: after a manual change, from an old release, or
//! because of a defect. Only the affected row fails. Queries load [`Loaded`], so the other rows of the same
//! answer stay readable.

use std::{collections::HashMap, error::Error, fmt, hash::Hash, sync::Arc};

use diesel::{
    OptionalExtension, Selectable, deserialize,
    pg::Pg,
    result::{QueryResult, UnexpectedNullError},
    row::{Field, Row},
};
use uuid::Uuid;

use super::{Key, Listed, Position, salvage};

/// A row type of one table.
pub trait TableRow {
    const TABLE: &'static str;
}

/// A decoded row, or the identity of a row that cannot be decoded.
#[derive(Debug, Clone)]
pub enum Loaded<T> {
    Readable(T),
    Unreadable(Unreadable),
}

/// Identifies a row, or one value of a row, that cannot be decoded. It never contains the invalid value.
#[derive(Debug, Clone)]
pub struct Unreadable {
    table: &'static str,
    id: Uuid,
    cause: Arc<str>,
    /// The row's sort values, by column.
    keys: HashMap<String, Key>,
}

impl<T> Loaded<T> {
    pub fn map<U>(self, map: impl FnOnce(T) -> U) -> Loaded<U> {
        match self {
            Self::Readable(record) => Loaded::Readable(map(record)),
            Self::Unreadable(unreadable) => Loaded::Unreadable(unreadable),
        }
    }

    pub fn into_result(self) -> Result<T, Unreadable> {
        match self {
            Self::Readable(record) => Ok(record),
            Self::Unreadable(unreadable) => Err(unreadable),
        }
    }

    /// The result of a query for one row. An unreadable row is an error.
    pub fn only(found: QueryResult<Self>) -> QueryResult<Option<T>> {
        Ok(found.optional()?.map(Self::into_result).transpose()?)
    }

    /// The record of a key. An unreadable row is an error.
    pub fn of<K: Eq + Hash>(key: &K, mut found: HashMap<K, Self>) -> QueryResult<Option<T>> {
        Ok(found.remove(key).map(Self::into_result).transpose()?)
    }

    /// The record, or `None` after an unreadable row has been logged.
    pub fn logged(self) -> Option<T> {
        self.into_result().inspect_err(|unreadable| tracing::error!(%unreadable, "a row is left out")).ok()
    }
}

impl<T> Loaded<Vec<T>> {
    /// Adds a row. One unreadable row makes the whole list unreadable.
    pub fn push(&mut self, row: Loaded<T>) {
        match (self, row) {
            (Self::Readable(records), Loaded::Readable(record)) => records.push(record),
            (rows @ Self::Readable(_), Loaded::Unreadable(unreadable)) => {
                *rows = Self::Unreadable(unreadable);
            }
            (Self::Unreadable(_), _) => {}
        }
    }
}

impl<T: TableRow> Loaded<T> {
    /// The decoded record, or the identity of the row if it cannot be decoded.
    pub(crate) fn of_row<'a>(
        row: &impl Row<'a, Pg>,
        record: deserialize::Result<T>,
    ) -> deserialize::Result<Self> {
        match record {
            Ok(record) => Ok(Self::Readable(record)),
            // Not a decoding error: an outer join found no row.
            Err(error) if error.is::<UnexpectedNullError>() => Err(error),
            Err(error) => Unreadable::salvage(row, T::TABLE, &*error).map(Self::Unreadable),
        }
    }
}

impl<T: Listed> Loaded<T> {
    /// The position of the row in its list. The sort columns of every list are `NOT NULL`.
    pub fn position(&self, order: T::Order) -> Position {
        match self {
            Self::Readable(record) => record.position(order),
            Self::Unreadable(unreadable) => {
                let key = unreadable.keys.get(unqualified(T::column(order).0)).cloned();
                Position { key: key.expect("a page selects its sort column"), id: unreadable.id }
            }
        }
    }
}

impl Unreadable {
    /// One unreadable value of a readable row.
    pub fn value<T: TableRow>(id: Uuid, column: &str) -> Self {
        Self { table: T::TABLE, id, cause: format!("impossible {column}").into(), keys: HashMap::new() }
    }

    /// Adds a sort value of the row.
    #[must_use]
    pub fn with_key(mut self, column: &str, key: Key) -> Self {
        self.keys.insert(unqualified(column).to_owned(), key);
        self
    }

    /// Extracts the id and the sort values of an undecodable row.
    fn salvage<'a>(
        row: &impl Row<'a, Pg>,
        table: &'static str,
        error: &(dyn Error + Send + Sync),
    ) -> deserialize::Result<Self> {
        let mut id = None;
        let mut keys = HashMap::new();
        for index in 0..row.field_count() {
            let Some(field) = row.get(index) else { continue };
            let (Some(name), Some(value)) = (field.field_name(), field.value()) else { continue };
            if name == "id" {
                id = salvage::uuid(value);
            } else if let Some(key) = salvage::key(value) {
                keys.insert(name.to_owned(), key);
            }
        }
        // The sources name the type that refused, but never the value.
        let cause = match error.source() {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        };
        let id = id.ok_or_else(|| format!("a row of {table} cannot be read, nor can its id: {cause}"))?;
        Ok(Self { table, id, cause: cause.into(), keys })
    }
}

fn unqualified(column: &str) -> &str {
    column.split_once('.').map_or(column, |(_, column)| column)
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "row {} of {} cannot be read ({})", self.id, self.table, self.cause)
    }
}

impl Error for Unreadable {}

impl From<Unreadable> for diesel::result::Error {
    fn from(unreadable: Unreadable) -> Self {
        Self::DeserializationError(Box::new(unreadable))
    }
}

impl<T: Selectable<Pg>> Selectable<Pg> for Loaded<T> {
    type SelectExpression = T::SelectExpression;

    fn construct_selection() -> Self::SelectExpression {
        T::construct_selection()
    }
}

/// Implements [`TableRow`] for a row type, and lets queries load it as [`Loaded`]. The last argument is the
/// SQL types of the columns in the order of the fields. A type alias there would make the implementation
/// overlap with diesel's own.
macro_rules! recorded {
    ($type:ty, $table:literal, $columns:ty) => {
        impl $crate::database::TableRow for $type {
            const TABLE: &'static str = $table;
        }

        const _: () = {
            use diesel::{
                deserialize::{self, FromSqlRow, StaticallySizedRow},
                pg::Pg,
                sql_types::*,
            };

            impl FromSqlRow<$columns, Pg> for $crate::database::Loaded<$type> {
                fn build_from_row<'a>(row: &impl diesel::row::Row<'a, Pg>) -> deserialize::Result<Self> {
                    Self::of_row(row, <$type as FromSqlRow<$columns, Pg>>::build_from_row(row))
                }
            }

            impl StaticallySizedRow<$columns, Pg> for $crate::database::Loaded<$type> {
                const FIELD_COUNT: usize = <$type as StaticallySizedRow<$columns, Pg>>::FIELD_COUNT;
            }
        };
    };
}

pub(crate) use recorded;
