//! The type `MissedAppointmentsRow`.

use async_graphql::{Context, MergedObject, Object};

use super::{
    enums::Weekday,
    figures::{Compared, FigureChange, FigureFields},
};
use crate::{
    error::Failure,
    graphql::{
        clinician::Clinician, connection::PageNode, department::Department, inline_resolved::InlineResolved,
        organisation::Organisation, request::request, scalars::DateText,
    },
    statistics::ReportRow,
};

pub(super) struct ReportBucket(ReportRow);

/// What the appointments of a row have in common.
#[Object]
impl ReportBucket {
    /// The first day of the interval by the calendar: of a week its Monday, which in the first row may lie before the period. Null without an interval, and in totals.
    async fn period_start(&self) -> Option<DateText> {
        self.0.period_start.map(DateText::from)
    }

    /// The clinician, when grouped by clinician.
    async fn clinician(&self, ctx: &Context<'_>) -> Result<Option<InlineResolved<Clinician>>, Failure> {
        let Some(id) = self.0.key.clinician_id else { return Ok(None) };
        Ok(request(ctx).loaders.clinicians.load(id).await?.map(|found| InlineResolved(found.into())))
    }

    /// The department in which the appointments were booked, when grouped by department.
    async fn department(&self, ctx: &Context<'_>) -> Result<Option<InlineResolved<Department>>, Failure> {
        let Some(id) = self.0.key.department_id else { return Ok(None) };
        Ok(request(ctx).loaders.departments.load(id).await?.map(|found| InlineResolved(found.into())))
    }

    /// The organisation, when grouped by organisation. Null also for appointments with none on record.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Option<InlineResolved<Organisation>>, Failure> {
        let Some(id) = self.0.key.organisation_id else { return Ok(None) };
        Ok(request(ctx).loaders.organisations.load(id).await?.map(|found| InlineResolved(found.into())))
    }

    /// The day of the week, when grouped by weekday.
    async fn weekday(&self) -> Option<Weekday> {
        self.0.key.weekday.and_then(Weekday::of)
    }

    /// The local hour in which the appointments start, from 0 to 23, when grouped by hour.
    async fn hour(&self) -> Option<i32> {
        self.0.key.hour.map(i32::from)
    }

    /// The same of the time with which it is compared. Null unless `compareWith` was given, and where the earlier time has no such date, weekday or hour.
    async fn previous(&self) -> Option<Compared> {
        self.0.previous.map(Compared::from)
    }

    /// How the figures have changed since then. Null when `previous` is.
    async fn change(&self) -> Option<FigureChange> {
        self.0.previous.map(|previous| FigureChange { from: previous.figures, to: self.0.figures })
    }
}

/// Appointments that have something in common, and how many of them were missed.
#[derive(MergedObject)]
#[graphql(name = "MissedAppointmentsRow")]
pub(super) struct MissedAppointmentsRow(ReportBucket, FigureFields);

impl PageNode for MissedAppointmentsRow {}

impl From<ReportRow> for MissedAppointmentsRow {
    fn from(row: ReportRow) -> Self {
        let figures = row.figures;
        Self(ReportBucket(row), FigureFields(figures))
    }
}
