//! The column headings of the CSV report in every language. The values do not depend on the language.

use std::collections::{BTreeMap, BTreeSet};

use panda::{
    account::RoleAssignment,
    i18n::{self, Locale},
    statistics::table::{Aspect, Figure, Subject, WEEKDAYS},
};
use serde_json::Map;
use strum::IntoEnumIterator;

use crate::support::{Translations, clinic};

/// Selects every column.
const EVERYTHING: &str = "from=2026-03-01&until=2026-04-01&groupBy=CLINICIAN,DEPARTMENT,ORGANISATION,WEEKDAY,HOUR&interval=MONTH\
     &compareWith=PREVIOUS_PERIOD";

/// The column of the single value that depends on the language.
const WEEKDAY_NAME: usize = 8;

/// Every message that the program uses for headings and cells.
fn ids() -> BTreeSet<String> {
    let subjects = Subject::iter().map(<&str>::from);
    let figures = Figure::iter().map(<&str>::from);
    let aspects = [Aspect::Previous, Aspect::Change].map(<&str>::from);
    subjects.chain(figures).chain(aspects).chain(WEEKDAYS).map(str::to_owned).collect()
}

#[test]
fn every_heading_is_in_every_locale_and_every_message_is_a_heading() {
    for Translations { locale, messages } in Translations::of_statistics() {
        assert_eq!(messages.keys().cloned().collect::<BTreeSet<_>>(), ids(), "{locale}");
        for message in messages.values() {
            assert!(message.arguments().is_empty(), "{locale} {}", message.code);
        }
    }
}

#[test]
fn headings_are_translated_and_unique() {
    let reported = |locale, id: &str| i18n::message(locale, id, &Map::new());
    for locale in Locale::all() {
        let mut seen = BTreeMap::new();
        for id in ids() {
            let heading = reported(locale, &id);
            assert!(
                locale == Locale::default() || heading != reported(Locale::default(), &id),
                "{locale} {id}: {heading}"
            );
            assert!(
                !heading.starts_with(['=', '+', '-', '@', ' ']) && !heading.contains(['\n', '\u{2068}']),
                "{heading}"
            );
            let other = seen.insert(heading.clone(), id.clone());
            assert_eq!(other, None, "{locale} {id}: {heading}");
        }
    }
}

#[tokio::test]
async fn headings_are_localised_and_values_are_not() {
    let app = clinic().await;
    let of = async |language: &str| app.spreadsheet_in(language, RoleAssignment::Staff, EVERYTHING).await;
    let english = of("en-GB").await;
    let expected = [
        "Period start",
        "Department code",
        "Department",
        "Clinician ID",
        "Clinician",
        "ODS code of organisation",
        "Organisation",
        "Weekday number (Monday is 1)",
        "Weekday",
        "Hour",
        "Booked",
        "Attended",
        "Missed",
        "Cancelled",
        "Upcoming",
        "Missed minutes",
        "Did-not-attend rate",
        "Did-not-attend rate: lower 95% confidence limit",
        "Did-not-attend rate: upper 95% confidence limit",
        "Missed as share of booked",
        "Estimated cost",
        "Suppressed",
        "First day of comparison period",
        "Day after comparison period",
        "Booked (comparison period)",
        "Attended (comparison period)",
        "Missed (comparison period)",
        "Cancelled (comparison period)",
        "Upcoming (comparison period)",
        "Missed minutes (comparison period)",
        "Did-not-attend rate (comparison period)",
        "Did-not-attend rate: lower 95% confidence limit (comparison period)",
        "Did-not-attend rate: upper 95% confidence limit (comparison period)",
        "Missed as share of booked (comparison period)",
        "Estimated cost (comparison period)",
        "Suppressed (comparison period)",
        "Booked (change)",
        "Attended (change)",
        "Missed (change)",
        "Cancelled (change)",
        "Missed minutes (change)",
        "Did-not-attend rate (change)",
        "Missed as share of booked (change)",
        "Estimated cost (change)",
    ];
    assert_eq!(english.headings, expected);
    for (language, at, heading, weekday) in [
        ("de", 16, "Versäumnisquote", "Montag"),
        ("ar", 12, "الفائتة", "الاثنين"),
        ("pl-PL", 43, "Szacowany koszt (zmiana)", "poniedziałek"),
    ] {
        let file = of(language).await;
        assert_eq!((file.headings[at].as_str(), file.headings.len()), (heading, expected.len()));
        assert_eq!(
            file.headings.iter().collect::<BTreeSet<_>>().len(),
            expected.len(),
            "{:?}",
            file.headings
        );
        assert_eq!(file.rows.len(), english.rows.len());
        for (row, english) in file.rows.iter().zip(&english.rows) {
            for (at, (cell, english)) in row.iter().zip(english).enumerate() {
                if at == WEEKDAY_NAME {
                    assert_ne!(cell, english);
                    assert_eq!(cell == weekday, english == "Monday", "{cell} for {english}");
                } else {
                    assert_eq!(cell, english);
                }
            }
        }
    }
}
