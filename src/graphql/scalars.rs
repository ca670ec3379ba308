//! Scalars accept any text as input and write canonical text as output.
//!
//! An input scalar is not validated during coercion, because the first error there would end the whole
//! operation. The validators check it later, together with all other fields, and report a code and a field
//! path for each error.

use std::ops::Deref;

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{NaiveDate, SecondsFormat, Utc};
use graphql_strict::{Output, Place, PlanOutput};
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

        impl PlanOutput for $name {
            fn write_now(&self, _: &Place<'_>, out: &mut Output) {
                out.write_json(self.0.as_str());
            }
        }
    };
}

text_scalar!(
    /// An NHS number: ten digits, where the last one is the modulus 11 check digit of the others.
    ///
    /// Responses have no spaces, as in `"9434765919"`. Inputs may contain spaces, hyphens and invisible characters.
    NhsNumberText, "NhsNumber", "https://www.datadictionary.nhs.uk/attributes/nhs_number.html"
);
text_scalar!(
    /// A postcode of the United Kingdom and its territories, or one of the NHS's pseudo-postcodes.
    ///
    /// Responses have the official form: upper case and one space, as in `"SW1A 1AA"`. Inputs are converted to it. In inputs, `O` and `0`, and `I` and `1`, are exchanged where exactly one official form results.
    PostcodeText, "Postcode"
);
text_scalar!(
    /// An instant in RFC 3339 format, as in `"2026-06-30T09:30:00Z"`. Inputs may have any offset, but must have one.
    DateTimeText, "DateTime", "https://www.rfc-editor.org/rfc/rfc3339"
);
text_scalar!(
    /// A calendar date in RFC 3339 format, as in `"1987-03-25"`.
    DateText, "Date", "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"
);
text_scalar!(
    /// A BCP 47 language tag, as in `"cy"` or `"en-GB"`.
    LocaleText, "Locale", "https://www.rfc-editor.org/rfc/rfc5646"
);

/// An exact decimal number.
///
/// Responses have a string, as in `"30.00"`. Inputs may be strings or numbers.
#[derive(Debug, Clone)]
pub(super) struct DecimalText(pub(super) String);

/// An exact decimal number.
///
/// Responses have a string, as in `"30.00"`. Inputs may be strings or numbers.
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

impl PlanOutput for DecimalText {
    fn write_now(&self, _: &Place<'_>, out: &mut Output) {
        out.write_json(self.0.as_str());
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
