//! Counting by the cells that the database keeps.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::{
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    result::QueryResult,
    sql_types::{Bool, Date, Text, Timestamptz},
};

use super::{
    BucketColumns,
    text::{GROUPS, LIMIT, Out, buckets, filter},
};
use crate::{
    appointment::Slot,
    statistics::{ReportQuery, calendar::Division, coverage::CountedRange},
};

/// Cells, changes to them, and what the cells cannot know.
///
/// In a cell all that is active is missed where its days are before that of `as_of`, and upcoming otherwise. That is wrong for those
/// who begin before that day and end after `as_of`, and for those who begin on that day and end before: they are few, begin not
/// long before `as_of`, since neither a day nor an appointment is longer, and are put right by looking at them.
///
/// The statement is prepared and planned once for all questions of its shape: planning it takes longer than its work.
pub(super) struct CountedQuery<'a> {
    query: &'a ReportQuery,
    division: &'a Division,
    zone: &'static str,
    /// The local day of `as_of`.
    day: NaiveDate,
    stretches: Vec<CountedRange>,
    from: NaiveDate,
    until: NaiveDate,
    starts_after: DateTime<Utc>,
}

/// The longest local day, at Troll in Antarctica, where clocks go back by two hours. Appointments are shorter.
const LONGEST_DAY: TimeDelta = TimeDelta::hours(26);
const _: () = assert!(LONGEST_DAY.num_minutes() >= Slot::MAXIMUM_MINUTES);

impl<'a> CountedQuery<'a> {
    pub(super) fn new(query: &'a ReportQuery, division: &'a Division) -> Self {
        let day = query.period.time_zone.day(query.as_of);
        let (from, until) = division.whole();
        Self {
            query,
            division,
            zone: query.period.time_zone.as_str(),
            day,
            stretches: query.stretches(division, day),
            from,
            until,
            starts_after: query.as_of - LONGEST_DAY,
        }
    }

    /// Stored counts of some days or months.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "a statement keeps references to its parameters")]
    fn counts<'b>(
        &'b self,
        out: &mut Out<'_, 'b>,
        table: &str,
        from: &'b NaiveDate,
        until: &'b NaiveDate,
    ) -> QueryResult<()> {
        out.push_sql(
            "\n    SELECT department_id, clinician_id, organisation_id, starts_on, attended, cancelled",
        );
        for (column, alias) in [("active", "missed"), ("active_minutes", "missed_minutes")] {
            out.push_sql(", CASE WHEN starts_on < ");
            out.push_bind_param::<Date, _>(&self.day)?;
            out.push_sql(&format!(" THEN {column} ELSE 0 END AS {alias}"));
        }
        out.push_sql(", CASE WHEN starts_on < ");
        out.push_bind_param::<Date, _>(&self.day)?;
        out.push_sql(&format!(" THEN 0 ELSE active END AS upcoming\n    FROM {table} starts_on >= "));
        out.push_bind_param::<Date, _>(from)?;
        out.push_sql(" AND starts_on < ");
        out.push_bind_param::<Date, _>(until)?;
        filter(out, self.query, "starts_on")
    }

    /// What has to be put right.
    fn corrections<'b>(&'b self, out: &mut Out<'_, 'b>) -> QueryResult<()> {
        let as_of = &self.query.as_of;
        out.push_sql(
            "\n    SELECT department_id, clinician_id, organisation_id, starts_on, 0, 0, sign, sign * minutes, -sign
    FROM (
        SELECT department_id, clinician_id, line.organisation_id, line.starts_on, ends_at,
               line.active_minutes AS minutes, CASE WHEN ends_at <= ",
        );
        out.push_bind_param::<Timestamptz, _>(as_of)?;
        out.push_sql(
            " THEN 1 ELSE -1 END AS sign
        FROM appointments, statistics_line_of(status, starts_at, ends_at, appointments.organisation_id, ",
        );
        out.push_bind_param::<Text, _>(self.zone)?;
        out.push_sql(") AS line\n        WHERE status = 'active' AND starts_at > ");
        out.push_bind_param::<Timestamptz, _>(&self.starts_after)?;
        out.push_sql(" AND starts_at <= ");
        out.push_bind_param::<Timestamptz, _>(as_of)?;
        out.push_sql("\n    ) AS recent\n    WHERE (sign = 1) = (starts_on >= ");
        out.push_bind_param::<Date, _>(&self.day)?;
        out.push_sql(") AND starts_on >= ");
        out.push_bind_param::<Date, _>(&self.from)?;
        out.push_sql(" AND starts_on < ");
        out.push_bind_param::<Date, _>(&self.until)?;
        filter(out, self.query, "starts_on")
    }
}

impl QueryFragment<Pg> for CountedQuery<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        if self.query.filter.weekdays.is_some() {
            // They stand in the statement, and there are too many sets of them for each to be kept.
            out.unsafe_to_cache_prepared();
        }
        out.push_sql("SELECT time_zone = ");
        out.push_bind_param::<Text, _>(self.zone)?;
        // Where nothing is counted, the zone is told all the same.
        out.push_sql(
            ", coalesce(part, 0), department_id, clinician_id, organisation_id, weekday, hour, coalesce(attended, 0),
    coalesce(missed, 0), coalesce(missed_minutes, 0), coalesce(cancelled, 0), coalesce(upcoming, 0)
FROM statistics_settings LEFT JOIN (\nSELECT ",
        );
        buckets(&mut out, self.query, self.division, "starts_on", "NULL::integer")?;
        out.push_sql(
            ",\n    sum(attended) AS attended, sum(missed) AS missed, sum(missed_minutes) AS missed_minutes,
    sum(cancelled) AS cancelled, sum(upcoming) AS upcoming\nFROM (",
        );
        for CountedRange { grain, from, until } in &self.stretches {
            self.counts(&mut out, &format!("statistics_cells WHERE grain = '{grain}' AND"), from, until)?;
            out.push_sql("\n    UNION ALL");
        }
        self.counts(&mut out, "statistics_changes WHERE", &self.from, &self.until)?;
        out.push_sql("\n    UNION ALL");
        self.corrections(&mut out)?;
        out.push_sql("\n) AS counted");
        out.push_sql(GROUPS);
        // What was counted and is gone leaves cells of nothing, which are not to take the place of others.
        out.push_sql("\nHAVING sum(attended + missed + cancelled + upcoming) <> 0");
        out.push_sql(LIMIT);
        out.push_sql("\n) AS buckets ON true");
        Ok(())
    }
}

impl Query for CountedQuery<'_> {
    type SqlType = (Bool, BucketColumns);
}

impl QueryId for CountedQuery<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
