//! The inputs of the missed-appointments report.

use async_graphql::{ID, InputObject};

use super::enums::{AgeBand, LeadTimeBand, MissedAppointmentsOrderField, Weekday};
use crate::{
    graphql::{filters::present, id::GlobalId, page::OrderDirection, scalars::DateText},
    statistics::{FilterRequest, OrderField, Ranking},
};

/// A period of local days. An appointment belongs to the day on which it starts.
#[derive(InputObject)]
pub(super) struct PeriodInput {
    /// The first day.
    pub from: DateText,
    /// The day after the last one.
    pub until: DateText,
    /// The IANA time zone of the days, weeks and hours. Reports in the time zone of the precomputed counts are fast; reports in others count the appointments one by one.
    #[graphql(default_with = "Some(\"Europe/London\".to_owned())")]
    pub time_zone: Option<String>,
}

/// A filter for appointments. All of its conditions must hold.
#[derive(InputObject, Default)]
pub(super) struct StatisticsFilter {
    /// Appointments with this clinician.
    clinician_id: Option<ID>,
    /// Appointments booked in this department.
    department_id: Option<ID>,
    /// Appointments at this organisation.
    organisation_id: Option<ID>,
    /// Appointments on one of these days of the week.
    weekday: Option<Vec<Weekday>>,
    /// Appointments that start in one of these local hours, from 0 to 23.
    hour: Option<Vec<i32>>,
    /// Appointments of patients in one of these age bands.
    age_band: Option<Vec<AgeBand>>,
    /// Appointments with a lead time in one of these bands.
    lead_time_band: Option<Vec<LeadTimeBand>>,
}

impl From<StatisticsFilter> for FilterRequest {
    fn from(filter: StatisticsFilter) -> Self {
        Self {
            clinician_id: present(filter.clinician_id).as_ref().map(GlobalId::parse_global),
            department_id: present(filter.department_id).as_ref().map(GlobalId::parse_global),
            organisation_id: present(filter.organisation_id).as_ref().map(GlobalId::parse_global),
            weekdays: filter.weekday.map(|days| days.into_iter().map(Weekday::number).collect()),
            hours: filter.hour,
            age_bands: filter.age_band.map(|bands| bands.into_iter().map(Into::into).collect()),
            lead_time_bands: filter.lead_time_band.map(|bands| bands.into_iter().map(Into::into).collect()),
        }
    }
}

/// The order of the rows of a report. Rows without a value come last in both directions. Rows with equal values are ordered by time.
#[derive(InputObject)]
pub(super) struct MissedAppointmentsOrder {
    /// The field by which the rows are ordered.
    field: MissedAppointmentsOrderField,
    /// The direction of the order.
    #[graphql(default)]
    direction: OrderDirection,
}

impl Default for MissedAppointmentsOrder {
    fn default() -> Self {
        Self { field: MissedAppointmentsOrderField::Period, direction: OrderDirection::Asc }
    }
}

impl From<MissedAppointmentsOrder> for Ranking {
    fn from(order: MissedAppointmentsOrder) -> Self {
        let field: OrderField = order.field.into();
        Self { field, is_descending: order.direction == OrderDirection::Desc }
    }
}
