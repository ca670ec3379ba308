//! Computes the days with which a row is compared, day by day.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::{
    changes::Appointment,
    naive::{Row, begin, counted, filtered, local_hour, owner, shown_hours, wants_day},
    question::Question,
};

/// The comparison of a row or of the totals.
pub fn previous(
    appointments: &[Appointment],
    question: &Question,
    row: Option<&Row>,
) -> Option<(NaiveDate, NaiveDate, [i64; 6])> {
    question.comparison?;
    let is_of_row =
        |day: &NaiveDate| row.is_none_or(|row| question.interval.map(|of| begin(of, *day)) == row.start);
    let days: Vec<NaiveDate> = all_days(question).into_iter().filter(is_of_row).collect();
    let earlier = earlier(question, &days, row.is_some());
    let (from, until) = (*earlier.first()?, earlier.last()?.succ_opt()?);
    let is_like = |day: NaiveDate, hour: u32| {
        let is_weekday =
            |weekday| question.interval == Some("DAY") || weekday == day.weekday().num_days_from_monday();
        row.is_none_or(|row| {
            row.weekday.is_none_or(is_weekday) && row.hour.is_none_or(|of_row| of_row == hour)
        })
    };
    let has_slot = |day: &NaiveDate| {
        wants_day(question, *day) && shown_hours(question, *day).iter().any(|hour| is_like(*day, *hour))
    };
    let has_one = earlier.iter().take(15).any(has_slot);
    let mut sum = [0; 6];
    for appointment in appointments {
        let day = filtered(appointment, question).filter(|day| (from..until).contains(day));
        let is_theirs = row.is_none_or(|row| {
            (row.department, row.clinician, row.organisation) == owner(appointment, question)
        });
        if day.is_some_and(|day| is_theirs && is_like(day, local_hour(appointment.draft.starts_at))) {
            let counts = counted(appointment, question.instant());
            sum.iter_mut().zip(counts).for_each(|(sum, one)| *sum += one);
        }
    }
    has_one.then_some((from, until, sum))
}

fn all_days(question: &Question) -> Vec<NaiveDate> {
    question.from.iter_days().take_while(|day| *day < question.until).collect()
}

/// The days with which consecutive days are compared, in order.
fn earlier(question: &Question, days: &[NaiveDate], is_row: bool) -> BTreeSet<NaiveDate> {
    let length = (question.until - question.from).num_days();
    let is_year = question.comparison == Some("PREVIOUS_YEAR");
    let by_days = |days_ago: i64| days.iter().map(|day| *day - TimeDelta::days(days_ago)).collect();
    if is_row && question.interval == Some("WEEK") {
        let mut ago = if is_year { 364 } else { 7 };
        while !is_year && ago < length {
            ago += 7;
        }
        return by_days(ago);
    }
    let is_month = |day: &NaiveDate| day.day() == 1;
    let are_months = is_month(&question.from) && is_month(&question.until);
    if !is_year && !are_months {
        return by_days(length);
    }
    let firsts = all_days(question).iter().filter(|day| is_month(day)).count();
    let months = if is_year { 12 } else { i32::try_from(firsts).expect("few") };
    let ago = |day: &NaiveDate| {
        let month = day.year() * 12 + i32::try_from(day.month0()).expect("small") - months;
        let of_year = u32::try_from(month.rem_euclid(12)).expect("small") + 1;
        NaiveDate::from_ymd_opt(month.div_euclid(12), of_year, day.day())
    };
    let mut found: BTreeSet<NaiveDate> = days.iter().filter_map(ago).collect();
    // Whole months are compared with whole months, and the days between are included.
    let after = days.last().and_then(NaiveDate::succ_opt).expect("a day");
    if let (Some(first), Some(last)) = (found.first().copied(), found.last().copied()) {
        let is_whole = is_month(&days[0]) && is_month(&after);
        let between =
            first.iter_days().take_while(|day| *day <= last || is_whole && day.month() == last.month());
        found.extend(between);
    }
    found
}
