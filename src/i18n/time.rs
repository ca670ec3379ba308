//! Times in messages, as readers of each language write them.
//!
//! Messages call these functions; `times.ftl` of each locale holds the words and patterns. The arguments of an error keep
//! the machine's form. A function shows an argument that it cannot read as it is: in the catalogue of errors, arguments
//! stand for themselves.

use std::{borrow::Cow, collections::HashMap};

use chrono::{DateTime, Datelike, DurationRound, NaiveDate, NaiveDateTime, TimeDelta};
use chrono_tz::Tz;
use fluent_templates::{
    LanguageIdentifier, Loader,
    fluent_bundle::{FluentValue, bundle::FluentBundle},
};

use super::{MESSAGES, number};

type Function = for<'a> fn(&LanguageIdentifier, &[FluentValue<'a>]) -> FluentValue<'a>;

const FUNCTIONS: [(&str, Function); 3] = [("WAIT", wait), ("DATE", date), ("LOCAL_TIME", local_time)];

/// Adds the functions to the messages of one locale.
pub(super) fn add_functions<R, M>(bundle: &mut FluentBundle<R, M>) {
    let Some(language) = bundle.locales.first().cloned() else { return };
    for (name, function) in FUNCTIONS {
        let language = language.clone();
        bundle
            .add_function(name, move |arguments, _| function(&language, arguments))
            .expect("no other function has this name");
    }
}

/// `WAIT($seconds)`: after how long, in seconds, or in whole minutes from 60 seconds on.
fn wait<'a>(language: &LanguageIdentifier, arguments: &[FluentValue<'a>]) -> FluentValue<'a> {
    let (message, argument, value) = match arguments.first() {
        Some(FluentValue::Number(seconds)) if number::read(seconds) >= 60.0 => {
            let minutes = (number::read(seconds) / 60.0).ceil();
            ("wait-minutes", "minutes", number::value(language, minutes))
        }
        given => ("wait-seconds", "seconds", given.cloned().unwrap_or(FluentValue::Error)),
    };
    let arguments = HashMap::from([(Cow::from(argument), value)]);
    FluentValue::from(MESSAGES.lookup_with_args(language, message, &arguments))
}

/// `DATE($day)`: a day of the calendar.
fn date<'a>(language: &LanguageIdentifier, arguments: &[FluentValue<'a>]) -> FluentValue<'a> {
    let day = text(arguments, 0).and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok());
    formatted(language, "date-pattern", day.map(NaiveDateTime::from), arguments)
}

/// `LOCAL_TIME($instant, $timeZone)`: an instant by the clocks of a time zone, to the minute.
fn local_time<'a>(language: &LanguageIdentifier, arguments: &[FluentValue<'a>]) -> FluentValue<'a> {
    let instant = text(arguments, 0).and_then(|instant| DateTime::parse_from_rfc3339(instant).ok());
    let time_zone = text(arguments, 1).and_then(|name| name.parse::<Tz>().ok());
    let local = instant.zip(time_zone).map(|(instant, time_zone)| {
        let local = instant.with_timezone(&time_zone).naive_local();
        // Rounded down, "possible from 10:30" would be untrue until the seconds have passed.
        local.duration_round_up(TimeDelta::minutes(1)).unwrap_or(local)
    });
    formatted(language, "local-time-pattern", local, arguments)
}

fn text<'v>(arguments: &'v [FluentValue<'_>], at: usize) -> Option<&'v str> {
    match arguments.get(at) {
        Some(FluentValue::String(text)) => Some(text),
        Some(FluentValue::Number(_) | FluentValue::Custom(_) | FluentValue::None | FluentValue::Error)
        | None => None,
    }
}

/// The time by the pattern of a language; without a time, the first argument as it is.
fn formatted<'a>(
    language: &LanguageIdentifier,
    pattern: &str,
    local: Option<NaiveDateTime>,
    arguments: &[FluentValue<'a>],
) -> FluentValue<'a> {
    let Some(local) = local else { return arguments.first().cloned().unwrap_or(FluentValue::Error) };
    let months = MESSAGES.lookup(language, "months");
    let month = months.split(' ').zip(1..).find(|(_, number)| *number == local.month());
    let pattern = MESSAGES.lookup(language, pattern).replace("%B", month.map_or("", |(name, _)| name));
    let pattern = match local.day() {
        1 => pattern.replace("%-d", &MESSAGES.lookup(language, "first-day-of-month")),
        _ => pattern,
    };
    FluentValue::from(local.format(&pattern).to_string())
}
