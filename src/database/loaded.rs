//! Rows that cannot be read.
//!
//! The database can hold what the model refuses: after a change by hand, from an old release, or by a defect. Such a row fails alone.
//! Queries load [`Loaded`], so the other rows of the same answer stand.

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

/// A row, or what remains of one that cannot be read.
#[derive(Debug, Clone)]
pub enum Loaded<T> {
    Readable(T),
    Unreadable(Unreadable),
}

/// Names a row, or one value of a row, that cannot be read. It never holds what could not be read.
#[derive(Debug, Clone)]
pub struct Unreadable {
    table: &'static str,
    id: Uuid,
    cause: Arc<str>,
    /// The values by which the row can be ordered, by column.
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

    /// The record, or nothing after an unreadable row has been logged.
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
    /// A record as it was read, or what remains of its row.
    pub(crate) fn of_row<'a>(
        row: &impl Row<'a, Pg>,
        record: deserialize::Result<T>,
    ) -> deserialize::Result<Self> {
        match record {
            Ok(record) => Ok(Self::Readable(record)),
            // There is no row: an outer join has found none.
            Err(error) if error.is::<UnexpectedNullError>() => Err(error),
            Err(error) => Unreadable::salvage(row, T::TABLE, &*error).map(Self::Unreadable),
        }
    }
}

impl<T: Listed> Loaded<T> {
    /// The place of the row in its list. The sort columns of every list are `NOT NULL`.
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
    /// A value of a readable row.
    pub fn value<T: TableRow>(id: Uuid, column: &str) -> Self {
        Self { table: T::TABLE, id, cause: format!("impossible {column}").into(), keys: HashMap::new() }
    }

    /// Adds a value by which the row is ordered.
    #[must_use]
    pub fn with_key(mut self, column: &str, key: Key) -> Self {
        self.keys.insert(unqualified(column).to_owned(), key);
        self
    }

    /// What remains of a row.
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
        // Sources say which type refused, and no value.
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

/// Implements [`Recorded`] for a row type, and lets queries load it as [`Loaded`]. It takes the SQL types of the columns in the order
/// of the fields. An alias of them would make the implementation overlap with diesel's own.
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
