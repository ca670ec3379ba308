//! SQL that both ways of counting have in common.

use std::collections::BTreeSet;

use diesel::{
    pg::Pg,
    query_builder::AstPass,
    result::QueryResult,
    sql_types::{Array, Date, Uuid as SqlUuid},
};
use uuid::Uuid;

use crate::statistics::{Dimension, ReportQuery, calendar::Division};

pub(super) type Out<'a, 'b> = AstPass<'a, 'b, Pg>;

/// By the columns of a bucket.
pub(super) const GROUPS: &str = "\nGROUP BY 1, 2, 3, 4, 5, 6";

/// One bucket more than an answer may have, so that it is noticed.
pub(super) const LIMIT: &str = "\nLIMIT 10001";

/// The six columns of a bucket: the number of its part of the period, from one; department, clinician, organisation, weekday
/// and hour, which are null where they are not told apart.
pub(super) fn buckets<'b>(
    out: &mut Out<'_, 'b>,
    query: &'b ReportQuery,
    division: &'b Division,
    day: &str,
    hour: &str,
) -> QueryResult<()> {
    if division.len() == 1 {
        out.push_sql("1 AS part");
    } else {
        out.push_sql(&format!("width_bucket({day}, "));
        out.push_bind_param::<Array<Date>, _>(division.bounds())?;
        out.push_sql(") AS part");
    }
    let tells = |dimension| query.dimensions.contains(&dimension);
    let columns = [
        (Dimension::Department, "department_id", "uuid", "department_id"),
        (Dimension::Clinician, "clinician_id", "uuid", "clinician_id"),
        (Dimension::Organisation, "organisation_id", "uuid", "organisation_id"),
        (Dimension::Weekday, &*format!("extract(isodow FROM {day})::integer"), "integer", "weekday"),
        (Dimension::Hour, hour, "integer", "hour"),
    ];
    for (dimension, expression, sql_type, name) in columns {
        let expression = if tells(dimension) { expression } else { &*format!("NULL::{sql_type}") };
        out.push_sql(&format!(", {expression} AS {name}"));
    }
    Ok(())
}

/// Only appointments of those who are asked for, and on weekdays that are.
pub(super) fn filter<'b>(out: &mut Out<'_, 'b>, query: &'b ReportQuery, day: &str) -> QueryResult<()> {
    let filter = &query.filter;
    let ids: [(&str, Option<&'b Uuid>); 3] = [
        ("department_id", filter.department_id.as_ref().map(|id| &id.0)),
        ("clinician_id", filter.clinician_id.as_ref().map(|id| &id.0)),
        ("organisation_id", filter.organisation_id.as_ref().map(|id| &id.0)),
    ];
    for (column, id) in ids {
        if let Some(id) = id {
            out.push_sql(&format!(" AND {column} = "));
            out.push_bind_param::<SqlUuid, _>(id)?;
        }
    }
    if let Some(weekdays) = &filter.weekdays {
        one_of(out, &format!("extract(isodow FROM {day})::integer"), weekdays);
    }
    Ok(())
}

/// A condition on small numbers, which are the same for too few questions to be parameters.
pub(super) fn one_of(out: &mut Out<'_, '_>, expression: &str, numbers: &BTreeSet<u8>) {
    let numbers: Vec<String> = numbers.iter().map(u8::to_string).collect();
    let numbers = numbers.join(", ");
    out.push_sql(&format!(" AND {expression} = ANY('{{{numbers}}}'::integer[])"));
}
