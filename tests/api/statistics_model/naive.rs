//! Computes the expected report by plain loops over a list of appointments.
//!
//! It shares no code with the program: neither its calendar, nor its bands, nor its arithmetic.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc};
use chrono_tz::Europe::London;
use uuid::Uuid;

use super::{
    changes::{Appointment, key},
    earlier::previous,
    question::{AGES, Cost, LEADS, Question, WEEKDAYS},
};

#[derive(Debug, PartialEq)]
pub struct Answer {
    pub count: usize,
    pub rows: Vec<Row>,
    pub totals: Row,
}

#[derive(Debug, PartialEq)]
pub struct Row {
    pub start: Option<NaiveDate>,
    pub department: Option<Uuid>,
    pub clinician: Option<Uuid>,
    pub organisation: Option<Uuid>,
    pub weekday: Option<u32>,
    pub hour: Option<u32>,
    /// Booked, attended, missed, cancelled, upcoming, and minutes lost.
    pub counts: [i64; 6],
    /// The same for the compared days, with the first one and the one after the last.
    pub previous: Option<(NaiveDate, NaiveDate, [i64; 6])>,
    pub cost: String,
    /// The missed share of attended and missed, and of all.
    pub rates: [Option<i64>; 2],
}

impl Row {
    /// A share to as many places as its text has exactly.
    pub fn share(share: f64) -> i64 {
        #[expect(clippy::cast_possible_truncation, reason = "it is at most ten to the twelfth")]
        let rounded = (share * 1e12).round() as i64;
        rounded
    }
}

/// The first day of an interval; department, clinician, organisation; weekday and hour.
type Key = (Option<NaiveDate>, Owner, Option<u32>, Option<u32>);
pub type Owner = (Option<Uuid>, Option<Uuid>, Option<Uuid>);

/// The response with at most this many rows.
pub fn answer(appointments: &[Appointment], question: &Question, most: usize) -> Answer {
    let mut counts: BTreeMap<Key, [i64; 6]> = BTreeMap::new();
    let mut all = [0; 6];
    let mut owners = BTreeSet::new();
    for appointment in appointments {
        let Some(day) = counted_day(appointment, question) else { continue };
        let (owner, hour) = (owner(appointment, question), local_hour(appointment.draft.starts_at));
        owners.insert(owner);
        let row = counts.entry(key_of(question, owner, day, hour)).or_default();
        for (sum, one) in row.iter_mut().zip(counted(appointment, question.instant())) {
            *sum += one;
        }
        for (sum, one) in all.iter_mut().zip(counted(appointment, question.instant())) {
            *sum += one;
        }
    }
    let tells = |dimension| question.dimensions.contains(dimension);
    if !["CLINICIAN", "DEPARTMENT", "ORGANISATION"].into_iter().any(tells) {
        owners.insert((None, None, None));
    }
    if question.interval.is_some() || question.dimensions.is_empty() {
        for (day, hour) in times(question) {
            for owner in &owners {
                counts.entry(key_of(question, *owner, day, hour)).or_default();
            }
        }
    }
    let count = counts.len();
    let mut rows: Vec<Row> = counts.into_iter().map(|(key, counts)| row(question, key, counts)).collect();
    rows.truncate(most);
    for row in &mut rows {
        row.previous = previous(appointments, question, Some(row));
    }
    let mut totals = row(question, (None, (None, None, None), None, None), all);
    totals.previous = previous(appointments, question, None);
    Answer { count, rows, totals }
}

/// The number of rows per owner, including empty ones.
pub fn rows_per_owner(question: &Question) -> usize {
    let group = |(day, hour)| key_of(question, (None, None, None), day, hour);
    times(question).into_iter().map(group).collect::<BTreeSet<_>>().len()
}

/// The local day, if the appointment is counted.
fn counted_day(appointment: &Appointment, question: &Question) -> Option<NaiveDate> {
    filtered(appointment, question).filter(|day| (question.from..question.until).contains(day))
}

/// The local day, if the appointment matches the filter, at any time.
pub fn filtered(appointment: &Appointment, question: &Question) -> Option<NaiveDate> {
    let Appointment { born_on, draft, .. } = appointment;
    let filter = &question.filter;
    let local = draft.starts_at.with_timezone(&London);
    let day = local.date_naive();
    let is_wanted = filter.clinician.is_none_or(|clinician| clinician == draft.clinician)
        && filter.department.is_none_or(|department| department == draft.department)
        && filter.organisation.is_none_or(|organisation| organisation == draft.organisation)
        && wants_day(question, day)
        && filter.hours.as_ref().is_none_or(|hours| hours.contains(&local.hour()))
        && filter.ages.as_ref().is_none_or(|ages| ages.contains(&age_band(*born_on, day)))
        && filter.leads.as_ref().is_none_or(|leads| leads.contains(&lead_band(appointment)));
    is_wanted.then_some(day)
}

pub fn wants_day(question: &Question, day: NaiveDate) -> bool {
    let name = WEEKDAYS[usize::try_from(day.weekday().num_days_from_monday()).expect("few")];
    question.filter.weekdays.as_ref().is_none_or(|weekdays| weekdays.contains(&name))
}

fn age_band(born_on: NaiveDate, day: NaiveDate) -> &'static str {
    let has_had_birthday = (day.month(), day.day()) >= (born_on.month(), born_on.day());
    let years = day.year() - born_on.year() - i32::from(!has_had_birthday);
    AGES.iter().rfind(|(_, from)| years.max(0) >= *from).expect("the lowest band starts at zero").0
}

fn lead_band(appointment: &Appointment) -> &'static str {
    let (booked, starts) = (appointment.draft.created_at, appointment.draft.starts_at);
    if booked >= starts {
        return "UNKNOWN";
    }
    let day = |instant: DateTime<Utc>| instant.with_timezone(&London).date_naive();
    let days = (day(starts) - day(booked)).num_days();
    LEADS.iter().rfind(|(_, from)| days >= *from).expect("no day is before itself").0
}

pub fn counted(appointment: &Appointment, as_of: DateTime<Utc>) -> [i64; 6] {
    let ends_at = appointment.draft.ends_at;
    match appointment.status {
        "attended" => [1, 1, 0, 0, 0, 0],
        "cancelled" => [1, 0, 0, 1, 0, 0],
        "active" if ends_at <= as_of => {
            [1, 0, 1, 0, 0, (ends_at - appointment.draft.starts_at).num_minutes()]
        }
        "active" => [1, 0, 0, 0, 1, 0],
        other => panic!("{other}"),
    }
}

pub fn local_hour(instant: DateTime<Utc>) -> u32 {
    instant.with_timezone(&London).hour()
}

pub fn owner(appointment: &Appointment, question: &Question) -> Owner {
    let draft = &appointment.draft;
    let tells = |dimension, kind, n| (question.dimensions.contains(dimension) && n > 0).then(|| key(kind, n));
    (
        tells("DEPARTMENT", "department", draft.department),
        tells("CLINICIAN", "clinician", draft.clinician),
        tells("ORGANISATION", "organisation", draft.organisation),
    )
}

fn key_of(question: &Question, owner: Owner, day: NaiveDate, hour: u32) -> Key {
    let tells = |dimension| question.dimensions.contains(dimension);
    let weekday = tells("WEEKDAY").then(|| day.weekday().num_days_from_monday());
    (question.interval.map(|interval| begin(interval, day)), owner, weekday, tells("HOUR").then_some(hour))
}

/// The first day of an interval, found by stepping back.
pub fn begin(interval: &str, day: NaiveDate) -> NaiveDate {
    let is_first = |day: &NaiveDate| match interval {
        "DAY" => true,
        "WEEK" => day.weekday() == chrono::Weekday::Mon,
        "MONTH" => day.day() == 1,
        "QUARTER" => day.day() == 1 && [1, 4, 7, 10].contains(&day.month()),
        "YEAR" => day.ordinal() == 1,
        other => panic!("{other}"),
    };
    let days = std::iter::successors(Some(day), NaiveDate::pred_opt);
    days.take(366).find(is_first).expect("each has a first day")
}

/// All local days and hours of the period in which appointments could be. For a long period, only a
/// representative part.
fn times(question: &Question) -> Vec<(NaiveDate, u32)> {
    let mut times = Vec::new();
    let mut day = question.from;
    while day < question.until {
        if wants_day(question, day) {
            times.extend(hours_of(question, day).into_iter().map(|hour| (day, hour)));
        }
        day = day.succ_opt().expect("there is a tomorrow");
    }
    times
}

/// The local hours of a day, found in steps of a quarter of an hour.
fn hours_of(question: &Question, day: NaiveDate) -> BTreeSet<u32> {
    if question.dimensions.contains("HOUR") { shown_hours(question, day) } else { BTreeSet::from([0]) }
}

/// The same, whether or not hours are grouped.
pub fn shown_hours(question: &Question, day: NaiveDate) -> BTreeSet<u32> {
    let midnight = day.and_hms_opt(0, 0, 0).expect("a time").and_utc();
    let quarters = (-8..30 * 4).map(|n| midnight + TimeDelta::minutes(15 * n));
    let locals =
        quarters.map(|instant| instant.with_timezone(&London)).filter(|local| local.date_naive() == day);
    let hours = locals.map(|local| local.hour());
    hours
        .filter(|hour| question.filter.hours.as_ref().is_none_or(|counted_day| counted_day.contains(hour)))
        .collect()
}

fn row(question: &Question, key: Key, counts: [i64; 6]) -> Row {
    let (start, (department, clinician, organisation), weekday, hour) = key;
    let [booked, attended, missed, _, _, minutes] = counts;
    #[expect(clippy::cast_precision_loss, reason = "the numbers are small")]
    let share = |whole: i64| (whole > 0).then(|| Row::share(missed as f64 / whole as f64));
    // In sixtieths of a hundredth of a penny. Half a penny rounds up.
    let cost = match question.cost {
        Cost::Usual => missed * 300_000 * 60,
        Cost::PerAppointment(rate) => missed * rate * 60,
        Cost::PerHour(rate) => minutes * rate,
    };
    let pennies = (cost + 3_000) / 6_000;
    Row {
        start,
        department,
        clinician,
        organisation,
        weekday,
        hour,
        counts,
        previous: None,
        cost: format!("{}.{:02}", pennies / 100, pennies % 100),
        rates: [share(attended + missed), share(booked)],
    }
}
