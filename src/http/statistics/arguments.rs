//! The arguments of a report, from the URL's query string.

use async_graphql::ID;
use chrono::{DateTime, Utc};
use strum::{EnumString, VariantNames};

use super::parameters::{Parameter, QueryParameters};
use crate::{
    error::{GeneralError, Violations},
    graphql::GlobalId,
    statistics::{FilterRequest, OrderField, Ranking, ReportQuery, ReportRequest},
    value::Money,
};

/// All arguments that a URL can contain.
#[derive(Debug)]
pub(super) struct Arguments {
    pub query: ReportQuery,
    pub ranking: Ranking,
    /// Whether the file begins with a byte order mark.
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

/// The separator between the cells of a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, EnumString, VariantNames)]
#[strum(serialize_all = "lowercase")]
pub(super) enum Separator {
    #[default]
    Comma,
    Semicolon,
    Tab,
}

/// Numbered as in ISO 8601.
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
    /// Reads and validates the arguments. Returns all violations together, each with its parameter.
    pub(super) fn read(query: &str, now: DateTime<Utc>, usual_cost: Money) -> Result<Self, Violations> {
        let mut parameters = QueryParameters::read(query);
        let request = ReportRequest {
            from: parameters.required(Parameter::From),
            until: parameters.required(Parameter::Until),
            // No time zone has a space in its name, but `Etc/GMT+1` contains a plus sign.
            time_zone: parameters.text(Parameter::TimeZone).map(|zone| zone.replace(' ', "+")),
            dimensions: parameters.words(Parameter::GroupBy).unwrap_or_default(),
            interval: parameters.word(Parameter::Interval),
            filter: filter(&mut parameters),
            as_of: parameters.text(Parameter::AsOf).map(with_its_plus),
            cost_per_appointment: parameters.text(Parameter::CostPerAppointment),
            cost_per_hour: parameters.text(Parameter::CostPerHour),
            comparison: parameters.word(Parameter::CompareWith),
        };
        let ranking = Ranking {
            field: parameters.word(Parameter::OrderBy).unwrap_or(OrderField::Period),
            is_descending: parameters.word(Parameter::Direction) == Some(Direction::Desc),
        };
        let has_bom = parameters.word(Parameter::Bom) == Some(Truth::True);
        let separator = parameters.word(Parameter::Separator).unwrap_or_default();
        let query = parameters.combine(request.validate(now, usual_cost))?;
        Ok(Self { query, ranking, has_bom, separator })
    }
}

fn filter(parameters: &mut QueryParameters) -> FilterRequest {
    let weekdays = parameters.words(Parameter::Weekday);
    let hours = parameters.list(Parameter::Hour);
    FilterRequest {
        clinician_id: id(parameters, Parameter::ClinicianId),
        department_id: id(parameters, Parameter::DepartmentId),
        organisation_id: id(parameters, Parameter::OrganisationId),
        weekdays: weekdays.map(|days: Vec<WeekdayParameter>| days.into_iter().map(|day| day as u8).collect()),
        // A text that is not a number is an invalid hour, like -1.
        hours: hours.map(|hours| hours.iter().map(|hour| hour.parse().unwrap_or(-1)).collect()),
        age_bands: parameters.words(Parameter::AgeBand).map(|bands| bands.into_iter().collect()),
        lead_time_bands: parameters.words(Parameter::LeadTimeBand).map(|bands| bands.into_iter().collect()),
    }
}

fn id<I: GlobalId>(
    parameters: &mut QueryParameters,
    parameter: Parameter,
) -> Option<Result<I, GeneralError>> {
    parameters.text(parameter).map(|text| I::parse_global(&ID(text)))
}

/// Restores the plus sign of an offset. An unencoded plus sign means a space in a query string, and no
/// instant contains a space before its offset.
fn with_its_plus(instant: String) -> String {
    match instant.rsplit_once(' ') {
        Some((time, offset)) if time.contains(':') => format!("{time}+{offset}"),
        Some(_) | None => instant,
    }
}
