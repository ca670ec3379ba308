//! The type `MissedAppointmentsReport`.

use async_graphql::Context;
use graphql_strict::planned;

use super::{cursor, inputs::MissedAppointmentsOrder, row::MissedAppointmentsRow};
use crate::{
    account::tokens::SealingKeys,
    error::{Failure, GeneralError, Violations},
    fingerprint::fingerprint,
    graphql::{
        connection::{Connection, Edge, PageBounds},
        page::PageArguments,
        request::request,
        scalars::DateTimeText,
    },
    statistics::{RankedPosition, Ranking, Report, ReportRow},
};

pub(super) struct MissedAppointmentsReport {
    pub(super) report: Report,
    /// Distinguishes this report's cursors from those of other reports.
    pub(super) fingerprint: u64,
    /// Whether the request names no instant. Cursors of a report at any instant are then valid.
    pub(super) is_of_now: bool,
}

/// A report on missed appointments and their cost.
#[planned]
impl MissedAppointmentsReport {
    /// One row for each group of appointments. With an interval, also one for each part of the period, including parts without bookings.
    fn rows(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The order of the rows; by default, by time.")] order_by: Option<
            MissedAppointmentsOrder,
        >,
        #[graphql(desc = "The size of a page from the beginning: at most 100, 20 by default.")] first: Option<
            i32,
        >,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "The size of a page from the end: at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which the page ends.")] before: Option<String>,
    ) -> Result<Connection<MissedAppointmentsRow>, Failure> {
        let page = PageArguments { first, after, last, before, counted: true };
        Ok(self.page(&request(ctx).cursor_keys, order_by.unwrap_or_default().into(), page)?)
    }

    /// The figures of all appointments of the period that match the filter. Rounded totals are rounded independently, so rows need not add up to them.
    fn totals(&self) -> MissedAppointmentsRow {
        self.report.totals.clone().into()
    }

    /// The instant by which active appointments must have ended to count as missed.
    fn as_of(&self) -> DateTimeText {
        self.report.as_of.into()
    }
}

impl MissedAppointmentsReport {
    fn page(
        &self,
        keys: &SealingKeys,
        ranking: Ranking,
        page: PageArguments,
    ) -> Result<Connection<MissedAppointmentsRow>, Violations> {
        let fingerprint = fingerprint(&(self.fingerprint, ranking));
        let mut violations = Violations::default();
        let limit = usize::try_from(page.limit(&mut violations)).unwrap_or(usize::MAX);
        let mut place = |field, text: &Option<String>| -> Option<RankedPosition> {
            let text = text.as_ref()?;
            let place = cursor::decode(keys, fingerprint, text)
                .filter(|(as_of, _)| self.is_of_now || *as_of == self.report.as_of);
            violations.check(field, place.map(|(_, place)| place).ok_or(GeneralError::CursorInvalid))
        };
        let (after, before) = (place("after", &page.after), place("before", &page.before));
        violations.or(Some(()))?;

        let mut rows = self.report.rows.clone();
        ranking.sort(&mut rows);
        let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let compare = |row: &ReportRow, place: &RankedPosition| ranking.compare(&ranking.place(row), place);
        let begin = after.map_or(0, |place| rows.partition_point(|row| compare(row, &place).is_le()));
        let end = before.map_or(rows.len(), |place| rows.partition_point(|row| compare(row, &place).is_lt()));
        let between = rows.get(begin..end).unwrap_or_default();
        let from_end = page.last.is_some();
        let shown = if from_end {
            &between[between.len().saturating_sub(limit)..]
        } else {
            &between[..between.len().min(limit)]
        };
        let as_of = self.report.as_of;
        let edge = |row: &ReportRow| {
            let place = ranking.place(row);
            Edge::new(Ok(row.clone().into()), move |keys| cursor::encode(keys, fingerprint, as_of, &place))
        };
        let bounds = PageBounds {
            from_end,
            begins_at_cursor: if from_end { before } else { after }.is_some(),
            has_more: shown.len() < between.len(),
        };
        Ok(Connection::of(shown.iter().map(edge).collect(), bounds, Some(count)))
    }
}
