//! The ICU templates of messages. `tests/conformance/icu` renders them with a library of clients, and compares the text with
//! that of the server, which a test here writes down.

use std::{fs, path::PathBuf};

use panda::i18n::{self, Locale, MessageEntry};
use serde_json::{Map, Value, json};

/// The numbers that messages are compared for, with some large ones. Fluent has no form for millions in French and Spanish.
const COUNTS: std::ops::RangeInclusive<u64> = 0..=120;

/// Sample arguments of a code with a number, as answers have them.
fn arguments(locale: Locale, entry: &MessageEntry, count: u64) -> Map<String, Value> {
    let numbers =
        ["actual", "appointments", "currentVersion", "minimum", "minimumMinutes", "retryAfterSeconds"];
    let sample = |name: &str| match name {
        "earliest" | "latest" => json!("2026-02-01"),
        "opensAt" => json!("2026-07-01T09:30:00Z"),
        "timeZone" => json!("Europe/London"),
        _ if name.starts_with("maximum") || numbers.contains(&name) => json!(count),
        _ => json!("it's {text} # <b>"),
    };
    let given = entry.definition.arguments.iter().filter(|name| !is_derived(name));
    let args = given.map(|name| (name.clone(), sample(name))).collect();
    i18n::shown(locale, &args)
}

fn is_derived(name: &str) -> bool {
    name.ends_with("Local") || name == "retryAfterMinutes"
}

#[test]
fn the_messages_of_the_server_are_written_down_for_the_comparison() {
    let mut lines = String::new();
    for locale in Locale::all() {
        for entry in i18n::catalogue(locale) {
            let code = entry.definition.code;
            for count in COUNTS.chain([1_000, 3_600, 64_000, 65_536]) {
                let args = arguments(locale, &entry, count);
                let has_number = args.values().any(Value::is_number);
                let message = i18n::message(locale, code, &args);
                let line = json!({ "locale": locale.to_string(), "code": code, "icu": entry.icu, "args": args, "message": message });
                lines.extend([line.to_string(), "\n".to_owned()]);
                if !has_number {
                    break;
                }
            }
        }
    }
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("messages.ndjson");
    fs::write(file, lines).expect("a file");
}

#[test]
fn a_template_has_every_plural_form_and_every_mark_of_its_language() {
    let icu = |tag: &str, code: &str| {
        let locale = i18n::negotiate(tag);
        let entry = i18n::catalogue(locale).into_iter().find(|entry| entry.definition.code == code);
        entry.expect("the code").icu
    };
    assert_eq!(
        icu("en", "CLINICIAN_IN_USE"),
        "{appointments, plural, one {The clinician cannot be removed: {appointments} appointment is recorded.} \
         other {The clinician cannot be removed: {appointments} appointments are recorded.}}"
    );
    assert_eq!(icu("cy", "TEXT_BLANK").matches('\'').count() % 2, 0);
    assert!(icu("cy", "RANGE_ENDS_BEFORE_START").contains("Mae''r"));
    assert!(icu("ar", "INTERNAL").contains("\u{2068}{requestId}\u{2069}"));
    assert!(icu("en", "RATE_LIMITED").starts_with(
        "{retryAfterMinutes, plural, =0 {{retryAfterSeconds, plural, one {Too many requests: try again in {retryAfterSeconds} second.}"
    ));
}

#[test]
fn no_template_formats_anything() {
    for locale in Locale::all() {
        for MessageEntry { icu, definition, .. } in i18n::catalogue(locale) {
            assert!(!icu.is_empty() && !icu.contains(['#', '<', '|']), "{locale} {icu}");
            for (at, _) in icu.match_indices(", ") {
                let is_argument = icu[..at]
                    .rsplit('{')
                    .next()
                    .is_some_and(|name| definition.arguments.iter().any(|argument| argument == name));
                assert!(!is_argument || icu[at..].starts_with(", plural,"), "{locale} {icu}");
            }
        }
    }
}
