//! Parsers of instants, dates and time zones.

use std::str::FromStr;

use chrono::{
    DateTime, Datelike, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone as _, Timelike,
    Utc,
};
use chrono_tz::Tz;
use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use serde::{Serialize, Serializer};

use super::ValueError;
use crate::clock::to_precision;

/// Parses an instant in RFC 3339. Without an offset the instant would be ambiguous, so it is refused.
pub fn parse_timestamp(raw: &str) -> Result<DateTime<Utc>, ValueError> {
    match DateTime::parse_from_rfc3339(raw) {
        // PostgreSQL cannot represent a leap second.
        Ok(instant) if instant.nanosecond() >= 1_000_000_000 => Err(ValueError::TimestampInvalid),
        // In UTC, the last hours of 9999 at a negative offset fall into a year that RFC 3339 cannot express.
        Ok(instant) if !(1..=9999).contains(&instant.to_utc().year()) => Err(ValueError::TimestampInvalid),
        Ok(instant) => Ok(to_precision(instant.to_utc())),
        Err(_) if is_local_time(raw) => Err(ValueError::TimestampWithoutOffset),
        Err(_) => Err(ValueError::TimestampInvalid),
    }
}

/// Parses a bound of a range of instants. It is rounded up to the microsecond, because no stored instant lies
/// between the two.
pub fn parse_bound(raw: &str) -> Result<DateTime<Utc>, ValueError> {
    let bound = parse_timestamp(raw)?;
    let is_truncated = DateTime::parse_from_rfc3339(raw).is_ok_and(|exact| exact.to_utc() > bound);
    Ok(if is_truncated { bound + TimeDelta::microseconds(1) } else { bound })
}

fn is_local_time(raw: &str) -> bool {
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"]
        .iter()
        .any(|form| NaiveDateTime::parse_from_str(raw, form).is_ok())
}

/// Parses a date in ISO 8601: `1987-03-25`.
pub fn parse_date(raw: &str) -> Result<NaiveDate, ValueError> {
    let is_iso = raw.len() == 10 && raw.bytes().all(|c| c.is_ascii_digit() || c == b'-');
    NaiveDate::parse_from_str(raw, "%Y-%m-%d").ok().filter(|_| is_iso).ok_or(ValueError::DateInvalid)
}

/// The local day of an instant in London, whose calendar the health service uses.
pub fn london_day(instant: DateTime<Utc>) -> NaiveDate {
    TimeZone::LONDON.day(instant)
}

/// The instant at which a day begins in London.
pub fn london_midnight(day: NaiveDate) -> DateTime<Utc> {
    TimeZone::LONDON.beginning(day)
}

/// A time zone of the IANA database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct TimeZone(Tz);

impl TimeZone {
    pub const LONDON: Self = Self(Tz::Europe__London);

    pub fn as_str(&self) -> &'static str {
        self.0.name()
    }

    /// The local day of an instant.
    pub fn day(self, instant: DateTime<Utc>) -> NaiveDate {
        instant.with_timezone(&self.0).date_naive()
    }

    /// The instants at which a local day and the next one begin.
    pub fn bounds(self, day: NaiveDate) -> (DateTime<Utc>, DateTime<Utc>) {
        (self.beginning(day), day.succ_opt().map_or(DateTime::<Utc>::MAX_UTC, |next| self.beginning(next)))
    }

    /// The first instant of a day. Where clocks skip midnight, the day begins later. A day that a time zone
    /// skipped has no length.
    fn beginning(self, day: NaiveDate) -> DateTime<Utc> {
        let midnight = day.and_time(NaiveTime::MIN);
        let quarters = (0..=26 * 4).map(|quarter| midnight + TimeDelta::minutes(15 * quarter));
        let mut existing = quarters.filter_map(|local| self.0.from_local_datetime(&local).earliest());
        existing.next().map_or(midnight.and_utc(), |begin| begin.to_utc())
    }

    /// Whether a day has this hour, at least in part. Clocks skip an hour when they go forward.
    pub fn has_hour(self, day: NaiveDate, hour: u8) -> bool {
        let minutes = [0, 30, 59].into_iter();
        minutes
            .filter_map(|minute| day.and_hms_opt(hour.into(), minute, 0))
            .any(|local| !matches!(self.0.from_local_datetime(&local), LocalResult::None))
    }
}

impl Default for TimeZone {
    fn default() -> Self {
        Self::LONDON
    }
}

impl Serialize for TimeZone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl FromStr for TimeZone {
    type Err = ValueError;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        raw.parse().map(Self).map_err(|_| ValueError::TimeZoneUnknown)
    }
}

crate::database::text_column!(TimeZone);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_instant_needs_an_offset() {
        let nine = "2026-06-30T09:00:00Z".parse::<DateTime<Utc>>().unwrap();
        assert_eq!(parse_timestamp("2026-06-30T10:00:00+01:00"), Ok(nine));
        assert_eq!(parse_timestamp("2026-06-30T09:00:00.0000009Z"), Ok(nine));
        for local in ["2026-06-30T09:00:00", "2026-06-30T09:00", "2026-06-30 09:00:00.5"] {
            assert_eq!(parse_timestamp(local), Err(ValueError::TimestampWithoutOffset), "{local}");
        }
        for bad in [
            "",
            "tomorrow",
            "2026-06-30",
            "2026-02-30T09:00:00Z",
            "2026-06-30T23:59:60Z",
            "9999-12-31T23:59:59-23:00",
            "0000-01-01T00:00:00Z",
            "2026-06-30T25:00:00Z",
        ] {
            assert_eq!(parse_timestamp(bad), Err(ValueError::TimestampInvalid), "{bad}");
        }
    }

    #[test]
    fn a_date_is_a_day_of_the_calendar() {
        assert_eq!(parse_date("2024-02-29"), Ok(NaiveDate::from_ymd_opt(2024, 2, 29).unwrap()));
        for bad in ["2023-02-29", "2024-2-29", "29/02/2024", "2024-02-29 ", "+2024-02-9", "0000-00-00", ""] {
            assert_eq!(parse_date(bad), Err(ValueError::DateInvalid), "{bad}");
        }
    }

    #[test]
    fn a_time_zone_is_one_of_the_iana_database() {
        assert_eq!("Europe/London".parse(), Ok(TimeZone::LONDON));
        assert_eq!("Mars/Olympus".parse::<TimeZone>(), Err(ValueError::TimeZoneUnknown));
    }

    proptest! {
        #[test]
        fn an_instant_is_independent_of_its_offset(seconds in -60_000_000_000i64..253_000_000_000, micros in 0u32..1_000_000, offset in -64_800i32..64_800) {
            let instant = DateTime::from_timestamp(seconds, micros * 1_000).unwrap();
            let offset = chrono::FixedOffset::east_opt(offset / 60 * 60).unwrap();
            prop_assert_eq!(parse_timestamp(&instant.with_timezone(&offset).to_rfc3339()), Ok(instant));
        }

        #[test]
        fn a_date_has_one_notation(raw in "[0-9]{4}-[0-9]{2}-[0-9]{2}|\\PC*") {
            match parse_date(&raw) {
                Ok(day) => prop_assert_eq!(day.to_string(), raw),
                Err(refusal) => prop_assert_eq!(refusal, ValueError::DateInvalid),
            }
        }

        #[test]
        fn other_text_is_refused_with_the_fitting_error(raw in "\\PC*|[0-9T:Zz+. -]{0,40}") {
            if let Err(refusal) = parse_timestamp(&raw) {
                prop_assert!(matches!(refusal, ValueError::TimestampInvalid | ValueError::TimestampWithoutOffset));
            }
        }

        #[test]
        fn a_time_zone_is_identified_by_its_name(raw in "\\PC*|[A-Z][a-z]{2,8}/[A-Z][a-z]{2,8}", known in prop::sample::select(&chrono_tz::TZ_VARIANTS[..])) {
            for name in [raw.as_str(), known.name()] {
                match name.parse::<TimeZone>() {
                    Ok(zone) => prop_assert_eq!(zone.as_str(), name),
                    Err(refusal) => prop_assert!(refusal == ValueError::TimeZoneUnknown && name != known.name()),
                }
            }
        }
    }
}
