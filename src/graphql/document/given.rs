//! A value that was given, in either of the two ways in which one can be.

use async_graphql::Name;
use async_graphql_value::{ConstValue, Value};

/// A value, and how it came.
#[derive(Clone, Copy)]
pub(super) enum Given<'a> {
    /// In the document, where it may hold variables. Those have been looked at.
    Written(&'a Value),
    /// As a variable, in JSON, which has no enumerations.
    Sent(&'a ConstValue),
}

impl<'a> Given<'a> {
    pub(super) fn is_null(self) -> bool {
        matches!(self, Self::Written(Value::Null) | Self::Sent(ConstValue::Null))
    }

    pub(super) fn is_variable(self) -> bool {
        matches!(self, Self::Written(Value::Variable(_)))
    }

    pub(super) fn entries(self) -> Option<Vec<Self>> {
        match self {
            Self::Written(Value::List(entries)) => Some(entries.iter().map(Self::Written).collect()),
            Self::Sent(ConstValue::List(entries)) => Some(entries.iter().map(Self::Sent).collect()),
            Self::Written(_) | Self::Sent(_) => None,
        }
    }

    pub(super) fn members(self) -> Option<Vec<(&'a Name, Self)>> {
        match self {
            Self::Written(Value::Object(members)) => {
                Some(members.iter().map(|(name, value)| (name, Self::Written(value))).collect())
            }
            Self::Sent(ConstValue::Object(members)) => {
                Some(members.iter().map(|(name, value)| (name, Self::Sent(value))).collect())
            }
            Self::Written(_) | Self::Sent(_) => None,
        }
    }

    pub(super) fn enum_value(self) -> Option<&'a str> {
        match self {
            Self::Written(Value::Enum(name)) => Some(name.as_str()),
            Self::Sent(ConstValue::String(name)) => Some(name),
            Self::Written(_) | Self::Sent(_) => None,
        }
    }

    /// The value as a scalar may be, which is neither an enumeration's nor anything that holds others.
    pub(super) fn leaf(self) -> Option<ConstValue> {
        let leaf = match self {
            Self::Written(value) => value.clone().into_const()?,
            Self::Sent(value) => value.clone(),
        };
        let is_leaf = matches!(leaf, ConstValue::String(_) | ConstValue::Number(_) | ConstValue::Boolean(_));
        is_leaf.then_some(leaf)
    }
}
