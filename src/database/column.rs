//! Conversions for values that are `text` in the database.

use std::fmt;

/// A stored text that its type refuses. The message omits the text, because it may be personal data.
#[derive(Debug)]
pub(crate) struct Impossible(pub(crate) &'static str);

impl fmt::Display for Impossible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the database holds an impossible {}", self.0)
    }
}

impl std::error::Error for Impossible {}

/// A value that a `text` column stores.
pub(crate) trait TextColumn: Sized {
    fn as_text(&self) -> &str;

    /// Reads a stored text. It must accept everything that the type's constructor accepts or has ever
    /// accepted.
    fn read(text: &str) -> Option<Self>;
}

/// Stores a type with `as_str` and `FromStr` in a `text` column.
///
/// A stored text is parsed by the type's `FromStr`. Where that would take long, a function that checks only
/// the form replaces it.
macro_rules! text_column {
    ($type:ty) => {
        $crate::database::text_column!($type, |text: &str| text.parse().ok());
    };
    ($type:ty, $recorded:expr) => {
        impl $crate::database::TextColumn for $type {
            fn as_text(&self) -> &str {
                self.as_str()
            }

            fn read(text: &str) -> Option<Self> {
                let recorded: fn(&str) -> Option<Self> = $recorded;
                recorded(text)
            }
        }

        impl diesel::serialize::ToSql<diesel::sql_types::Text, diesel::pg::Pg> for $type {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>,
            ) -> diesel::serialize::Result {
                diesel::serialize::ToSql::<diesel::sql_types::Text, diesel::pg::Pg>::to_sql(
                    $crate::database::TextColumn::as_text(self),
                    &mut out.reborrow(),
                )
            }
        }

        impl diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::pg::Pg> for $type {
            fn from_sql(bytes: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                let text = std::str::from_utf8(bytes.as_bytes())?;
                <Self as $crate::database::TextColumn>::read(text)
                    .ok_or_else(|| $crate::database::Impossible(stringify!($type)).into())
            }
        }
    };
}

/// The same for personal data, which `Debug` hides.
macro_rules! personal_text_column {
    ($type:ident $(, $recorded:expr)?) => {
        $crate::database::text_column!($type $(, $recorded)?);

        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($type), "(…)"))
            }
        }
    };
}

pub(crate) use {personal_text_column, text_column};
