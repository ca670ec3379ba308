//! Optional values that cannot be read, in rows that can.

use std::{fmt, io::Write as _, str::FromStr};

use diesel::{
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    pg::{Pg, PgValue},
    serialize::{self, IsNull, Output, ToSql},
    sql_types::{Text, Timestamptz},
};

use super::{TableRow, Unreadable};

/// A value as the database holds it. What its type refuses is kept as it is, so that writing the row does not change it.
#[derive(Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
#[diesel(sql_type = Timestamptz)]
pub enum Stored<T> {
    Readable(T),
    Unreadable(Raw),
}

/// The bytes of a value in PostgreSQL's binary format.
#[derive(Clone, PartialEq, Eq)]
pub struct Raw(Box<[u8]>);

impl<T> Stored<T> {
    pub fn readable(&self) -> Option<&T> {
        match self {
            Self::Readable(value) => Some(value),
            Self::Unreadable(_) => None,
        }
    }

    /// The value of a column in the row with this identifier.
    pub fn of<R: TableRow>(&self, id: uuid::Uuid, column: &str) -> Result<&T, Unreadable> {
        self.readable().ok_or_else(|| Unreadable::value::<R>(id, column))
    }
}

impl<T: fmt::Debug> fmt::Debug for Stored<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Readable(value) => value.fmt(f),
            Self::Unreadable(_) => f.write_str("Unreadable(…)"),
        }
    }
}

impl<T> From<T> for Stored<T> {
    fn from(value: T) -> Self {
        Self::Readable(value)
    }
}

impl<T: FromStr> FromStr for Stored<T> {
    type Err = T::Err;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        raw.parse().map(Self::Readable)
    }
}

impl<ST, T: FromSql<ST, Pg>> FromSql<ST, Pg> for Stored<T> {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(T::from_sql(value).map_or_else(|_| Self::Unreadable(Raw(value.as_bytes().into())), Self::Readable))
    }
}

macro_rules! written_as_stored {
    ($($sql_type:ty),*) => {$(
        impl<T: ToSql<$sql_type, Pg>> ToSql<$sql_type, Pg> for Stored<T> {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                match self {
                    Self::Readable(value) => ToSql::<$sql_type, Pg>::to_sql(value, out),
                    Self::Unreadable(Raw(bytes)) => {
                        out.write_all(bytes)?;
                        Ok(IsNull::No)
                    }
                }
            }
        }
    )*};
}

written_as_stored!(Text, Timestamptz);
