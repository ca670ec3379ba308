//! What missed appointments cost, as the API tells it.

mod cursor;
mod enums;
mod figures;
mod inputs;
mod query;
mod report;
mod row;

pub(super) use query::StatisticsQuery;
