//! The catalogue of all error codes of the API.

use serde_json::{Map, Value};

use crate::{
    error::Definition,
    i18n::{self, Locale},
};

/// A code and its message. Arguments appear as `{$name}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageEntry {
    pub definition: Definition,
    pub template: String,
    /// The message in ICU MessageFormat, with all plural forms.
    pub icu: String,
}

/// Every code with the names of its arguments.
pub fn codes() -> Vec<Definition> {
    crate::declared_codes()
        .into_iter()
        .map(|definition| Definition { arguments: i18n::shown_names(definition.arguments), ..definition })
        .collect()
}

/// Every code with its message in one language, in alphabetical order.
pub fn entries(locale: Locale) -> Vec<MessageEntry> {
    let mut entries: Vec<MessageEntry> = codes()
        .into_iter()
        .map(|definition| MessageEntry {
            template: i18n::message(locale, definition.code, &placeholders(&definition)),
            icu: i18n::icu_template(locale, definition.code),
            definition,
        })
        .collect();
    entries.sort_by_key(|entry| entry.definition.code);
    entries
}

/// Values that render as their own placeholders. A text selects the plural form `other`.
fn placeholders(definition: &Definition) -> Map<String, Value> {
    definition.arguments.iter().map(|name| (name.clone(), Value::from(format!("{{${name}}}")))).collect()
}
