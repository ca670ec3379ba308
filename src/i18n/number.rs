//! Numbers in messages.

use fluent_templates::{
    LanguageIdentifier,
    fluent_bundle::{FluentValue, types::FluentNumber},
};

/// A number for a message: the displayed text, and the value that selects a plural form.
///
/// Arabic plural forms depend on the last two digits (CLDR: `n % 100 = 3..10`, `n % 100 = 11..99`). The
/// library's rules ignore that and use the whole number. From 100 on, the library therefore gets a smaller
/// number with the same plural form, together with the text of the real number for [`written`].
pub(super) fn value(language: &LanguageIdentifier, number: f64) -> FluentValue<'static> {
    let mut value = FluentNumber::from(number);
    if language.language.as_str() == "ar" && number >= 100.0 {
        value.options.currency = Some(value.as_string().into_owned());
        let last_two = number % 100.0;
        value.value = if last_two >= 3.0 { last_two } else { 100.0 };
    }
    FluentValue::Number(value)
}

/// The displayed text of a value, if it differs from the value itself.
pub(super) fn written(value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) => number.options.currency.clone(),
        FluentValue::String(_) | FluentValue::Custom(_) | FluentValue::None | FluentValue::Error => None,
    }
}
