//! Numbers in messages use the plural forms of the language.

use panda::i18n::{self, Locale};
use serde_json::{Map, Number, Value, json};

use crate::support::{Message, Translations};

/// The plural categories of each language (Unicode CLDR, cardinal numbers), in alphabetical order.
fn categories(tag: &str) -> &'static [&'static str] {
    match tag {
        "en-GB" | "de" | "ur" => &["one", "other"],
        "es" | "fr" => &["many", "one", "other"],
        "pl" => &["few", "many", "one", "other"],
        "ar" | "cy" => &["few", "many", "one", "other", "two", "zero"],
        _ => panic!("say here which plural categories {tag} has"),
    }
}

/// Numbers with their plural categories by CLDR's rules. Each category occurs at least once.
const SAMPLES: [(&str, &[(f64, &str)]); 3] = [
    (
        "pl",
        &[
            (0.0, "many"),
            (1.0, "one"),
            (2.0, "few"),
            (3.0, "few"),
            (5.0, "many"),
            (6.0, "many"),
            (11.0, "many"),
            (12.0, "many"),
            (21.0, "many"),
            (22.0, "few"),
            (100.0, "many"),
            (112.0, "many"),
            (1.5, "other"),
        ],
    ),
    (
        "ar",
        &[
            (0.0, "zero"),
            (1.0, "one"),
            (2.0, "two"),
            (3.0, "few"),
            (5.0, "few"),
            (6.0, "few"),
            (11.0, "many"),
            (21.0, "many"),
            (99.0, "many"),
            (100.0, "other"),
            (102.0, "other"),
            (103.0, "few"),
            (111.0, "many"),
        ],
    ),
    (
        "cy",
        &[
            (0.0, "zero"),
            (1.0, "one"),
            (2.0, "two"),
            (3.0, "few"),
            (5.0, "other"),
            (6.0, "many"),
            (11.0, "other"),
            (21.0, "other"),
            (100.0, "other"),
        ],
    ),
];

/// Every argument of a message. All are this number where the message selects by one, so a wrong argument
/// cannot pass.
fn arguments(message: &Message, number: f64) -> Map<String, Value> {
    let whole = number.fract() == 0.0;
    let number = if whole {
        format!("{number:.0}").parse::<i64>().map(Number::from).expect("a whole number")
    } else {
        Number::from_f64(number).expect("finite")
    };
    message.arguments().into_iter().map(|name| (name, Value::Number(number.clone()))).collect()
}

#[test]
fn a_message_that_selects_on_a_number_has_every_form_of_its_language() {
    let mut selecting = 0;
    for Translations { locale, messages } in Translations::all().into_iter().chain(Translations::of_times()) {
        let messages = messages.values().flat_map(Message::with_exact);
        for message in messages.filter(|message| message.selector.is_some()) {
            let forms: Vec<&str> = message.wordings.keys().map(String::as_str).collect();
            assert_eq!(forms, categories(&locale.to_string()), "{locale} {}", message.code);
            selecting += 1;
        }
    }
    assert!(selecting > 0);
}

/// A message that selects by number in English does so in every language.
#[test]
fn a_message_selects_in_all_languages_or_in_none() {
    for all in [Translations::all(), Translations::of_times()] {
        let english = all.iter().find(|all| all.locale == Locale::default()).expect("English");
        for Translations { locale, messages } in &all {
            for message in messages.values() {
                let Some(original) = english.messages.get(&message.code) else { continue };
                assert_eq!(message.selector, original.selector, "{locale} {}", message.code);
            }
        }
    }
}

#[test]
fn polish_arabic_and_welsh_use_every_form_by_their_grammar() {
    for (tag, samples) in SAMPLES {
        for category in categories(tag) {
            assert!(
                samples.iter().any(|(_, sample)| sample == category),
                "{tag} lacks a sample of {category}"
            );
        }
        let marks = if tag == "ar" { ["\u{2068}", "\u{2069}"] } else { ["", ""] };
        let all = Translations::all().into_iter().chain(Translations::of_times());
        let of_tag = all.filter(|all| all.locale.to_string() == tag);
        let messages =
            of_tag.flat_map(|all| all.messages.into_values().map(move |message| (all.locale, message)));
        for (locale, message) in messages.filter(|(_, message)| message.selector.is_some()) {
            for (number, category) in samples {
                let args = arguments(&message, *number);
                let said = message.exact.get(&number.to_string()).unwrap_or(&message);
                let expected = said.wordings[*category].fill(&args, marks);
                let shown = i18n::message(locale, &message.code, &args);
                assert_eq!(shown, expected, "{tag} {} with {number}", message.code);
            }
        }
    }
}

fn shown(tag: &str, code: &str, argument: &str, number: i64) -> String {
    let args = json!({ argument: number }).as_object().expect("arguments").clone();
    i18n::message(i18n::negotiate(tag), code, &args)
}

#[test]
fn polish_declines_counted_appointments() {
    for (number, ending) in [
        (1, "zapisana jest 1 wizyta."),
        (2, "zapisane są 2 wizyty."),
        (5, "zapisanych jest 5 wizyt."),
        (21, "zapisanych jest 21 wizyt."),
        (22, "zapisane są 22 wizyty."),
    ] {
        let message = shown("pl", "PATIENT_HAS_APPOINTMENTS", "appointments", number);
        assert!(message.ends_with(ending), "{message}");
    }
}

#[test]
fn welsh_mutates_counted_nouns() {
    for (number, counted) in [
        (0, "0 cofnod"),
        (1, "1 cofnod"),
        (2, "2 gofnod"),
        (3, "3 chofnod"),
        (6, "6 chofnod"),
        (11, "11 cofnod"),
    ] {
        let message = shown("cy", "LIST_TOO_LONG", "maximum", number);
        assert!(message.contains(counted), "{message}");
    }
}

#[test]
fn arabic_has_a_dual_and_two_plurals() {
    let appointments = |number| shown("ar", "PATIENT_HAS_APPOINTMENTS", "appointments", number);
    for (number, counted) in
        [(1, "موعد واحد"), (2, "موعدان"), (3, "مواعيد"), (11, "موعدًا"), (100, "موعد مسجَّل")]
    {
        let message = appointments(number);
        assert!(
            message.contains(counted) && message.contains(&format!("\u{2068}{number}\u{2069}")),
            "{message}"
        );
    }
}
