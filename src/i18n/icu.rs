//! Converts Fluent messages to ICU MessageFormat.
//!
//! A template inserts arguments (`{name}`), selects plural forms, and formats nothing. Every ICU
//! implementation therefore renders the same text as the server. Templates contain bidirectional isolation
//! marks for right-to-left languages, because ICU adds none.

use std::{
    borrow::Borrow,
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use fluent_templates::{
    LanguageIdentifier, Loader,
    fluent_bundle::{FluentResource, bundle::FluentBundle},
};

use super::{Locale, MESSAGES, locale::is_right_to_left};

type Templates = HashMap<String, String>;

/// The messages of error codes, whose identifiers are the same in all languages.
const ERRORS: &str = include_str!("../../locales/en-GB/errors.ftl");

/// The templates of each language. [`store_templates`] fills them when the messages are loaded.
static TEMPLATES: Mutex<Option<HashMap<LanguageIdentifier, Templates>>> = Mutex::new(None);

/// Creates the templates of one language. It runs during loading, because the loader exposes the patterns
/// only then.
pub(super) fn store_templates<R: Borrow<FluentResource>, M>(bundle: &FluentBundle<R, M>) {
    let isolates = is_right_to_left(&bundle.locales);
    let template = |code: &str| {
        let mut writer = Writer { template: String::new(), isolates };
        writer.add_pattern(bundle.get_message(code)?.value()?);
        Some((code.to_owned(), writer.template))
    };
    let errors = FluentResource::try_new(ERRORS.to_owned()).expect("tests parse all messages");
    let codes = errors.entries().filter_map(|entry| match entry {
        Entry::Message(message) => Some(message.id.name),
        _ => None,
    });
    let templates = codes.filter_map(template).collect();
    let mut all = TEMPLATES.lock().unwrap_or_else(PoisonError::into_inner);
    for language in &bundle.locales {
        all.get_or_insert_default().insert(language.clone(), Templates::clone(&templates));
    }
}

/// The template of a code.
pub fn template(locale: Locale, code: &str) -> String {
    // The first access loads the messages.
    let _languages = MESSAGES.locales();
    let all = TEMPLATES.lock().unwrap_or_else(PoisonError::into_inner);
    let templates = all.as_ref().and_then(|all| all.get(locale.tag()));
    templates.and_then(|templates| templates.get(code)).cloned().unwrap_or_default()
}

struct Writer {
    template: String,
    /// Whether arguments are isolated from the surrounding text, as Fluent does.
    isolates: bool,
}

impl Writer {
    fn add_pattern(&mut self, pattern: &Pattern<&str>) {
        // Fluent does not isolate an argument that is the whole pattern.
        let isolates = self.isolates && pattern.elements.len() > 1;
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => self.add_text(value),
                PatternElement::Placeable { expression } => {
                    self.template.extend(isolates.then_some('\u{2068}'));
                    self.add_expression(expression);
                    self.template.extend(isolates.then_some('\u{2069}'));
                }
            }
        }
    }

    fn add_expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(argument) => self.template.extend(["{", name(argument), "}"]),
            Expression::Select { selector, variants } => {
                self.template.extend(["{", name(selector), ", plural,"]);
                for variant in variants {
                    match variant.key {
                        VariantKey::Identifier { name } => self.template.extend([" ", name, " {"]),
                        VariantKey::NumberLiteral { value } => self.template.extend([" =", value, " {"]),
                    }
                    self.add_pattern(&variant.value);
                    self.template.push('}');
                }
                self.template.push('}');
            }
        }
    }

    /// Adds literal text, escaped for ICU.
    fn add_text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\'' => self.template += "''",
                '{' | '}' => self.template.extend(['\'', c, '\'']),
                _ => self.template.push(c),
            }
        }
    }
}

/// The name of an argument. Messages insert nothing but arguments.
fn name<'a>(expression: &InlineExpression<&'a str>) -> &'a str {
    match expression {
        InlineExpression::VariableReference { id } => id.name,
        other => panic!("ICU MessageFormat has no equivalent of {other:?}"),
    }
}
