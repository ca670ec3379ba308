//! What is asked, by the query of the address.

use async_graphql::ID;
use chrono::{DateTime, Utc};
use strum::{EnumString, VariantNames};

use super::parameters::{Parameter, Parameters};
use crate::{
    error::{GeneralError, Violations},
    graphql::GlobalId,
    statistics::{AskedFilter, Money, OrderField, Ranking, ReportQuery, ReportRequest},
};

/// Everything that an address can ask.
#[derive(Debug)]
pub(super) struct Arguments {
    pub query: ReportQuery,
    pub ranking: Ranking,
    /// Whether the answer begins with a byte order mark.
    pub has_bom: bool,
    pub separator: Separator,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
enum Direction {
    Asc,
    Desc,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, VariantNames)]
#[strum(serialize_all = "lowercase")]
enum Truth {
    True,
    False,
}

/// What stands between the cells of a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, EnumString, VariantNames)]
#[strum(serialize_all = "lowercase")]
pub(super) enum Separator {
    #[default]
    Comma,
    Semicolon,
    Tab,
}

/// By the numbers of ISO 8601.
#[derive(Debug, Clone, Copy, EnumString, VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
enum WeekdayParameter {
    Monday = 1,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Arguments {
    /// What is asked, or everything that is wrong with it, each fault with its parameter.
    pub(super) fn read(query: &str, now: DateTime<Utc>, usual_cost: Money) -> Result<Self, Violations> {
        let mut given = Parameters::read(query);
        let request = ReportRequest {
            from: given.required(Parameter::From),
            until: given.required(Parameter::Until),
            // No zone has a space in its name, but `Etc/GMT+1` has a plus sign.
            time_zone: given.text(Parameter::TimeZone).map(|zone| zone.replace(' ', "+")),
            dimensions: given.words(Parameter::GroupBy).unwrap_or_default(),
            interval: given.word(Parameter::Interval),
            filter: filter(&mut given),
            as_of: given.text(Parameter::AsOf).map(with_its_plus),
            cost_per_appointment: given.text(Parameter::CostPerAppointment),
            cost_per_hour: given.text(Parameter::CostPerHour),
            comparison: given.word(Parameter::CompareWith),
        };
        let ranking = Ranking {
            field: given.word(Parameter::OrderBy).unwrap_or(OrderField::Period),
            is_descending: given.word(Parameter::Direction) == Some(Direction::Desc),
        };
        let has_bom = given.word(Parameter::Bom) == Some(Truth::True);
        let separator = given.word(Parameter::Separator).unwrap_or_default();
        let query = given.judged(request.validate(now, usual_cost))?;
        Ok(Self { query, ranking, has_bom, separator })
    }
}

fn filter(given: &mut Parameters) -> AskedFilter {
    let weekdays = given.words(Parameter::Weekday);
    let hours = given.list(Parameter::Hour);
    AskedFilter {
        clinician_id: id(given, Parameter::ClinicianId),
        department_id: id(given, Parameter::DepartmentId),
        organisation_id: id(given, Parameter::OrganisationId),
        weekdays: weekdays.map(|days: Vec<WeekdayParameter>| days.into_iter().map(|day| day as u8).collect()),
        // What is no number is no hour either.
        hours: hours.map(|hours| hours.iter().map(|hour| hour.parse().unwrap_or(-1)).collect()),
        age_bands: given.words(Parameter::AgeBand).map(|bands| bands.into_iter().collect()),
        lead_time_bands: given.words(Parameter::LeadTimeBand).map(|bands| bands.into_iter().collect()),
    }
}

fn id<I: GlobalId>(given: &mut Parameters, parameter: Parameter) -> Option<Result<I, GeneralError>> {
    given.text(parameter).map(|text| I::parse_global(&ID(text)))
}

/// An instant as it was meant: a plus sign that is not encoded means a space in an address, and no instant ends in a space
/// and an offset.
fn with_its_plus(instant: String) -> String {
    match instant.rsplit_once(' ') {
        Some((time, offset)) if time.contains(':') => format!("{time}+{offset}"),
        Some(_) | None => instant,
    }
}
