//! The change of one field in an amendment.

use std::str::FromStr;

use crate::error::{GeneralError, Refusal, Violation, Violations};

/// The change of a field: unchanged, cleared or set to a new value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Change<T> {
    #[default]
    Keep,
    Clear,
    Set(T),
}

impl<T> Change<T> {
    /// The same change for a field that is never null: clearing sets the empty value.
    #[must_use]
    pub fn emptying(self) -> Self
    where
        T: Default,
    {
        match self {
            Self::Clear => Self::Set(T::default()),
            Self::Keep | Self::Set(_) => self,
        }
    }
}

/// The new value of a unique field, if the change is valid and differs from the current value.
pub fn changed<T>(change: &Change<String>, current: &T) -> Option<T>
where
    T: FromStr + PartialEq,
{
    match change {
        Change::Set(raw) => raw.parse().ok().filter(|new| new != current),
        Change::Keep | Change::Clear => None,
    }
}

/// The value after the change of a required field. Clearing it is refused.
pub fn required<T>(
    violations: &mut Violations,
    field: &'static str,
    change: Change<String>,
    current: T,
) -> Option<T>
where
    T: FromStr<Err: Refusal>,
{
    required_with(violations, field, change, current, |raw| Ok(raw.parse().map_err(Violation::new)?))
}

/// The same, with a parser for values that are not a single text.
pub fn required_with<R, T>(
    violations: &mut Violations,
    field: &'static str,
    change: Change<R>,
    current: T,
    parse: impl FnOnce(R) -> Result<T, Violations>,
) -> Option<T> {
    match change {
        Change::Keep => Some(current),
        Change::Clear => violations.check(field, Err(GeneralError::FieldRequired)),
        Change::Set(raw) => violations.check_within(field, parse(raw)),
    }
}

/// The value after the change of an optional field.
pub fn clearable<T>(
    violations: &mut Violations,
    field: &'static str,
    change: Change<String>,
    current: Option<T>,
) -> Option<T>
where
    T: FromStr<Err: Refusal>,
{
    match change {
        Change::Keep => current,
        Change::Clear => None,
        Change::Set(raw) => violations.check(field, raw.parse()),
    }
}
