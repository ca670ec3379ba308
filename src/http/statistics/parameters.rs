//! The parameters in a URL's query string.
//!
//! Every violation names its parameter, and all violations are returned together. Each parameter has at most
//! one: a text that is not a valid enum value is not validated further. Violations never repeat a value,
//! because it may be a secret that was sent by mistake. For the same reason, they do not repeat an unknown
//! name that could not be a parameter's name.

use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

use strum::{EnumString, IntoStaticStr, VariantNames};

use crate::error::{ParameterError, Segment, Violation, Violations};

/// All parameters. Each has the name of the corresponding GraphQL argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumString, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "camelCase")]
pub(super) enum Parameter {
    From,
    Until,
    TimeZone,
    GroupBy,
    Interval,
    ClinicianId,
    DepartmentId,
    OrganisationId,
    Weekday,
    Hour,
    AgeBand,
    LeadTimeBand,
    AsOf,
    CostPerAppointment,
    CostPerHour,
    CompareWith,
    OrderBy,
    Direction,
    /// Only for CSV: whether the file begins with a byte order mark, by which Excel recognises UTF-8.
    Bom,
    /// Only for CSV: the separator between cells.
    Separator,
}

/// The maximum length of an unknown name that a violation repeats.
const MAXIMUM_NAME_LENGTH: usize = 32;

/// The maximum number of reported unknown parameters, because a URL can contain thousands.
const MAXIMUM_UNKNOWN: usize = 10;

/// The values of the parameters, and their violations.
#[derive(Debug, Default)]
pub(super) struct QueryParameters {
    values: BTreeMap<Parameter, Vec<String>>,
    violations: Violations,
    refused: BTreeSet<Parameter>,
}

impl QueryParameters {
    pub(super) fn read(query: &str) -> Self {
        let mut parameters = Self::default();
        let mut unknown = BTreeSet::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.parse::<Parameter>() {
                Ok(parameter) => {
                    parameters.values.entry(parameter).or_default().push(value.into_owned());
                }
                Err(_) => {
                    unknown.insert(Some(name.into_owned()).filter(|name| is_name(name)));
                }
            }
        }
        for name in unknown.into_iter().take(MAXIMUM_UNKNOWN) {
            let violation = Violation::new(ParameterError::Unknown { known: Parameter::VARIANTS.join(", ") });
            parameters.violations.push(match name {
                Some(name) => violation.at(Segment::Given(name)),
                None => violation,
            });
        }
        parameters
    }

    /// The text of a parameter that may occur once.
    pub(super) fn text(&mut self, parameter: Parameter) -> Option<String> {
        let mut texts = self.values.remove(&parameter)?;
        if texts.len() > 1 {
            self.refuse(parameter, ParameterError::Repeated);
            return None;
        }
        texts.pop()
    }

    /// The text of a required parameter, or an empty text if it is missing.
    pub(super) fn required(&mut self, parameter: Parameter) -> String {
        if !self.values.contains_key(&parameter) {
            self.refuse(parameter, ParameterError::Missing);
        }
        self.text(parameter).unwrap_or_default()
    }

    /// The entries of a list, from repeated parameters or separated by commas.
    pub(super) fn list(&mut self, parameter: Parameter) -> Option<Vec<String>> {
        let texts = self.values.remove(&parameter)?;
        Some(texts.iter().flat_map(|text| text.split(',')).map(|entry| entry.trim().to_owned()).collect())
    }

    /// One value of an enum.
    pub(super) fn word<T: FromStr + VariantNames>(&mut self, parameter: Parameter) -> Option<T> {
        let word = self.text(parameter)?.parse().ok();
        self.known_value(parameter, word, T::VARIANTS)
    }

    /// A list of enum values.
    pub(super) fn words<T: FromStr + VariantNames>(&mut self, parameter: Parameter) -> Option<Vec<T>> {
        let words = self.list(parameter)?.iter().map(|word| word.parse().ok()).collect();
        self.known_value(parameter, words, T::VARIANTS)
    }

    /// Returns the value, or refuses a text that is not one of these words.
    fn known_value<T>(&mut self, parameter: Parameter, value: Option<T>, words: &[&str]) -> Option<T> {
        if value.is_none() {
            self.refuse(parameter, ParameterError::ValueUnknown { allowed: words.join(", ") });
        }
        value
    }

    fn refuse(&mut self, parameter: Parameter, refusal: ParameterError) {
        self.violations.refuse(parameter.into(), refusal);
        self.refused.insert(parameter);
    }

    /// The result of a validation, combined with the violations found here.
    pub(super) fn combine<T>(mut self, validated: Result<T, Violations>) -> Result<T, Violations> {
        let value = match validated {
            Ok(value) => Some(value),
            Err(others) => {
                let is_refused = |violation: &Violation| {
                    let is_of = |parameter: &Parameter| violation.field == [Segment::Field(parameter.into())];
                    self.refused.iter().any(is_of)
                };
                let others = in_parameters(others).into_iter().filter(|violation| !is_refused(violation));
                self.violations.append(others.collect());
                None
            }
        };
        self.violations.or(value)
    }
}

/// Translates GraphQL paths into parameter names: GraphQL nests `["period", "from"]`, but here the path is
/// `["from"]`.
pub(super) fn in_parameters(violations: Violations) -> Violations {
    let flat = |violation: Violation| Violation {
        field: violation.field.last().cloned().into_iter().collect(),
        ..violation
    };
    violations.into_iter().map(flat).collect()
}

/// Whether a text could be a parameter's name, and therefore is not a token.
fn is_name(name: &str) -> bool {
    let is_allowed = |c: u8| c.is_ascii_alphanumeric() || c == b'_' || c == b'-';
    (1..=MAXIMUM_NAME_LENGTH).contains(&name.len()) && name.bytes().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn violations_never_contain_a_value(names in prop::collection::vec("[ -~]{0,20}|from|until|hour|interval", 0..8), secret in "secret[0-9]{6}") {
            let query = names.iter().map(|name| format!("{}={secret}", form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>()));
            let mut parameters = QueryParameters::read(&query.collect::<Vec<_>>().join("&"));
            parameters.required(Parameter::From);
            parameters.list(Parameter::Hour);
            parameters.word::<Parameter>(Parameter::Interval);
            if let Err(violations) = parameters.combine(Ok(())) {
                for violation in violations {
                    let text = format!("{violation:?}");
                    prop_assert!(!text.contains(&secret), "{}", text);
                }
            }
        }

        #[test]
        fn any_query_is_parsed(query in "\\PC*|[a-zA-Z=&%;+]{0,80}") {
            let unknown = QueryParameters::read(&query).combine(Ok(())).err().into_iter().flatten().count();
            prop_assert!(unknown <= MAXIMUM_UNKNOWN);
        }
    }
}
