//! Display forms of message arguments, in addition to their machine-readable values.
//!
//! Messages insert arguments, select on them, and format nothing, so a client can render them identically.
//! The patterns in `times.ftl` format instants and dates in each language.

use chrono::{DateTime, Datelike, DurationRound, NaiveDate, NaiveDateTime, TimeDelta};
use chrono_tz::Tz;
use fluent_templates::Loader;
use serde_json::{Map, Value};

use super::{Locale, MESSAGES};

type Arguments = Map<String, Value>;

/// Converts an argument to its display form. Returns `None` if the value cannot be parsed.
type ShownForm = fn(Locale, &str, &Arguments) -> Option<Value>;

/// Arguments with a display form, and the name of that form.
const FORMS: [(&str, &str, ShownForm); 4] = [
    ("earliest", "earliestLocal", day),
    ("latest", "latestLocal", day),
    ("opensAt", "opensAtLocal", local_time),
    ("retryAfterSeconds", "retryAfterMinutes", minutes),
];

/// Adds the display forms to the arguments.
pub fn shown(locale: Locale, args: &Arguments) -> Arguments {
    let mut shown = args.clone();
    for (name, display_name, form) in FORMS {
        if let (true, false) = (args.contains_key(name), args.contains_key(display_name)) {
            let value = form(locale, name, args).or_else(|| args.get(name).cloned()).unwrap_or_default();
            shown.insert(display_name.to_owned(), value);
        }
    }
    shown
}

/// The names of the arguments and of their display forms.
pub fn names(arguments: Vec<String>) -> Vec<String> {
    let forms = FORMS.iter().filter(|(name, ..)| arguments.iter().any(|argument| argument == name));
    let mut names: Vec<String> = forms.map(|(_, shown, _)| (*shown).to_owned()).collect();
    names.extend(arguments);
    names.sort();
    names
}

/// The number of minutes, rounded up; 0 below one minute, where messages show seconds.
fn minutes(_: Locale, name: &str, args: &Arguments) -> Option<Value> {
    let seconds = args.get(name)?.as_u64()?;
    Some(if seconds < 60 { 0 } else { seconds.div_ceil(60) }.into())
}

/// A date.
fn day(locale: Locale, name: &str, args: &Arguments) -> Option<Value> {
    let day = NaiveDate::parse_from_str(args.get(name)?.as_str()?, "%Y-%m-%d").ok()?;
    Some(formatted(locale, "date-pattern", day.into()))
}

/// An instant in the time zone of the argument `timeZone`, to the minute.
fn local_time(locale: Locale, name: &str, args: &Arguments) -> Option<Value> {
    let instant = DateTime::parse_from_rfc3339(args.get(name)?.as_str()?).ok()?;
    let time_zone: Tz = args.get("timeZone")?.as_str()?.parse().ok()?;
    let local = instant.with_timezone(&time_zone).naive_local();
    // Rounded up, because "possible from 10:30" would be false until the seconds have passed.
    let local = local.duration_round_up(TimeDelta::minutes(1)).unwrap_or(local);
    Some(formatted(locale, "local-time-pattern", local))
}

/// Formats a time by a pattern of the language.
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
