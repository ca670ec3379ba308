//! The query of the missed-appointments report.

use async_graphql::Context;
use graphql_strict::planned;

use super::{
    enums::{Interval, StatisticsComparison, StatisticsDimension},
    inputs::{PeriodInput, StatisticsFilter},
    report::MissedAppointmentsReport,
};
use crate::{
    error::Failure,
    fingerprint::fingerprint,
    graphql::{
        request::request,
        scalars::{DateTimeText, DecimalText},
    },
    statistics::{self, DisclosureControl, ReportQuery, ReportRequest},
};

#[derive(Default)]
pub(in crate::graphql) struct StatisticsQuery;

#[planned]
impl StatisticsQuery {
    /// Reports missed appointments and their cost, grouped by clinician, department, organisation, weekday, hour and time.
    ///
    /// A report has at most 10,000 rows. A request whose period alone requires more is refused before the count; one whose groups exceed the limit is refused after the count. Analysts receive counts rounded to the nearest 5, and counts from 1 to 7 are suppressed. Staff receive exact counts.
    #[expect(clippy::too_many_arguments, reason = "each is a separate argument of the field")]
    async fn missed_appointments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The days that are counted.")] period: PeriodInput,
        #[graphql(desc = "The dimensions that have separate rows, in any combination.")] group_by: Option<
            Vec<StatisticsDimension>,
        >,
        #[graphql(desc = "The interval into which the period is divided; by default, it is not divided.")]
        interval: Option<Interval>,
        #[graphql(desc = "Restricts which appointments are counted. By default, all are.")] filter: Option<
            StatisticsFilter,
        >,
        #[graphql(
            desc = "The instant by which active appointments must have ended to count as missed; by default, the instant of the request. It only moves the limit between upcoming and missed: appointments attended or cancelled after it still count as attended or cancelled."
        )]
        as_of: Option<DateTimeText>,
        #[graphql(
            desc = "The cost of a missed appointment, with at most four decimals; by default, the configured cost of the server, which is 30 pounds unless its operators changed it."
        )]
        cost_per_appointment: Option<DecimalText>,
        #[graphql(
            desc = "The cost of one hour of a clinician's time. If present, the cost is calculated from `missedMinutes`."
        )]
        cost_per_hour: Option<DecimalText>,
        #[graphql(
            desc = "The time with which `previous` and `change` compare each row. Totals are compared with the earlier period as a whole."
        )]
        compare_with: Option<StatisticsComparison>,
    ) -> Result<Option<MissedAppointmentsReport>, Failure> {
        let request = request(ctx);
        let is_of_now = as_of.is_none();
        let report_request = ReportRequest {
            from: period.from.0,
            until: period.until.0,
            time_zone: period.time_zone,
            dimensions: group_by.into_iter().flatten().map(Into::into).collect(),
            interval: interval.map(Into::into),
            filter: filter.unwrap_or_default().into(),
            as_of: as_of.map(|text| text.0),
            cost_per_appointment: cost_per_appointment.map(|text| text.0),
            cost_per_hour: cost_per_hour.map(|text| text.0),
            comparison: compare_with.map(Into::into),
        };
        let query = report_request.validate(request.now(), request.app.rules.missed_appointment_cost)?;
        let disclosure = DisclosureControl::to(request.principal.role());
        let report = statistics::report(&request.app, &query, disclosure).await?;
        let ReportQuery { period, dimensions, interval, filter, rate, .. } = &query;
        let fingerprint = fingerprint(&(period, dimensions, interval, filter, rate, disclosure));
        Ok(Some(MissedAppointmentsReport { report, fingerprint, is_of_now }))
    }
}
