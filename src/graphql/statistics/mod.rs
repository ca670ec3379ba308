//! The GraphQL types and root field of the missed-appointments report.

mod cursor;
mod enums;
mod figures;
mod inputs;
mod query;
mod report;
mod row;

pub(super) use query::StatisticsQuery;
