//! One form of address in each language, and its typographic marks and spaces.

use panda::i18n::Locale;

use crate::support::Translations;

/// Words of the less polite form of address, or that fit only men.
const UNFIT: [(&str, &[&str]); 5] = [
    ("ar", &["أعد ", "أرسل ", "اختر ", "تحقّق ", "ابحث ", "اسأل ", "تسجّل"]),
    ("es", &["conectado", "conectada"]),
    ("fr", &["connecté", "déconnecté"]),
    (
        "pl",
        &[
            "Twoj",
            "twoj",
            "Twój",
            "twój",
            "Nie masz",
            "Zaloguj",
            "Spróbuj",
            "spróbuj",
            "Sprawdź",
            "sprawdź",
            "Wybierz",
            "wybierz",
            "Wyślij",
            "wyślij",
            "Zgłaszając",
        ],
    ),
    ("ur", &["نہیں رہے"]),
];

/// The name and text of every pattern of every message in a locale.
fn texts(tag: &str) -> Vec<(String, String)> {
    let all = [Translations::all(), Translations::of_statistics(), Translations::of_times()];
    let messages = all.into_iter().flatten().filter(|all| all.locale.to_string() == tag);
    let messages = messages.flat_map(|all| all.messages.into_values());
    messages
        .flat_map(|message| {
            let of = |wording| (message.code.clone(), wording);
            message.wordings.values().map(|wording| of(wording.text())).collect::<Vec<_>>()
        })
        .collect()
}

/// The number of punctuation marks without a preceding no-break space.
fn unattached(text: &str, marks: &[char]) -> usize {
    let is_prose = |at: usize| {
        let after = text[at..].chars().nth(1);
        after.is_none_or(|after| [' ', '.', ',', ')'].contains(&after))
    };
    let unattached = |(at, _): &(usize, &str)| is_prose(*at) && !text[..*at].ends_with('\u{a0}');
    text.match_indices(marks).filter(unattached).count()
}

#[test]
fn every_message_uses_one_form_of_address() {
    let mut faults = Vec::new();
    for (tag, unfit) in UNFIT {
        for (code, text) in texts(tag) {
            let words = unfit.iter().filter(|word| text.contains(**word));
            faults.extend(words.map(|word| format!("{tag} {code} has {word:?}: {text}")));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn french_has_curly_apostrophes_and_keeps_punctuation_on_the_line() {
    let is_wrong = |(_, text): &(String, String)| {
        text.contains('\'') || unattached(text, &[':', ';', '!', '?', '%']) > 0
    };
    let faults: Vec<_> = texts("fr").into_iter().filter(is_wrong).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn spanish_keeps_the_percent_sign_with_its_number() {
    let is_wrong = |(_, text): &(String, String)| unattached(text, &['%']) > 0;
    let faults: Vec<_> = texts("es").into_iter().filter(is_wrong).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn a_message_does_not_show_its_example_as_the_wrong_value() {
    for locale in Locale::all() {
        let tag = locale.to_string();
        let texts = texts(&tag);
        let (_, postcode) = texts.iter().find(|(code, _)| code == "POSTCODE_INVALID").expect("the message");
        let (refusal, advice) = postcode.split_once(['.', '۔']).expect("a sentence for the refusal alone");
        assert!(!refusal.contains("SW1A") && advice.contains("SW1A 1AA"), "{tag} {postcode}");
    }
}
