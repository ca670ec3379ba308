//! An input value in either of its two forms: a literal in the document, or JSON in a variable.

use async_graphql::Name;
use async_graphql_value::{ConstValue, Value};

/// An input value.
#[derive(Clone, Copy)]
pub(super) enum InputValue<'a> {
    /// A literal of the document, which may hold variables.
    Literal(&'a Value),
    /// The default of a variable: a literal without variables.
    Default(&'a ConstValue),
    /// The JSON value of a variable. JSON has no enum type, so enum values are strings.
    Json(&'a ConstValue),
}

impl<'a> InputValue<'a> {
    pub(super) fn is_null(self) -> bool {
        match self {
            Self::Literal(value) => *value == Value::Null,
            Self::Default(value) | Self::Json(value) => *value == ConstValue::Null,
        }
    }

    pub(super) fn variable(self) -> Option<&'a Name> {
        match self {
            Self::Literal(Value::Variable(name)) => Some(name),
            Self::Literal(_) | Self::Default(_) | Self::Json(_) => None,
        }
    }

    pub(super) fn entries(self) -> Option<Vec<Self>> {
        match self {
            Self::Literal(Value::List(entries)) => Some(entries.iter().map(Self::Literal).collect()),
            Self::Default(ConstValue::List(entries)) => Some(entries.iter().map(Self::Default).collect()),
            Self::Json(ConstValue::List(entries)) => Some(entries.iter().map(Self::Json).collect()),
            Self::Literal(_) | Self::Default(_) | Self::Json(_) => None,
        }
    }

    pub(super) fn members(self) -> Option<Vec<(&'a Name, Self)>> {
        match self {
            Self::Literal(Value::Object(members)) => {
                Some(members.iter().map(|(name, value)| (name, Self::Literal(value))).collect())
            }
            Self::Default(ConstValue::Object(members)) => {
                Some(members.iter().map(|(name, value)| (name, Self::Default(value))).collect())
            }
            Self::Json(ConstValue::Object(members)) => {
                Some(members.iter().map(|(name, value)| (name, Self::Json(value))).collect())
            }
            Self::Literal(_) | Self::Default(_) | Self::Json(_) => None,
        }
    }

    pub(super) fn enum_value(self) -> Option<&'a str> {
        match self {
            Self::Literal(Value::Enum(name)) | Self::Default(ConstValue::Enum(name)) => Some(name.as_str()),
            Self::Json(ConstValue::String(name)) => Some(name),
            Self::Literal(_) | Self::Default(_) | Self::Json(_) => None,
        }
    }

    /// The value as a scalar. `None` for an enum value, a list or an object.
    pub(super) fn scalar(self) -> Option<ConstValue> {
        let scalar = match self {
            Self::Literal(value) => value.clone().into_const()?,
            Self::Default(value) | Self::Json(value) => value.clone(),
        };
        let is_scalar =
            matches!(scalar, ConstValue::String(_) | ConstValue::Number(_) | ConstValue::Boolean(_));
        is_scalar.then_some(scalar)
    }
}
