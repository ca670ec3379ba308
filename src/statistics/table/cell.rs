//! The values of table cells.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::clinician::ClinicianId;

/// The message ids of the weekday names, from Monday.
pub const WEEKDAYS: [&str; 7] = [
    "statistics-monday",
    "statistics-tuesday",
    "statistics-wednesday",
    "statistics-thursday",
    "statistics-friday",
    "statistics-saturday",
    "statistics-sunday",
];

/// A typed value, or nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum TableCell<'a> {
    /// A suppressed or undefined value.
    Nothing,
    /// A name exactly as entered.
    Text(&'a str),
    /// The id of a localised message.
    Message(&'static str),
    Clinician(ClinicianId),
    Count(i64),
    /// From 0 to 1, or a difference of two shares.
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
