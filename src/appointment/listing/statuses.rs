//! Conditions on the status of the appointments of a list.

use chrono::TimeDelta;
use diesel::{
    BoolExpressionMethods, ExpressionMethods, IntoSql, QueryResult,
    pg::Pg,
    query_builder::{AstPass, QueryFragment},
    sql_types::Bool,
};

use super::{Condition, ListQuery};
use crate::{
    appointment::{
        Slot, StatusKind,
        row::{ACTIVE, ATTENDED, CANCELLED},
    },
    database::{Parameters, TimestampExpr, schema::appointments, sql_fragment},
};

/// The bounds of an appointment's duration. They translate conditions on the end into conditions on the
/// start.
const SHORTEST: TimeDelta = TimeDelta::minutes(Slot::MINIMUM_MINUTES);
const LONGEST: TimeDelta = TimeDelta::minutes(Slot::MAXIMUM_MINUTES);

impl ListQuery<'_> {
    /// The rule of [`Status::kind`](crate::appointment::Status::kind) in SQL: one condition for each stored
    /// status.
    pub(super) fn statuses(&self, parameters: Parameters) -> Vec<Condition> {
        // Plans must not depend on how many appointments have ended: see [`Parameters`].
        let bound = |instant| TimestampExpr(instant, Parameters::Bound);
        let (ends_at, starts_at) = (appointments::ends_at, appointments::starts_at);
        let now = self.now;
        let includes = |kind| self.filter.statuses.as_ref().is_none_or(|kinds| kinds.contains(&kind));
        let is = |status| StatusIs(status, parameters);
        let active: Option<Condition> = match (includes(StatusKind::Active), includes(StatusKind::Missed)) {
            (true, true) => Some(Box::new(is(ACTIVE))),
            (true, false) => {
                let has_not_ended = ends_at.gt(bound(now)).and(starts_at.gt(bound(now - LONGEST)));
                Some(Box::new(is(ACTIVE).and(has_not_ended)))
            }
            (false, true) => {
                let has_ended = ends_at.le(bound(now)).and(starts_at.le(bound(now - SHORTEST)));
                Some(Box::new(is(ACTIVE).and(has_ended)))
            }
            (false, false) => None,
        };
        let attended = includes(StatusKind::Attended).then(|| -> Condition { Box::new(is(ATTENDED)) });
        let cancelled = includes(StatusKind::Cancelled).then(|| -> Condition { Box::new(is(CANCELLED)) });
        let statuses: Vec<Condition> = [active, attended, cancelled].into_iter().flatten().collect();
        if statuses.is_empty() { vec![any(Vec::new())] } else { statuses }
    }
}

/// A condition on the stored status.
#[derive(Debug, Clone, Copy)]
struct StatusIs(&'static str, Parameters);

impl QueryFragment<Pg> for StatusIs {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let Self(status, parameters) = self;
        out.push_sql("appointments.status = ");
        parameters.text(&mut out, status)
    }
}

sql_fragment!(StatusIs, Bool);

/// A condition that holds for every stored status. It lets the planner use the partial index of all
/// appointments.
#[derive(Debug, Clone, Copy)]
pub(super) struct OfAnyStatus;

impl QueryFragment<Pg> for OfAnyStatus {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(&format!("appointments.status IN ('{ACTIVE}', '{ATTENDED}', '{CANCELLED}')"));
        Ok(())
    }
}

sql_fragment!(OfAnyStatus, Bool);

pub(super) fn any(conditions: Vec<Condition>) -> Condition {
    let either = |one: Condition, other: Condition| -> Condition { Box::new(one.or(other)) };
    conditions.into_iter().reduce(either).unwrap_or_else(|| Box::new(false.into_sql::<Bool>()))
}
