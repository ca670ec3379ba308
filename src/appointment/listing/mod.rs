//! Appointment lists: filters, and queries that an index can answer for every filter.
//!
//! - The most selective owner filter is pinned, and each status is a branch: see
//!   [`UnionAllPage`](crate::database::UnionAllPage).
//! - A patient's appointments need no branches by status, and neither do all appointments in the order of
//!   their starts.
//! - Conditions on the end are repeated as conditions on the start, because every index contains the start
//!   and none contains the end.
//! - A list filtered by two of clinician, department and organisation uses the index of one. If the two have
//!   few appointments in common, all of the clinician's are visited.
//!
//! `tests/api/plans.rs` checks the query plans.

mod filter;
mod owners;
mod page;
mod statuses;

use chrono::{DateTime, Utc};
use diesel::{
    BoxableExpression, ExpressionMethods, QueryDsl,
    dsl::{AsSelect, array},
    helper_types::{IntoBoxed, Select},
    pg::Pg,
    sql_types::{self, Bool},
};
use uuid::Uuid;

pub use self::filter::{Filter, Parent};
use super::row::AppointmentColumns;
use crate::database::{
    Loaded, OwnerCondition, OwnerFilter, Parameters, TimestampExpr,
    schema::{appointments, patients},
};

/// The query of a list.
pub(super) struct ListQuery<'a> {
    pub(super) filter: &'a Filter,
    /// The parent of the list, in a lateral statement.
    pub(super) parent: Option<Parent>,
    pub(super) now: DateTime<Utc>,
}

/// A part of a list that one index can answer.
#[derive(Clone, Copy)]
struct Branch {
    /// The owner whose index is used.
    pinned: Option<Parent>,
    /// The single owner of this branch, if the filter has several.
    owner: Option<Uuid>,
    parameters: Parameters,
}

type Boxed = IntoBoxed<'static, appointments::table, Pg>;
type BoxedRows = Select<Boxed, AsSelect<Loaded<AppointmentColumns>, Pg>>;
type Condition = Box<dyn BoxableExpression<appointments::table, Pg, SqlType = Bool>>;

impl ListQuery<'_> {
    /// The whole list, for counting.
    pub(super) fn all(&self) -> Boxed {
        self.undivided(&Branch { pinned: self.most_selective(), owner: None, parameters: Parameters::Bound })
    }

    /// The list as one query, for all statuses of the filter.
    fn undivided(&self, branch: &Branch) -> Boxed {
        let query = self.of_any_status(branch);
        match &self.filter.statuses {
            Some(_) => query.filter(statuses::any(self.statuses(branch.parameters))),
            None => query,
        }
    }

    fn of_any_status(&self, branch: &Branch) -> Boxed {
        let Branch { pinned, owner: single, parameters } = *branch;
        let filter = self.filter;
        let mut query = appointments::table.into_boxed();
        if let Some(from) = filter.starts_from {
            query = query.filter(appointments::starts_at.ge(TimestampExpr(from, parameters)));
        }
        if let Some(until) = filter.starts_until {
            query = query.filter(appointments::starts_at.lt(TimestampExpr(until, parameters)));
        }
        if let Some(from) = filter.updated_from {
            query = query.filter(appointments::updated_at.ge(TimestampExpr(from, parameters)));
        }
        if let Some(until) = filter.updated_until {
            query = query.filter(appointments::updated_at.lt(TimestampExpr(until, parameters)));
        }
        if let Some(number) = &filter.nhs_number {
            // PostgreSQL evaluates the array once, before it reads the list.
            let patient = patients::table
                .filter(patients::nhs_number.eq(number.clone()))
                .filter(filter.scope.holds("patients.id"))
                .select(patients::id);
            query = query.filter(appointments::patient_id.eq_any(array::<sql_types::Uuid, _>(patient)));
        }
        for (parent, owner) in self.owners() {
            let is_pinned = pinned == Some(parent);
            let owner = match (owner, single) {
                (OwnerFilter::AnyOf(_), Some(id)) if is_pinned => OwnerFilter::One(id),
                (owner, _) => owner,
            };
            query = query.filter(OwnerCondition { column: parent.column(), owner, is_pinned, parameters });
        }
        query
    }
}
