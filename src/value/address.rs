//! Postal addresses, without the postcode.

use diesel::{
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    pg::{Pg, PgValue},
    serialize::{self, Output, ToSql},
    sql_types::{Array, Nullable, Text},
};

use super::{ValueError, text};
use crate::{
    database::Impossible,
    error::{Violation, Violations},
};

/// Up to five lines of an address, in the order of an envelope.
#[derive(Clone, Default, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Array<Nullable<Text>>)]
pub struct AddressLines(Vec<String>);

impl AddressLines {
    pub const MAXIMUM_LINES: usize = 5;
    pub const MAXIMUM_LENGTH: usize = 200;

    /// Checks the number of lines and each line. A violation of a line contains its index.
    pub fn parse(raw: Vec<String>) -> Result<Self, Violations> {
        if raw.len() > Self::MAXIMUM_LINES {
            return Err(Violation::new(ValueError::ListTooLong { maximum: Self::MAXIMUM_LINES }).into());
        }
        let violations: Violations = (raw.iter().enumerate())
            .filter_map(|(index, line)| {
                let refusal = text::check(line, Self::MAXIMUM_LENGTH).err()?;
                Some(Violation::new(refusal).at(index))
            })
            .collect();
        violations.or(Some(Self(raw)))
    }

    /// Accepts lines that were valid when they were stored.
    pub(crate) fn recorded(lines: Vec<String>) -> Option<Self> {
        let readable = |line: &String| text::is_readable(line, Self::MAXIMUM_LENGTH);
        (lines.len() <= Self::MAXIMUM_LINES && lines.iter().all(readable)).then_some(Self(lines))
    }

    pub fn as_slice(&self) -> &[String] {
        &self.0
    }
}

impl std::fmt::Debug for AddressLines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AddressLines(…)")
    }
}

impl ToSql<Array<Nullable<Text>>, Pg> for AddressLines {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<Array<Text>, Pg>::to_sql(&self.0, &mut out.reborrow())
    }
}

impl FromSql<Array<Nullable<Text>>, Pg> for AddressLines {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        let lines = FromSql::<Array<Text>, Pg>::from_sql(bytes)?;
        Self::recorded(lines).ok_or_else(|| Impossible("AddressLines").into())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::error::FieldPath;

    proptest! {
        #[test]
        fn exactly_the_invalid_lines_are_refused_by_index(raw in prop::collection::vec("[a-c\0\u{202e} ]{0,4}", 0..5)) {
            let bad: Vec<usize> = (0..raw.len()).filter(|line| text::check(&raw[*line], 200).is_err()).collect();
            match AddressLines::parse(raw.clone()) {
                Ok(lines) => prop_assert_eq!((lines.as_slice(), bad), (&raw[..], Vec::new())),
                Err(violations) => {
                    let fields: Vec<_> = violations.into_iter().map(|violation| violation.field).collect();
                    let expected: Vec<FieldPath> = bad.into_iter().map(|line| vec![line.into()]).collect();
                    prop_assert_eq!(fields, expected);
                }
            }
        }
    }
}
