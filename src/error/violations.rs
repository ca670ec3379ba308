//! Violations of an input, collected before the response.

use serde::Serialize;
use serde_json::{Map, Value};
use strum::{EnumProperty, IntoEnumIterator};

/// A refusal: an enum variant whose name is the error code and whose fields are the arguments of the message.
pub trait Refusal: Serialize {
    /// The stable code, which is also the message id in every locale.
    fn code(&self) -> &'static str;

    /// The arguments of the message, by name.
    fn args(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(args)) => args,
            _ => Map::new(),
        }
    }
}

impl<T> Refusal for T
where
    T: Serialize,
    for<'a> &'a T: Into<&'static str>,
{
    fn code(&self) -> &'static str {
        self.into()
    }
}

/// A code and the names of its arguments, as listed in the catalogue of errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    pub code: &'static str,
    pub arguments: Vec<String>,
    /// Whether the same request can succeed later without a change: the variant's property `retryable`.
    pub retryable: bool,
    /// Whether the session has ended and the user must sign in again: the variant's property `ends_session`.
    pub ends_session: bool,
}

/// Every code of one refusal enum.
pub fn definitions<R: Refusal + IntoEnumIterator + EnumProperty>() -> Vec<Definition> {
    let definition = |refusal: R| Definition {
        code: refusal.code(),
        arguments: refusal.args().into_iter().map(|(name, _)| name).collect(),
        retryable: refusal.get_bool("retryable").unwrap_or_default(),
        ends_session: refusal.get_bool("ends_session").unwrap_or_default(),
    };
    R::iter().map(definition).collect()
}

/// One step of a path into the arguments of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Segment {
    Field(&'static str),
    /// A name chosen by the caller.
    Given(String),
    Index(usize),
}

impl From<&'static str> for Segment {
    fn from(field: &'static str) -> Self {
        Self::Field(field)
    }
}

impl From<usize> for Segment {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

/// The path of a violation in the arguments, outermost step first; empty if it concerns no field.
pub type FieldPath = Vec<Segment>;

/// One violation of an input.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation {
    pub code: &'static str,
    pub field: FieldPath,
    pub args: Map<String, Value>,
}

impl Violation {
    pub fn new(refusal: impl Refusal) -> Self {
        Self { code: refusal.code(), field: FieldPath::new(), args: refusal.args() }
    }

    /// The same violation, with its path extended by an outer step.
    pub fn at(mut self, segment: impl Into<Segment>) -> Self {
        self.field.insert(0, segment.into());
        self
    }
}

/// All violations of one input. Validators add each violation and continue.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Returns the value of a valid field; otherwise adds a violation.
    pub fn check<T>(&mut self, field: &'static str, parsed: Result<T, impl Refusal>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(refusal) => {
                self.refuse(field, refusal);
                None
            }
        }
    }

    /// Like [`check`](Self::check), for a field with fields or entries of its own.
    pub fn check_within<T>(&mut self, field: &'static str, parsed: Result<T, Violations>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(violations) => {
                self.append(violations.under(field));
                None
            }
        }
    }

    pub fn refuse(&mut self, field: &'static str, refusal: impl Refusal) {
        self.0.push(Violation::new(refusal).at(field));
    }

    pub fn push(&mut self, violation: Violation) {
        self.0.push(violation);
    }

    /// Adds all violations of another validator.
    pub fn append(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the validated value if these violations are empty too. Otherwise returns all violations, those
    /// of the validation first.
    pub fn after<T>(self, validated: Result<T, Self>) -> Result<T, Self> {
        match validated {
            Ok(value) => self.or(Some(value)),
            Err(mut violations) => {
                violations.append(self);
                Err(violations)
            }
        }
    }

    /// The same violations, with their paths extended by the enclosing argument or entry.
    #[must_use]
    pub fn under(self, segment: impl Into<Segment>) -> Self {
        let segment = segment.into();
        self.0.into_iter().map(|violation| violation.at(segment.clone())).collect()
    }

    /// Returns the value if there are no violations; otherwise returns the violations.
    ///
    /// If there are no violations, the value is present, because each of its parts is absent only after a
    /// violation.
    pub fn or<T>(self, value: Option<T>) -> Result<T, Self> {
        match value {
            Some(value) if self.is_empty() => Ok(value),
            Some(_) | None => Err(self),
        }
    }
}

impl From<Violation> for Violations {
    fn from(violation: Violation) -> Self {
        Self(vec![violation])
    }
}

impl FromIterator<Violation> for Violations {
    fn from_iter<I: IntoIterator<Item = Violation>>(violations: I) -> Self {
        Self(violations.into_iter().collect())
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
