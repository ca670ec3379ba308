//! Counting appointments one by one, for questions to which the database keeps no counts.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use diesel::{
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    result::QueryResult,
    sql_types::{Array, Date, Text, Timestamptz},
};

use super::{
    BucketColumns,
    text::{GROUPS, LIMIT, buckets, filter, one_of},
};
use crate::statistics::{ReportQuery, calendar::Division};

/// All appointments of the period.
///
/// The statement is planned anew each time: a plan for any parameters reads a whole table where a few days are asked for.
pub(super) struct AppointmentsQuery<'a> {
    query: &'a ReportQuery,
    division: &'a Division,
    zone: &'static str,
    from: NaiveDate,
    until: NaiveDate,
    /// Instants between which all appointments of the period begin, whatever the zone.
    starts_from: DateTime<Utc>,
    starts_until: DateTime<Utc>,
    age_bands: Vec<&'static str>,
    lead_time_bands: Vec<&'static str>,
}

/// The local day and hour, which a subquery works out.
const DAY: &str = "local::date";
const HOUR: &str = "extract(hour FROM local)::integer";

impl<'a> AppointmentsQuery<'a> {
    pub(super) fn new(query: &'a ReportQuery, division: &'a Division) -> Self {
        let (from, until) = division.whole();
        // Local days are never further than that from those of UTC.
        let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();

        let filter = &query.filter;
        Self {
            query,
            division,
            zone: query.period.time_zone.as_str(),
            from,
            until,
            starts_from: midnight(from - Days::new(1)),
            starts_until: midnight(until + Days::new(1)),
            age_bands: filter.age_bands.iter().flatten().map(|band| (*band).into()).collect(),
            lead_time_bands: filter.lead_time_bands.iter().flatten().map(|band| (*band).into()).collect(),
        }
    }

    fn counts<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let as_of = &self.query.as_of;
        out.push_sql(",\n    count(*) FILTER (WHERE status = 'attended')");
        out.push_sql(",\n    count(*) FILTER (WHERE status = 'active' AND ends_at <= ");
        out.push_bind_param::<Timestamptz, _>(as_of)?;
        out.push_sql("),\n    coalesce(sum(floor(extract(epoch FROM ends_at - starts_at) / 60)::bigint) FILTER (WHERE status = 'active' AND ends_at <= ");
        out.push_bind_param::<Timestamptz, _>(as_of)?;
        out.push_sql("), 0)::bigint,\n    count(*) FILTER (WHERE status = 'cancelled')");
        out.push_sql(",\n    count(*) FILTER (WHERE status = 'active' AND ends_at > ");
        out.push_bind_param::<Timestamptz, _>(as_of)?;
        out.push_sql(")");
        Ok(())
    }

    /// What is asked of appointments that are not told apart by it.
    fn conditions<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let wanted = &self.query.filter;
        filter(out, self.query, DAY)?;
        if let Some(hours) = &wanted.hours {
            one_of(out, HOUR, hours);
        }
        if wanted.age_bands.is_some() {
            out.push_sql(" AND age_band(date_of_birth, local::date) = ANY(");
            out.push_bind_param::<Array<Text>, _>(&self.age_bands)?;
            out.push_sql(")");
        }
        if wanted.lead_time_bands.is_some() {
            out.push_sql(" AND lead_time_band((created_at AT TIME ZONE ");
            out.push_bind_param::<Text, _>(self.zone)?;
            out.push_sql(")::date, local::date, created_at < starts_at) = ANY(");
            out.push_bind_param::<Array<Text>, _>(&self.lead_time_bands)?;
            out.push_sql(")");
        }
        Ok(())
    }
}

impl QueryFragment<Pg> for AppointmentsQuery<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        out.push_sql("SELECT ");
        buckets(&mut out, self.query, self.division, DAY, HOUR)?;
        self.counts(&mut out)?;
        out.push_sql("\nFROM (SELECT *, starts_at AT TIME ZONE ");
        out.push_bind_param::<Text, _>(self.zone)?;
        out.push_sql(" AS local FROM appointments WHERE starts_at >= ");
        out.push_bind_param::<Timestamptz, _>(&self.starts_from)?;
        out.push_sql(" AND starts_at < ");
        out.push_bind_param::<Timestamptz, _>(&self.starts_until)?;
        out.push_sql(") AS appointments");
        if self.query.filter.age_bands.is_some() {
            out.push_sql(
                " JOIN (SELECT id AS who, date_of_birth FROM patients) AS people ON who = patient_id",
            );
        }
        out.push_sql("\nWHERE local::date >= ");
        out.push_bind_param::<Date, _>(&self.from)?;
        out.push_sql(" AND local::date < ");
        out.push_bind_param::<Date, _>(&self.until)?;
        self.conditions(&mut out)?;
        out.push_sql(GROUPS);
        out.push_sql(LIMIT);
        Ok(())
    }
}

impl Query for AppointmentsQuery<'_> {
    type SqlType = BucketColumns;
}

impl QueryId for AppointmentsQuery<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
