//! The parameters of a report: raw and validated.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::{
    AgeBand, Comparison, Dimension, Interval, LeadTimeBand, Period, StatisticsError,
    calendar::{Division, MAXIMUM_BUCKETS},
};
use crate::{
    clinician::ClinicianId,
    department::DepartmentId,
    error::{GeneralError, Violations},
    organisation::OrganisationId,
    value::{Money, Rate, TimeZone, parse_date, parse_timestamp},
};

/// The raw parameters of a report.
#[derive(Debug, Clone, Default)]
pub struct ReportRequest {
    pub from: String,
    pub until: String,
    pub time_zone: Option<String>,
    pub dimensions: Vec<Dimension>,
    pub interval: Option<Interval>,
    pub filter: FilterRequest,
    pub as_of: Option<String>,
    pub cost_per_appointment: Option<String>,
    pub cost_per_hour: Option<String>,
    pub comparison: Option<Comparison>,
}

/// The raw filter of a report.
#[derive(Debug, Clone, Default)]
pub struct FilterRequest {
    pub clinician_id: Option<Result<ClinicianId, GeneralError>>,
    pub department_id: Option<Result<DepartmentId, GeneralError>>,
    pub organisation_id: Option<Result<OrganisationId, GeneralError>>,
    /// Weekdays from 1 (Monday) to 7 (Sunday).
    pub weekdays: Option<BTreeSet<u8>>,
    pub hours: Option<Vec<i32>>,
    pub age_bands: Option<BTreeSet<AgeBand>>,
    pub lead_time_bands: Option<BTreeSet<LeadTimeBand>>,
}

/// Selects the appointments to count; all conditions that are set must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    pub clinician_id: Option<ClinicianId>,
    pub department_id: Option<DepartmentId>,
    pub organisation_id: Option<OrganisationId>,
    pub weekdays: Option<BTreeSet<u8>>,
    pub hours: Option<BTreeSet<u8>>,
    pub age_bands: Option<BTreeSet<AgeBand>>,
    pub lead_time_bands: Option<BTreeSet<LeadTimeBand>>,
}

/// The validated parameters of a report.
#[derive(Debug, Clone)]
pub struct ReportQuery {
    pub period: Period,
    pub division: Division,
    pub dimensions: BTreeSet<Dimension>,
    pub interval: Option<Interval>,
    pub filter: Filter,
    /// An active appointment that has ended by this instant was missed.
    pub as_of: DateTime<Utc>,
    pub rate: Rate,
    pub comparison: Option<Comparison>,
}

impl ReportRequest {
    /// Returns the validated query, or all violations. Validation needs no database access.
    pub fn validate(self, now: DateTime<Utc>, default_cost: Money) -> Result<ReportQuery, Violations> {
        let mut violations = Violations::default();
        let period = violations.check_within("period", period(&self.from, &self.until, self.time_zone));
        let filter = violations.check_within("filter", self.filter.validate());
        let as_of = self.as_of.map(|text| violations.check("asOf", parse_timestamp(&text)));
        let as_of = as_of.unwrap_or(Some(now));
        let rate = rate(&mut violations, self.cost_per_appointment, self.cost_per_hour, default_cost);
        let division = period.as_ref().and_then(|period| {
            let division = Division::of(period, self.interval);
            violations.check("interval", division)
        });
        let query = (|| {
            Some(ReportQuery {
                period: period?,
                division: division?,
                dimensions: self.dimensions.into_iter().collect(),
                interval: self.interval,
                filter: filter?,
                as_of: as_of?,
                rate: rate?,
                comparison: self.comparison,
            })
        })();
        if query.as_ref().is_some_and(|query| query.slots().nth(MAXIMUM_BUCKETS).is_some()) {
            violations.refuse("groupBy", StatisticsError::TooManyBuckets { maximum: MAXIMUM_BUCKETS });
        }
        violations.or(query)
    }
}

impl FilterRequest {
    fn validate(self) -> Result<Filter, Violations> {
        let mut violations = Violations::default();
        let hours = self.hours.map(|hours| {
            let hour = |hour| u8::try_from(hour).ok().filter(|hour| *hour < 24);
            let hours: Option<BTreeSet<u8>> = hours.into_iter().map(hour).collect();
            violations.check("hour", hours.ok_or(StatisticsError::HourOutOfRange)).unwrap_or_default()
        });
        let filter = Filter {
            clinician_id: self.clinician_id.and_then(|id| violations.check("clinicianId", id)),
            department_id: self.department_id.and_then(|id| violations.check("departmentId", id)),
            organisation_id: self.organisation_id.and_then(|id| violations.check("organisationId", id)),
            weekdays: self.weekdays,
            hours,
            age_bands: self.age_bands,
            lead_time_bands: self.lead_time_bands,
        };
        violations.or(Some(filter))
    }
}

fn period(from: &str, until: &str, time_zone: Option<String>) -> Result<Period, Violations> {
    let mut violations = Violations::default();
    let from = violations.check("from", parse_date(from));
    let until = violations.check("until", parse_date(until));
    for (field, day) in [("from", from), ("until", until)] {
        if day.is_some_and(|day| !(1900..=2200).contains(&day.year())) {
            violations.refuse(field, out_of_range());
        }
    }
    if from.zip(until).is_some_and(|(from, until)| from >= until) {
        violations.refuse("until", StatisticsError::PeriodEmpty);
    }
    let time_zone = time_zone.map(|zone| violations.check("timeZone", zone.parse()));
    let time_zone = time_zone.unwrap_or(Some(TimeZone::LONDON));
    violations.or((|| Some(Period { from: from?, until: until?, time_zone: time_zone? }))())
}

fn out_of_range() -> StatisticsError {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar");
    StatisticsError::PeriodOutOfRange { earliest: day(1900, 1, 1), latest: day(2200, 12, 31) }
}

fn rate(
    violations: &mut Violations,
    per_appointment: Option<String>,
    per_hour: Option<String>,
    default_cost: Money,
) -> Option<Rate> {
    if per_appointment.is_some() && per_hour.is_some() {
        violations.refuse("costPerHour", StatisticsError::CostAmbiguous);
    }
    let per_hour = per_hour.map(|text| violations.check("costPerHour", text.parse()).map(Rate::PerHour));
    let per_appointment = per_appointment
        .map(|text| violations.check("costPerAppointment", text.parse()).map(Rate::PerAppointment));
    per_hour.or(per_appointment).unwrap_or(Some(Rate::PerAppointment(default_cost)))
}
