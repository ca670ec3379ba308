//! What stands in the query of an address, by the parameters' names.
//!
//! Every fault is kept with the parameter that has it, so that all are told at once. A parameter is refused once: what is
//! not even a word of those that it can be is not judged any further. What was given is told to nobody, for it may be a
//! secret that came here by mistake; and so is a name that could not be one.

use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

use strum::{EnumString, IntoStaticStr, VariantNames};

use crate::error::{ParameterError, Segment, Violation, Violations};

/// Every parameter, by the name that its argument has in GraphQL.
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
    /// Of this form of the answer only: whether it begins with a byte order mark, by which Excel knows UTF-8.
    Bom,
    /// The same: what stands between cells.
    Separator,
}

/// The longest name that is repeated to whoever gave it.
const LONGEST_NAME: usize = 32;

/// So many unknown parameters are told; an address has room for thousands.
const MOST_UNKNOWN: usize = 10;

/// What was given, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    given: BTreeMap<Parameter, Vec<String>>,
    violations: Violations,
    refused: BTreeSet<Parameter>,
}

impl Parameters {
    pub(super) fn read(query: &str) -> Self {
        let mut parameters = Self::default();
        let mut unknown = BTreeSet::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.parse::<Parameter>() {
                Ok(parameter) => {
                    parameters.given.entry(parameter).or_default().push(value.into_owned());
                }
                Err(_) => {
                    unknown.insert(Some(name.into_owned()).filter(|name| is_name(name)));
                }
            }
        }
        for name in unknown.into_iter().take(MOST_UNKNOWN) {
            let violation = Violation::new(ParameterError::Unknown { known: Parameter::VARIANTS.join(", ") });
            parameters.violations.push(match name {
                Some(name) => violation.at(Segment::Given(name)),
                None => violation,
            });
        }
        parameters
    }

    /// The text of a parameter that may be given once.
    pub(super) fn text(&mut self, parameter: Parameter) -> Option<String> {
        let mut texts = self.given.remove(&parameter)?;
        if texts.len() > 1 {
            self.refuse(parameter, ParameterError::Repeated);
            return None;
        }
        texts.pop()
    }

    /// The same of one that must be given; empty where it is not.
    pub(super) fn required(&mut self, parameter: Parameter) -> String {
        if !self.given.contains_key(&parameter) {
            self.refuse(parameter, ParameterError::Missing);
        }
        self.text(parameter).unwrap_or_default()
    }

    /// The entries of a list, which may be given one by one or with commas between them.
    pub(super) fn list(&mut self, parameter: Parameter) -> Option<Vec<String>> {
        let texts = self.given.remove(&parameter)?;
        Some(texts.iter().flat_map(|text| text.split(',')).map(|entry| entry.trim().to_owned()).collect())
    }

    /// One of the words of an enum.
    pub(super) fn word<T: FromStr + VariantNames>(&mut self, parameter: Parameter) -> Option<T> {
        let word = self.text(parameter)?.parse().ok();
        self.known(parameter, word, T::VARIANTS)
    }

    /// The same of a list.
    pub(super) fn words<T: FromStr + VariantNames>(&mut self, parameter: Parameter) -> Option<Vec<T>> {
        let words = self.list(parameter)?.iter().map(|word| word.parse().ok()).collect();
        self.known(parameter, words, T::VARIANTS)
    }

    /// What was meant, if it is one of these words.
    fn known<T>(&mut self, parameter: Parameter, meant: Option<T>, words: &[&str]) -> Option<T> {
        if meant.is_none() {
            self.refuse(parameter, ParameterError::ValueUnknown { allowed: words.join(", ") });
        }
        meant
    }

    fn refuse(&mut self, parameter: Parameter, refusal: ParameterError) {
        self.violations.refuse(parameter.into(), refusal);
        self.refused.insert(parameter);
    }

    /// What was made of the parameters, unless something is wrong with it or with them.
    pub(super) fn judged<T>(mut self, judged: Result<T, Violations>) -> Result<T, Violations> {
        let value = match judged {
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

/// The same faults by the names of parameters: what GraphQL nests (`["period", "from"]`) is flat here (`["from"]`).
pub(super) fn in_parameters(violations: Violations) -> Violations {
    let flat = |violation: Violation| Violation {
        field: violation.field.last().cloned().into_iter().collect(),
        ..violation
    };
    violations.into_iter().map(flat).collect()
}

/// Whether it could be a parameter's name, and so is no token.
fn is_name(name: &str) -> bool {
    let is_allowed = |c: u8| c.is_ascii_alphanumeric() || c == b'_' || c == b'-';
    (1..=LONGEST_NAME).contains(&name.len()) && name.bytes().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_value_is_told_to_anybody(names in prop::collection::vec("[ -~]{0,20}|from|until|hour|interval", 0..8), secret in "secret[0-9]{6}") {
            let query = names.iter().map(|name| format!("{}={secret}", form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>()));
            let mut parameters = Parameters::read(&query.collect::<Vec<_>>().join("&"));
            parameters.required(Parameter::From);
            parameters.list(Parameter::Hour);
            parameters.word::<Parameter>(Parameter::Interval);
            if let Err(violations) = parameters.judged(Ok(())) {
                for violation in violations {
                    let told = format!("{violation:?}");
                    prop_assert!(!told.contains(&secret), "{}", told);
                }
            }
        }

        #[test]
        fn any_query_is_read(query in "\\PC*|[a-zA-Z=&%;+]{0,80}") {
            let unknown = Parameters::read(&query).judged(Ok(())).err().into_iter().flatten().count();
            prop_assert!(unknown <= MOST_UNKNOWN);
        }
    }
}
