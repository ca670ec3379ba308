//! Messages in the reader's language.
//!
//! Every error code has one message in every locale under `locales/`; the code is the message's id. A locale is
//! added by adding its directory.

mod catalogue;
mod icu;
mod locale;
mod number;
mod shown;

use std::{borrow::Cow, collections::HashMap};

use fluent_templates::{Loader, fluent_bundle::FluentValue, static_loader};
use serde_json::{Map, Value};

pub use catalogue::{MessageEntry, catalogue, codes};
pub use locale::{Locale, lookup, negotiate, thousandths};
pub use shown::shown;

static_loader! {
    static MESSAGES = {
        locales: "./locales",
        fallback_language: "en-GB",
        // Where the text runs from right to left, a value that runs the other way would disturb what stands around
        // it, so it is isolated. Elsewhere the marks would only be in the way of those who compare or log messages.
        customise: |bundle| {
            bundle.set_use_isolating(locale::is_right_to_left(&bundle.locales));
            bundle.set_formatter(Some(|value, _| number::written(value)));
            icu::keep(bundle);
        },
    };
}

type Arguments = HashMap<Cow<'static, str>, FluentValue<'static>>;

/// The message of a code, made from its arguments.
pub fn message(locale: Locale, code: &str, args: &Map<String, Value>) -> String {
    let args = shown(locale, args);
    let args: Arguments =
        args.iter().map(|(name, value)| (Cow::from(name.clone()), fluent(locale, value))).collect();
    MESSAGES.lookup_with_args(locale.tag(), code, &args)
}

fn fluent(locale: Locale, value: &Value) -> FluentValue<'static> {
    match value {
        Value::Number(number) => {
            number.as_f64().map_or(FluentValue::None, |number| number::value(locale.tag(), number))
        }
        Value::String(text) => FluentValue::from(text.clone()),
        other @ (Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) => {
            FluentValue::from(other.to_string())
        }
    }
}
