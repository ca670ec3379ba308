//! What stands in a cell.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::clinician::ClinicianId;

/// The ids of the messages that name the days of the week, which begins on Monday.
pub const WEEKDAYS: [&str; 7] = [
    "statistics-monday",
    "statistics-tuesday",
    "statistics-wednesday",
    "statistics-thursday",
    "statistics-friday",
    "statistics-saturday",
    "statistics-sunday",
];

/// A value of a known type, or none.
#[derive(Debug, Clone, PartialEq)]
pub enum TableCell<'a> {
    /// What is not told, or has no meaning.
    Nothing,
    /// What somebody has named something, exactly.
    Text(&'a str),
    /// The id of a message, which is in the reader's language.
    Message(&'static str),
    Clinician(ClinicianId),
    Count(i64),
    /// From 0 to 1, or a change of that.
    Share(f64),
    Money(Decimal),
    Day(NaiveDate),
    Flag(bool),
}

impl<'a, T: Into<TableCell<'a>>> From<Option<T>> for TableCell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

impl From<i64> for TableCell<'_> {
    fn from(count: i64) -> Self {
        Self::Count(count)
    }
}

impl From<f64> for TableCell<'_> {
    fn from(share: f64) -> Self {
        Self::Share(share)
    }
}

impl From<Decimal> for TableCell<'_> {
    fn from(money: Decimal) -> Self {
        Self::Money(money)
    }
}

impl From<NaiveDate> for TableCell<'_> {
    fn from(day: NaiveDate) -> Self {
        Self::Day(day)
    }
}
