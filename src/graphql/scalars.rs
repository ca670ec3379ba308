//! Scalars: any text in, canonical text out.
//!
//! An input scalar is not judged while the query is coerced, where the first fault would end everything; the
//! validators judge it, with a code and a field path, together with all other fields.

use std::ops::Deref;

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{NaiveDate, SecondsFormat, Utc};
use rust_decimal::Decimal;

macro_rules! text_scalar {
    ($(#[$doc:meta])* $name:ident, $graphql:literal $(, $specification:literal)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub(super) struct $name(pub(super) String);

        impl Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        $(#[$doc])*
        #[Scalar(name = $graphql $(, specified_by_url = $specification)?)]
        impl ScalarType for $name {
            fn parse(value: Value) -> InputValueResult<Self> {
                match value {
                    Value::String(text) => Ok(Self(text)),
                    other => Err(InputValueError::expected_type(other)),
                }
            }

            fn is_valid(value: &Value) -> bool {
                matches!(value, Value::String(_))
            }

            fn to_value(&self) -> Value {
                Value::String(self.0.clone())
            }
        }
    };
}

text_scalar!(
    /// An NHS number: ten digits of which the last is the modulus 11 check digit of the others.
    ///
    /// Written without spaces in answers, as in `"9434765919"`. Spaces, hyphens and invisible marks are accepted in inputs.
    NhsNumberText, "NhsNumber", "https://www.datadictionary.nhs.uk/attributes/nhs_number.html"
);
text_scalar!(
    /// A postcode of the United Kingdom, its territories or the NHS's own pseudo-postcodes.
    ///
    /// In the official form in answers: upper case, and one space, as in `"SW1A 1AA"`. Inputs are coerced to it. In them, `O`, `0`, `I` and `1` are exchanged where exactly one official form results.
    PostcodeText, "Postcode"
);
text_scalar!(
    /// An instant in the form of RFC 3339, as in `"2026-06-30T09:30:00Z"`. Inputs may have any offset, but must have one.
    DateTimeText, "DateTime", "https://www.rfc-editor.org/rfc/rfc3339"
);
text_scalar!(
    /// A day of the calendar in the form of RFC 3339, as in `"1987-03-25"`.
    DateText, "Date", "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"
);
text_scalar!(
    /// A language tag of BCP 47, as in `"cy"` or `"en-GB"`.
    LocaleText, "Locale", "https://www.rfc-editor.org/rfc/rfc5646"
);

/// A decimal number, exact to its last digit.
///
/// A text in answers, as in `"30.00"`. Inputs may be texts or numbers.
#[derive(Debug, Clone)]
pub(super) struct DecimalText(pub(super) String);

/// A decimal number, exact to its last digit.
///
/// A text in answers, as in `"30.00"`. Inputs may be texts or numbers.
#[Scalar(name = "Decimal")]
impl ScalarType for DecimalText {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self(text)),
            Value::Number(number) => Ok(Self(number.to_string())),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn is_valid(value: &Value) -> bool {
        matches!(value, Value::String(_) | Value::Number(_))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

impl From<Decimal> for DecimalText {
    fn from(number: Decimal) -> Self {
        Self(number.to_string())
    }
}

impl From<chrono::DateTime<Utc>> for DateTimeText {
    fn from(instant: chrono::DateTime<Utc>) -> Self {
        Self(instant.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl From<NaiveDate> for DateText {
    fn from(date: NaiveDate) -> Self {
        Self(date.to_string())
    }
}
