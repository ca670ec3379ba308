//! Asking what missed appointments cost.

use async_graphql::{Context, Object};

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

#[Object]
impl StatisticsQuery {
    /// How many appointments were missed, by whom they were to be seen, where and when, and what that cost.
    ///
    /// At most 10,000 rows: a question that must have more by its period alone is refused before anything is counted, and one whose groups make it too many, afterwards. Analysts are told counts that are rounded to the nearest 5, and none from 1 to 7; staff see exact ones.
    #[expect(clippy::too_many_arguments, reason = "they are separate arguments of the field")]
    async fn missed_appointments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which days are counted.")] period: PeriodInput,
        #[graphql(desc = "What has rows of its own, in any combination.")] group_by: Option<
            Vec<StatisticsDimension>,
        >,
        #[graphql(desc = "Into what the period is divided; it is not when absent.")] interval: Option<
            Interval,
        >,
        #[graphql(desc = "Which appointments are counted; all by default.")] filter: Option<StatisticsFilter>,
        #[graphql(
            desc = "The instant by which active appointments must have ended to be missed; by default that of the request. It moves the line between upcoming and missed and nothing else: what has been attended or cancelled since counts as such."
        )]
        as_of: Option<DateTimeText>,
        #[graphql(
            desc = "What a missed appointment costs, with at most four decimals; by default what the service is set to, which is 30 pounds unless its operators chose otherwise."
        )]
        cost_per_appointment: Option<DecimalText>,
        #[graphql(
            desc = "What an hour of a clinician's time costs; then `missedMinutes` are what is charged."
        )]
        cost_per_hour: Option<DecimalText>,
        #[graphql(
            desc = "With what each row is compared, in `previous` and `change`. Totals are compared with the earlier period as a whole."
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
