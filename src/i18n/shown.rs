//! Arguments as messages show them, beside their machine-readable form.
//!
//! Messages insert arguments and select on them, and format nothing, so that a client renders them in the same way. An instant
//! or a day is shown by the patterns of the language in `times.ftl`.

use chrono::{DateTime, Datelike, DurationRound, NaiveDate, NaiveDateTime, TimeDelta};
use chrono_tz::Tz;
use fluent_templates::Loader;
use serde_json::{Map, Value};

use super::{Locale, MESSAGES};

type Arguments = Map<String, Value>;

/// How an argument is shown, if its value can be read.
type ShownForm = fn(Locale, &str, &Arguments) -> Option<Value>;

/// Arguments that messages show in another form, with the name of that form.
const FORMS: [(&str, &str, ShownForm); 4] = [
    ("earliest", "earliestLocal", day),
    ("latest", "latestLocal", day),
    ("opensAt", "opensAtLocal", local_time),
    ("retryAfterSeconds", "retryAfterMinutes", minutes),
];

/// The arguments with the forms that messages show.
pub fn shown(locale: Locale, args: &Arguments) -> Arguments {
    let mut shown = args.clone();
    for (name, name_shown, form) in FORMS {
        if let (true, false) = (args.contains_key(name), args.contains_key(name_shown)) {
            let value = form(locale, name, args).or_else(|| args.get(name).cloned()).unwrap_or_default();
            shown.insert(name_shown.to_owned(), value);
        }
    }
    shown
}

/// The names of the arguments, with those of the forms that messages show.
pub(super) fn names(arguments: Vec<String>) -> Vec<String> {
    let forms = FORMS.iter().filter(|(name, ..)| arguments.iter().any(|argument| argument == name));
    let mut names: Vec<String> = forms.map(|(_, shown, _)| (*shown).to_owned()).collect();
    names.extend(arguments);
    names.sort();
    names
}

/// After how many minutes, rounded up. It is 0 below one minute, and messages show seconds.
fn minutes(_: Locale, name: &str, args: &Arguments) -> Option<Value> {
    let seconds = args.get(name)?.as_u64()?;
    Some(if seconds < 60 { 0 } else { seconds.div_ceil(60) }.into())
}

/// A day of the calendar.
fn day(locale: Locale, name: &str, args: &Arguments) -> Option<Value> {
    let day = NaiveDate::parse_from_str(args.get(name)?.as_str()?, "%Y-%m-%d").ok()?;
    Some(formatted(locale, "date-pattern", day.into()))
}

/// An instant by the clocks of the time zone in `timeZone`, to the minute.
fn local_time(locale: Locale, name: &str, args: &Arguments) -> Option<Value> {
    let instant = DateTime::parse_from_rfc3339(args.get(name)?.as_str()?).ok()?;
    let time_zone: Tz = args.get("timeZone")?.as_str()?.parse().ok()?;
    let local = instant.with_timezone(&time_zone).naive_local();
    // Rounded down, "possible from 10:30" would be untrue until the seconds have passed.
    let local = local.duration_round_up(TimeDelta::minutes(1)).unwrap_or(local);
    Some(formatted(locale, "local-time-pattern", local))
}

/// The time by a pattern of the language.
fn formatted(locale: Locale, pattern: &str, local: NaiveDateTime) -> Value {
    let tag = locale.tag();
    let months = MESSAGES.lookup(tag, "months");
    let month = months.split(' ').zip(1..).find(|(_, number)| *number == local.month());
    let pattern = MESSAGES.lookup(tag, pattern).replace("%B", month.map_or("", |(name, _)| name));
    let pattern = match local.day() {
        1 => pattern.replace("%-d", &MESSAGES.lookup(tag, "first-day-of-month")),
        _ => pattern,
    };
    local.format(&pattern).to_string().into()
}
