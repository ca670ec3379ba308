//! The type `MissedAppointmentsRow`.

use async_graphql::{Context, MergedObject};
use graphql_strict::{PlanOutput, planned};

use super::{
    enums::Weekday,
    figures::{Compared, FigureChange, FigureFields},
};
use crate::{
    error::Failure,
    graphql::{
        clinician::Clinician, connection::PageNode, department::Department, organisation::Organisation,
        request::request, scalars::DateText,
    },
    statistics::ReportRow,
};

pub(super) struct ReportBucket(ReportRow);

/// The common properties of the appointments of a row.
#[planned]
impl ReportBucket {
    /// The first day of the interval. For a week, this is its Monday, which may be before the period in the first row. Null without an interval, and in totals.
    fn period_start(&self) -> Option<DateText> {
        self.0.period_start.map(DateText::from)
    }

    /// The clinician, if grouped by clinician.
    async fn clinician(&self, ctx: &Context<'_>) -> Result<Option<Clinician>, Failure> {
        let Some(id) = self.0.key.clinician_id else { return Ok(None) };
        let found = request(ctx).loaders.records.clinicians.record(id).await?;
        Ok(found.map(Clinician::from))
    }

    /// The department in which the appointments were booked, if grouped by department.
    async fn department(&self, ctx: &Context<'_>) -> Result<Option<Department>, Failure> {
        let Some(id) = self.0.key.department_id else { return Ok(None) };
        let found = request(ctx).loaders.records.departments.record(id).await?;
        Ok(found.map(Department::from))
    }

    /// The organisation, if grouped by organisation. Also null for appointments without an organisation.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Option<Organisation>, Failure> {
        let Some(id) = self.0.key.organisation_id else { return Ok(None) };
        let found = request(ctx).loaders.records.organisations.record(id).await?;
        Ok(found.map(Organisation::from))
    }

    /// The day of the week, if grouped by weekday.
    fn weekday(&self) -> Option<Weekday> {
        self.0.key.weekday.and_then(Weekday::of)
    }

    /// The local hour of the start, from 0 to 23, if grouped by hour.
    fn hour(&self) -> Option<i32> {
        self.0.key.hour.map(i32::from)
    }

    /// The figures of the period of comparison. Null without `compareWith`, and if the earlier period has no such date, weekday or hour.
    fn previous(&self) -> Option<Compared> {
        self.0.previous.map(Compared::from)
    }

    /// The changes of the figures since then. Null if `previous` is null.
    fn change(&self) -> Option<FigureChange> {
        self.0.previous.map(|previous| FigureChange { from: previous.figures, to: self.0.figures })
    }
}

/// The figures of a group of appointments with common properties.
#[derive(MergedObject, PlanOutput)]
#[graphql(name = "MissedAppointmentsRow")]
pub(super) struct MissedAppointmentsRow(ReportBucket, FigureFields);

impl PageNode for MissedAppointmentsRow {}

impl From<ReportRow> for MissedAppointmentsRow {
    fn from(row: ReportRow) -> Self {
        let figures = row.figures;
        Self(ReportBucket(row), FigureFields(figures))
    }
}
