//! Whether a database server meets PANDA's requirements.

use std::fmt;

use diesel::{QueryableByName, sql_query, sql_types};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::error::Failure;

/// The oldest supported major release, as `server_version_num` writes it.
const OLDEST: i32 = 140_000;

/// Why a server cannot be used. The text is for the operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// Older than the oldest supported release.
    TooOld,
    /// Its encoding cannot store every name.
    NotUtf8,
    /// It does not classify letters outside ASCII as letters, so searches in most scripts find nothing.
    NoUnicodeCtype,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooOld => "PostgreSQL 14 or newer is needed",
            Self::NotUtf8 => "the database's encoding must be UTF8",
            Self::NoUnicodeCtype => {
                "the database's LC_CTYPE must know Unicode letters (for example C.UTF-8, but not C)"
            }
        })
    }
}

#[derive(QueryableByName)]
struct Facts {
    #[diesel(sql_type = sql_types::Integer)]
    version: i32,
    #[diesel(sql_type = sql_types::Text)]
    encoding: String,
    #[diesel(sql_type = sql_types::Bool)]
    knows_letters: bool,
}

/// Checks version, encoding and character classes.
pub async fn check(connection: &AsyncPgConnection) -> Result<Result<(), Unfit>, Failure> {
    let facts: Facts = sql_query(include_str!("fitness.sql")).get_result(&mut &*connection).await?;
    Ok(if facts.version < OLDEST {
        Err(Unfit::TooOld)
    } else if facts.encoding != "UTF8" {
        Err(Unfit::NotUtf8)
    } else if !facts.knows_letters {
        Err(Unfit::NoUnicodeCtype)
    } else {
        Ok(())
    })
}
