//! Random report queries, their documents, and the parsed responses.

use std::collections::BTreeSet;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Days, Months, NaiveDate, TimeDelta, Utc};
use proptest::{prelude::*, sample::Index};
use serde_json::{Value, json};

use super::{
    changes::{ANCHORS, Appointment, CLINICIANS, PLACES, instant, key},
    naive::Row,
};
use crate::support::primary_key;

pub const FIELDS: &str =
    "periodStart clinician { id } department { id } organisation { id } weekday hour booked attended missed
    cancelled upcoming missedMinutes didNotAttendRate shareOfBooked estimatedCost suppressed
    previous { from until booked attended missed cancelled upcoming missedMinutes }";

pub const WEEKDAYS: [&str; 7] =
    ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

const DIMENSIONS: [&str; 5] = ["CLINICIAN", "DEPARTMENT", "ORGANISATION", "WEEKDAY", "HOUR"];
pub const AGES: [(&str, i32); 9] = [
    ("AGE_0_TO_15", 0),
    ("AGE_16_TO_24", 16),
    ("AGE_25_TO_34", 25),
    ("AGE_35_TO_44", 35),
    ("AGE_45_TO_54", 45),
    ("AGE_55_TO_64", 55),
    ("AGE_65_TO_74", 65),
    ("AGE_75_TO_84", 75),
    ("AGE_85_AND_OVER", 85),
];
pub const LEADS: [(&str, i64); 7] = [
    ("SAME_DAY", 0),
    ("ONE_DAY", 1),
    ("DAYS_2_TO_7", 2),
    ("DAYS_8_TO_14", 8),
    ("DAYS_15_TO_21", 15),
    ("DAYS_22_TO_28", 22),
    ("DAYS_29_AND_OVER", 29),
];

#[derive(Debug, Clone)]
pub struct Question {
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub dimensions: BTreeSet<&'static str>,
    pub interval: Option<&'static str>,
    pub filter: Filter,
    pub as_of: AsOf,
    pub cost: Cost,
    pub comparison: Option<&'static str>,
}

#[derive(Debug, Clone)]
pub struct Filter {
    pub clinician: Option<u8>,
    pub department: Option<u8>,
    pub organisation: Option<u8>,
    pub weekdays: Option<Vec<&'static str>>,
    pub hours: Option<Vec<u32>>,
    pub ages: Option<Vec<&'static str>>,
    pub leads: Option<Vec<&'static str>>,
}

#[derive(Debug, Clone)]
pub enum AsOf {
    At(DateTime<Utc>),
    /// That many microseconds after the end of an appointment.
    End(Index, i64),
}

/// In hundredths of a penny.
#[derive(Debug, Clone, Copy)]
pub enum Cost {
    Usual,
    PerAppointment(i64),
    PerHour(i64),
}

/// A period of some days around an anchor, or of some months.
fn period() -> impl Strategy<Value = (NaiveDate, NaiveDate)> {
    let around =
        (prop::sample::select(ANCHORS.to_vec()), -8..3_i64, 1..40_u64).prop_map(|(anchor, before, days)| {
            let day =
                anchor.parse::<DateTime<Utc>>().expect("an instant").date_naive() + TimeDelta::days(before);
            (day, day + Days::new(days))
        });
    let months = (2024..2027_i32, 1..=12_u32, 1..30_u64).prop_map(|(year, month, months)| {
        let day = NaiveDate::from_ymd_opt(year, month, 1).expect("a day");
        (day, day + Months::new(u32::try_from(months).expect("few")))
    });
    let cut = (months.clone(), 0..20_u64, 0..20_u64)
        .prop_map(|((from, until), late, more)| (from + Days::new(late), until + Days::new(more)));
    prop_oneof![3 => around, 2 => months, 1 => cut]
}

fn maybe<S: Strategy>(often: f64, strategy: S) -> impl Strategy<Value = Option<S::Value>> {
    prop::option::weighted(often, strategy)
}

fn filter() -> impl Strategy<Value = Filter> {
    let some =
        |often, of: Vec<&'static str>| maybe(often, prop::sample::subsequence(of.clone(), 0..=of.len()));
    let names = |of: &[(&'static str, i32)]| of.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    let mut leads: Vec<_> = LEADS.iter().map(|(name, _)| *name).collect();
    leads.push("UNKNOWN");
    let hours = maybe(0.15, prop::sample::subsequence((0..24).collect::<Vec<u32>>(), 0..=24));
    let who = (maybe(0.2, 1..=CLINICIANS), maybe(0.2, 1..=PLACES), maybe(0.15, 1..=PLACES));
    (who, some(0.15, WEEKDAYS.to_vec()), hours, some(0.4, names(&AGES)), some(0.2, leads)).prop_map(
        |((clinician, department, organisation), weekdays, hours, ages, leads)| Filter {
            clinician,
            department,
            organisation,
            weekdays,
            hours,
            ages,
            leads,
        },
    )
}

pub fn question() -> impl Strategy<Value = Question> {
    let dimensions = prop::sample::subsequence(DIMENSIONS.to_vec(), 0..=3);
    let interval = maybe(0.7, prop::sample::select(vec!["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"]));
    let as_of = prop_oneof![
        instant().prop_map(AsOf::At),
        (any::<Index>(), -1..=1_i64).prop_map(|(of, later)| AsOf::End(of, later)),
        Just(AsOf::At("2035-01-01T00:00:00Z".parse().expect("an instant"))),
    ];
    let cost = prop_oneof![
        Just(Cost::Usual),
        (0..10_000_000_i64).prop_map(Cost::PerAppointment),
        (0..10_000_000_i64).prop_map(Cost::PerHour)
    ];
    let comparison = maybe(0.6, prop::sample::select(vec!["PREVIOUS_PERIOD", "PREVIOUS_YEAR"]));
    (period(), dimensions, interval, filter(), as_of, cost, comparison).prop_map(
        |((from, until), dimensions, interval, filter, as_of, cost, comparison)| {
            // A thousand days by day and by hour would be too many rows.
            let is_long = (until - from).num_days() > 60;
            let interval = if is_long && interval == Some("DAY") { Some("WEEK") } else { interval };
            let dimensions = dimensions.into_iter().collect();
            Question { from, until, dimensions, interval, filter, as_of, cost, comparison }
        },
    )
}

impl Question {
    /// The same with an instant that is relevant to these appointments.
    pub fn about(self, appointments: &[Appointment]) -> Self {
        let as_of = match self.as_of {
            AsOf::End(which, later) if !appointments.is_empty() => {
                let end = which.get(appointments).draft.ends_at;
                AsOf::At(end + TimeDelta::microseconds(later))
            }
            AsOf::End(..) => AsOf::At("2026-10-25T12:00:00Z".parse().expect("an instant")),
            AsOf::At(instant) => AsOf::At(instant),
        };
        Self { as_of, ..self }
    }

    pub fn instant(&self) -> DateTime<Utc> {
        match self.as_of {
            AsOf::At(instant) => instant,
            AsOf::End(..) => unreachable!("it is about appointments"),
        }
    }

    pub fn period(&self, zone: &str) -> Value {
        json!({ "from": self.from.to_string(), "until": self.until.to_string(), "timeZone": zone })
    }

    pub fn arguments(&self) -> String {
        let Self { dimensions, interval, filter, cost, comparison, .. } = self;
        let comparison = comparison.unwrap_or("null");
        let dimensions = dimensions.iter().copied().collect::<Vec<_>>().join(", ");
        let interval = interval.unwrap_or("null");
        let of =
            |kind: &str, n: Option<u8>| n.map_or("null".to_owned(), |n| format!("\"{}\"", opaque(kind, n)));
        let list = |names: &Option<Vec<&str>>| {
            names.as_ref().map_or("null".to_owned(), |n| format!("[{}]", n.join(", ")))
        };
        let hours = filter.hours.as_ref().map_or("null".to_owned(), |hours| format!("{hours:?}"));
        let decimal = |n: i64| format!("\"{}.{:04}\"", n / 10_000, n % 10_000);
        let cost = match cost {
            Cost::Usual => String::new(),
            Cost::PerAppointment(rate) => format!("costPerAppointment: {}", decimal(*rate)),
            Cost::PerHour(rate) => format!("costPerHour: {}", decimal(*rate)),
        };
        format!(
            "groupBy: [{dimensions}] interval: {interval} asOf: \"{}\" {cost} compareWith: {comparison} filter: {{ clinicianId: {} departmentId: {}
             organisationId: {} weekday: {} hour: {hours} ageBand: {} leadTimeBand: {} }}",
            self.instant().to_rfc3339(),
            of("clinician", filter.clinician),
            of("department", filter.department),
            of("organisation", filter.organisation),
            list(&filter.weekdays),
            list(&filter.ages),
            list(&filter.leads),
        )
    }
}

/// An opaque ID, whose first letter is the type.
fn opaque(kind: &str, n: u8) -> String {
    URL_SAFE_NO_PAD.encode([&kind.as_bytes()[..1], key(kind, n).as_bytes()].concat())
}

/// A row of the server's response.
pub fn read(row: &Value) -> Row {
    let key = |field: &str| row[field]["id"].as_str().map(primary_key);
    let day = |day: &Value| day.as_str().map(|day| day.parse().expect("a day"));
    let counts = |row: &Value| {
        ["booked", "attended", "missed", "cancelled", "upcoming", "missedMinutes"]
            .map(|field| row[field].as_i64().unwrap_or_else(|| panic!("no {field} in {row}")))
    };
    let previous = Some(&row["previous"]).filter(|previous| !previous.is_null());
    let weekday = row["weekday"].as_str().and_then(|day| WEEKDAYS.iter().position(|name| *name == day));
    assert_eq!(row["suppressed"], json!(false));
    Row {
        start: day(&row["periodStart"]),
        department: key("department"),
        clinician: key("clinician"),
        organisation: key("organisation"),
        weekday: weekday.map(|day| u32::try_from(day).expect("few")),
        hour: row["hour"].as_u64().map(|hour| u32::try_from(hour).expect("few")),
        counts: counts(row),
        previous: previous.map(|previous| {
            let day = |field| day(&previous[field]).expect("a day");
            (day("from"), day("until"), counts(previous))
        }),
        cost: row["estimatedCost"].as_str().expect("a cost").to_owned(),
        rates: ["didNotAttendRate", "shareOfBooked"].map(|rate| row[rate].as_f64().map(Row::share)),
    }
}
