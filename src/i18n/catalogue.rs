//! Every code that the API can answer.

use serde_json::{Map, Value};

use super::{Locale, icu, message, shown};
use crate::{
    account::AccountError,
    appointment::{AppointmentError, BookingError},
    clinician::ClinicianError,
    department::DepartmentError,
    error::{Definition, GeneralError, ParameterError, definitions},
    idempotency,
    import::ImportError,
    organisation::OrganisationError,
    patient::{NhsNumberError, PatientError},
    statistics::StatisticsError,
    value::ValueError,
};

/// A code with its message, in which the arguments stand as `{$name}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageEntry {
    pub definition: Definition,
    pub template: String,
    /// The same in ICU MessageFormat, with all plural forms.
    pub icu: String,
}

/// Every code with the names of its arguments. A feature with codes of its own adds its line here.
pub fn codes() -> Vec<Definition> {
    [
        definitions::<GeneralError>(),
        definitions::<ParameterError>(),
        definitions::<ValueError>(),
        definitions::<idempotency::KeyError>(),
        definitions::<PatientError>(),
        definitions::<NhsNumberError>(),
        definitions::<ClinicianError>(),
        definitions::<DepartmentError>(),
        definitions::<OrganisationError>(),
        definitions::<AccountError>(),
        definitions::<AppointmentError>(),
        definitions::<BookingError>(),
        definitions::<StatisticsError>(),
        definitions::<ImportError>(),
    ]
    .concat()
    .into_iter()
    .map(|definition| Definition { arguments: shown::names(definition.arguments), ..definition })
    .collect()
}

/// Every code with its message in one language, in alphabetical order.
pub fn catalogue(locale: Locale) -> Vec<MessageEntry> {
    let mut entries: Vec<MessageEntry> = codes()
        .into_iter()
        .map(|definition| MessageEntry {
            template: message(locale, definition.code, &placeholders(&definition)),
            icu: icu::template(locale, definition.code),
            definition,
        })
        .collect();
    entries.sort_by_key(|entry| entry.definition.code);
    entries
}

/// Arguments that stand for themselves. A text selects the general plural form.
fn placeholders(definition: &Definition) -> Map<String, Value> {
    definition.arguments.iter().map(|name| (name.clone(), Value::from(format!("{{${name}}}")))).collect()
}
