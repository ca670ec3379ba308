//! Every error has a message in every language, and every message has the arguments of its error.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use panda::{
    error_catalogue,
    i18n::{self, Locale},
};
use serde_json::{Map, Value, json};

use crate::support::{TestApp, Translations};

/// Messages with the same text as in English, as (locale, code). None at present.
const SAME_AS_IN_ENGLISH: [(&str, &str); 0] = [];

/// The languages that are written from right to left.
const RIGHT_TO_LEFT: [&str; 2] = ["ar", "ur"];

/// Expects that there are no faults.
#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{faults:#?}");
}

fn codes() -> BTreeMap<&'static str, BTreeSet<String>> {
    let of =
        |definition: panda::error::Definition| (definition.code, definition.arguments.into_iter().collect());
    error_catalogue::codes().into_iter().map(of).collect()
}

#[test]
fn no_two_errors_have_one_code() {
    assert_eq!(error_catalogue::codes().len(), codes().len());
}

#[test]
fn every_code_has_a_message_in_every_locale_and_every_message_has_a_code() {
    let codes: BTreeSet<String> = codes().into_keys().map(str::to_owned).collect();
    let mut faults = Vec::new();
    for Translations { locale, messages } in Translations::all() {
        let translated: BTreeSet<String> = messages.into_keys().collect();
        faults.extend(codes.difference(&translated).map(|code| format!("{locale} lacks {code}")));
        faults.extend(translated.difference(&codes).map(|code| format!("{locale} has {code} for no error")));
    }
    none(&faults);
}

/// Arguments that a message does not show: details for developers, and values that it shows in another form.
const NOT_SHOWN: [(&str, &str); 9] = [
    ("APPOINTMENT_ATTENDANCE_NOT_OPEN", "opensAt"),
    ("APPOINTMENT_CLINICIAN_BUSY", "busyUntil"),
    ("APPOINTMENT_PATIENT_BUSY", "busyUntil"),
    ("BAD_USER_INPUT", "detail"),
    ("PATIENT_DATE_OF_BIRTH_TOO_EARLY", "earliest"),
    ("RATE_LIMITED", "retryAfterSeconds"),
    ("STATISTICS_PERIOD_OUT_OF_RANGE", "earliest"),
    ("STATISTICS_PERIOD_OUT_OF_RANGE", "latest"),
    ("VERSION_CONFLICT", "updatedAt"),
];

/// The arguments that the messages of a code show.
fn shown(code: &str, arguments: &BTreeSet<String>) -> BTreeSet<String> {
    arguments.iter().filter(|name| !NOT_SHOWN.contains(&(code, name.as_str()))).cloned().collect()
}

/// Each plural form must show every argument, too.
#[test]
fn the_arguments_of_a_message_are_those_of_its_error_in_every_locale() {
    let codes = codes();
    let mut faults = Vec::new();
    for Translations { locale, messages } in Translations::all() {
        for message in messages.values() {
            let Some(arguments) = codes.get(message.code.as_str()) else { continue };
            for (category, wording) in &message.wordings {
                if wording.arguments() != shown(&message.code, arguments) {
                    faults.push(format!(
                        "{locale} {} [{category}] {wording:?}, not {arguments:?}",
                        message.code
                    ));
                }
            }
            if !message.arguments().is_subset(arguments) {
                faults.push(format!("{locale} {} selects on something else", message.code));
            }
        }
    }
    none(&faults);
}

#[test]
fn every_message_differs_from_english() {
    let english = Translations::of("en-GB");
    let mut faults = Vec::new();
    for Translations { locale, messages } in Translations::all() {
        for message in messages.values().filter(|_| locale != english.locale) {
            let Some(original) = english.messages.get(&message.code) else { continue };
            let allowed = SAME_AS_IN_ENGLISH.contains(&(locale.to_string().as_str(), &message.code));
            let is_same =
                |wording| original.wordings.values().any(|original| original == wording) && !allowed;
            if message.wordings.values().any(is_same) {
                faults.push(format!("{locale} {}", message.code));
            }
        }
    }
    none(&faults);
}

#[test]
fn arguments_have_isolation_marks_in_right_to_left_languages_only() {
    for locale in Locale::all() {
        let is_isolating = RIGHT_TO_LEFT.contains(&locale.to_string().as_str());
        for (code, arguments) in codes() {
            let args = arguments.iter().map(|name| (name.clone(), Value::from("abc"))).collect();
            let message = i18n::message(locale, code, &args);
            let marks = message.matches(['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}']).count();
            let is_marked = message.contains("\u{2068}abc\u{2069}");
            let shows_arguments = !shown(code, &arguments).is_empty();
            assert_eq!(is_marked, is_isolating && shows_arguments, "{locale} {message}");
            assert_eq!(marks > 0, is_marked, "{locale} {message}");
        }
    }
}

#[tokio::test]
async fn the_catalogue_lists_every_error_in_the_requested_language() {
    let app = TestApp::start().await;
    let query = "query($locale: Locale) { errorCatalogue(locale: $locale) { code message arguments } }";
    for locale in Locale::all() {
        let answer = app.send(query, json!({ "locale": locale.to_string() })).await;
        let listed = answer.data("/errorCatalogue");
        let expected: Vec<Value> = codes()
            .into_iter()
            .map(|(code, arguments)| {
                let named = |name: &String| (name.clone(), Value::from(format!("{{${name}}}")));
                let args: Map<String, Value> = arguments.iter().map(named).collect();
                json!({ "code": code, "message": i18n::message(locale, code, &args), "arguments": arguments })
            })
            .collect();
        assert_eq!(listed, Value::from(expected), "{locale}");
    }
}

#[tokio::test]
async fn the_catalogue_uses_the_clients_language_by_default() {
    let app = TestApp::start().await;
    let message = |asked: &'static str, accepted: &'static str| {
        let query = "query($locale: Locale) { errorCatalogue(locale: $locale) { code message } }";
        let variables = if asked.is_empty() { json!({}) } else { json!({ "locale": asked }) };
        let app = &app;
        async move {
            let catalogue = app.send_in(accepted, query, variables).await.data("/errorCatalogue");
            let entries = catalogue.as_array().expect("a list").clone();
            entries.iter().find(|entry| entry["code"] == "TEXT_BLANK").expect("the code")["message"].clone()
        }
    };
    let polish = i18n::message(i18n::negotiate("pl"), "TEXT_BLANK", &Map::new());
    assert_eq!(message("", "pl").await, polish);
    assert_eq!(message("pl-PL", "fr").await, polish);
    assert_eq!(message("ja", "fr").await, "This text must not be empty.");
    // RFC 4647, section 3.4, as for `Accept-Language`.
    for tag in ["pl-x-private", "pl-PL-u-ca-gregory-nu-latn", "PL-t-en-m0-true"] {
        assert_eq!(message(tag, "fr").await, polish, "{tag}");
    }
    assert_eq!(message("ja-x-private", "fr").await, "This text must not be empty.");
}

#[tokio::test]
async fn an_invalid_language_tag_is_refused() {
    let app = TestApp::start().await;
    for tag in ["", "english!", "en_GB.UTF-8", "x"] {
        let answer =
            app.send("query($l: Locale) { errorCatalogue(locale: $l) { code } }", json!({ "l": tag })).await;
        answer.expect_refusals(&["LOCALE_INVALID at locale"]);
    }
}

/// The test reads the source, because no request can show that a code is never returned.
#[test]
fn every_defined_error_is_in_the_catalogue_and_is_used() {
    let mut sources = Vec::new();
    gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut sources);
    let defined: Vec<(String, String)> = sources.iter().flat_map(|source| refusals_in(source)).collect();
    let in_catalogue: BTreeSet<String> = codes().into_keys().map(str::to_owned).collect();
    let in_source: BTreeSet<String> = defined.iter().map(|(code, _)| code.clone()).collect();
    assert_eq!(in_source, in_catalogue);
    let never_made = |(code, made_as): &(String, String)| {
        let is_made = sources.iter().flat_map(|source| source.lines()).any(|line| makes(line, made_as));
        (!is_made).then(|| format!("nothing makes {made_as} ({code})"))
    };
    none(&defined.iter().filter_map(never_made).collect::<Vec<_>>());
}

/// The source files without test modules.
fn gather(directory: &Path, sources: &mut Vec<String>) {
    let entries = fs::read_dir(directory).expect("the source");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() && !path.ends_with("tests") {
            gather(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a text");
            sources.push(text.split("#[cfg(test)]").next().unwrap_or_default().to_owned());
        }
    }
}

/// The codes that a file defines, each with its expression in Rust: `ImportError::Conflict`.
fn refusals_in(source: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut pieces = source.split("\npub enum ");
    let mut before = pieces.next().unwrap_or_default();
    for piece in pieces {
        let attributes = before.rsplit("\n\n").next().unwrap_or_default();
        before = piece;
        // Serialised enums are refusals. Other enums also have names in capitals.
        let is_refusal = attributes.contains("EnumIter") && attributes.contains("Serialize");
        if !is_refusal || !attributes.contains("SCREAMING_SNAKE_CASE") {
            continue;
        }
        let prefix = attributes
            .split_once("prefix = \"")
            .map_or("", |(_, rest)| rest.split('"').next().unwrap_or_default());
        let name = piece.split_whitespace().next().expect("a name");
        let body = piece.split("\n}").next().unwrap_or_default();
        // A code that does not follow from the name of its variant stands in an attribute before it.
        let mut own_code = None;
        for line in body.lines().filter_map(|line| line.strip_prefix("    ")) {
            if let Some((_, code)) = line.split_once("#[strum(serialize = \"") {
                own_code = code.split('"').next();
            }
            let variant: String = line.chars().take_while(char::is_ascii_alphanumeric).collect();
            if variant.starts_with(|c: char| c.is_ascii_uppercase()) {
                let code = own_code.take().map_or_else(|| screaming(&variant), str::to_owned);
                found.push((format!("{prefix}{code}"), format!("{name}::{variant}")));
            }
        }
    }
    found
}

fn screaming(variant: &str) -> String {
    let word =
        |c: char| if c.is_ascii_uppercase() { format!("_{c}") } else { c.to_ascii_uppercase().to_string() };
    variant.chars().map(word).collect::<String>().trim_start_matches('_').to_owned()
}

/// Whether a line constructs the error and does not match on it.
fn makes(line: &str, made_as: &str) -> bool {
    line.match_indices(made_as).any(|(at, _)| {
        let rest = &line[at + made_as.len()..];
        !rest.starts_with(|c: char| c.is_ascii_alphanumeric()) && !rest.contains("=>")
    })
}
