//! Messages format instants, days and waits for the language. Arguments keep the machine format.

use std::collections::BTreeSet;

use panda::i18n::{self, Locale};
use serde_json::{Value, json};

use crate::support::Translations;

fn message(tag: &str, code: &str, args: &Value) -> String {
    let locale = Locale::all().find(|locale| locale.to_string() == tag).expect("the locale");
    let message = i18n::message(locale, code, args.as_object().expect("arguments"));
    message.replace(['\u{2068}', '\u{2069}'], "")
}

fn opening(tag: &str, opens_at: &str, time_zone: &str) -> String {
    let args = json!({ "opensAt": opens_at, "timeZone": time_zone });
    message(tag, "APPOINTMENT_ATTENDANCE_NOT_OPEN", &args)
}

#[track_caller]
fn expect_part(message: &str, part: &str) {
    assert!(message.contains(part), "{message:?} lacks {part:?}");
}

#[test]
fn an_instant_is_shown_in_its_places_local_time_in_every_language() {
    for (tag, part) in [
        ("en-GB", "from 1 July 2026 at 10:30 (Europe/London)."),
        ("cy", "o 1 Gorffennaf 2026 am 10:30 (Europe/London) ymlaen."),
        ("fr", "à partir du 1er juillet 2026 à 10:30 (Europe/London)."),
        ("de", "ab dem 1. Juli 2026, 10:30 Uhr (Europe/London) möglich."),
        ("es", "a partir del 1 de julio de 2026, 10:30 (Europe/London)."),
        ("pl", "od 1 lipca 2026, godz. 10:30 (Europe/London)."),
        ("ar", "من 1 يوليو 2026، الساعة 10:30 (Europe/London)."),
        ("ur", "1 جولائی 2026، 10:30 بجے (Europe/London) سے"),
    ] {
        expect_part(&opening(tag, "2026-07-01T09:30:00Z", "Europe/London"), part);
    }
}

#[test]
fn the_places_time_zone_determines_day_and_hour() {
    for (opens_at, time_zone, part) in [
        ("2026-01-31T22:00:00Z", "Europe/London", "31 January 2026 at 22:00 (Europe/London)"),
        ("2026-06-30T23:30:00Z", "Europe/London", "1 July 2026 at 00:30 (Europe/London)"),
        ("2026-03-01T22:00:00Z", "Pacific/Auckland", "2 March 2026 at 11:00 (Pacific/Auckland)"),
        ("2026-03-01T05:00:00Z", "Pacific/Pago_Pago", "28 February 2026 at 18:00 (Pacific/Pago_Pago)"),
    ] {
        expect_part(&opening("en-GB", opens_at, time_zone), part);
    }
}

#[test]
fn an_instant_within_a_minute_is_rounded_up() {
    for (opens_at, part) in [
        ("2026-03-01T22:00:00.000001Z", "1 March 2026 at 22:01 "),
        ("2026-12-31T23:59:30Z", "1 January 2027 at 00:00 "),
    ] {
        expect_part(&opening("en-GB", opens_at, "Europe/London"), part);
    }
}

#[test]
fn a_day_is_written_in_words() {
    for (tag, part) in [
        ("en-GB", "before 1 January 1900."),
        ("cy", "cyn 1 Ionawr 1900."),
        ("fr", "au 1er janvier 1900."),
        ("de", "vor dem 1. Januar 1900 "),
        ("es", "al 1 de enero de 1900."),
        ("pl", "niż 1 stycznia 1900."),
        ("ar", "قبل 1 يناير 1900."),
        ("ur", "1 جنوری 1900 سے پہلے"),
    ] {
        let reported = message(tag, "PATIENT_DATE_OF_BIRTH_TOO_EARLY", &json!({ "earliest": "1900-01-01" }));
        expect_part(&reported, part);
    }
    let args = json!({ "earliest": "1900-01-01", "latest": "2200-12-31" });
    expect_part(
        &message("fr", "STATISTICS_PERIOD_OUT_OF_RANGE", &args),
        "du 1er janvier 1900 au 31 décembre 2200.",
    );
}

#[test]
fn a_wait_is_in_minutes_from_sixty_seconds_on() {
    for (seconds, part) in [
        (1, "in 1 second."),
        (59, "in 59 seconds."),
        (60, "in 1 minute."),
        (61, "in 2 minutes."),
        (3_599, "in 60 minutes."),
        (3_600, "in 60 minutes."),
    ] {
        expect_part(&message("en-GB", "RATE_LIMITED", &json!({ "retryAfterSeconds": seconds })), part);
    }
    for (tag, seconds, part) in [
        ("cy", 120, "ymhen 2 funud."),
        ("fr", 30, "dans 30 secondes."),
        ("fr", 90, "dans 2 minutes."),
        ("de", 60, "es in 1 Minute erneut."),
        ("es", 1_800, "en 30 minutos."),
        ("pl", 1, "za 1 sekundę."),
        ("pl", 120, "za 2 minuty."),
        ("pl", 1_320, "za 22 minuty."),
        ("pl", 3_600, "za 60 minut."),
        ("ar", 1, "بعد ثانية واحدة (1)."),
        ("ar", 60, "بعد دقيقة واحدة (1)."),
        ("ar", 120, "بعد دقيقتين (2)."),
        ("ar", 180, "بعد 3 دقائق."),
        ("ar", 3_600, "بعد 60 دقيقة."),
        // From 100 on, an Arabic message has a second number for the plural rules, which must not be the
        // wait.
        ("ar", 6_180, "بعد 103 دقائق."),
        ("ur", 120, "2 منٹ بعد"),
    ] {
        expect_part(&message(tag, "RATE_LIMITED", &json!({ "retryAfterSeconds": seconds })), part);
    }
}

#[test]
fn every_language_has_twelve_months_and_complete_patterns() {
    for Translations { locale, messages } in Translations::of_times() {
        let text = |id: &str| messages[id].wordings[""].text();
        let months = text("months");
        let months: BTreeSet<&str> = months.split(' ').collect();
        assert_eq!(months.len(), 12, "{locale} {months:?}");
        let parts = ["%-d", "%B", "%Y", "%H", "%M"];
        for (id, expected) in [("date-pattern", 3), ("local-time-pattern", 5)] {
            let pattern = text(id);
            assert_eq!(pattern.matches('%').count(), expected, "{locale} {pattern}");
            assert!(parts[..expected].iter().all(|part| pattern.contains(part)), "{locale} {pattern}");
        }
    }
}

#[test]
fn every_language_has_the_same_words_for_times() {
    let english = ["date-pattern", "first-day-of-month", "local-time-pattern", "months"];
    let english: BTreeSet<String> = english.map(str::to_owned).into();
    for Translations { locale, messages } in Translations::of_times() {
        assert_eq!(messages.into_keys().collect::<BTreeSet<_>>(), english, "{locale}");
    }
}
