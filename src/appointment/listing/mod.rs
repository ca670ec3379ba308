//! Appointment lists: filters, and queries that an index can answer for every filter.
//!
//! - The most selective owner filter is pinned, and each status is a branch: see [`UnionAllPage`].
//! - A patient's appointments need no branches by status, and neither do all appointments in the order of
//!   their starts.
//! - Conditions on the end are repeated as conditions on the start, because every index contains the start
//!   and none contains the end.
//! - A list filtered by two of clinician, department and organisation uses the index of one. If the two have
//!   few appointments in common, all of the clinician's are visited.
//!
//! `tests/api/plans.rs` checks the query plans.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{
    BoolExpressionMethods, BoxableExpression, ExpressionMethods, IntoSql, QueryDsl, QueryResult,
    SelectableHelper,
    dsl::{AsSelect, array},
    helper_types::{IntoBoxed, Select},
    pg::Pg,
    query_builder::{AstPass, QueryFragment},
    sql_types::{self, Bool},
};
use uuid::Uuid;

use super::{
    Appointment, OrderField, Slot, StatusKind,
    row::{ACTIVE, ATTENDED, AppointmentColumns, CANCELLED},
};
use crate::{
    clinician::ClinicianId,
    database::{
        Listed, Loaded, OwnerCondition, OwnerFilter, PageRequest, Parameters, TimestampExpr, UnionAllPage,
        schema::{appointments, patients},
        sql_fragment,
    },
    department::DepartmentId,
    organisation::OrganisationId,
    patient::{NhsNumber, PatientId, PatientScope},
};

/// The conditions of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// The caller's patient scope. The default selects no appointments.
    pub scope: PatientScope,
    pub starts_from: Option<DateTime<Utc>>,
    /// Exclusive.
    pub starts_until: Option<DateTime<Utc>>,
    pub updated_from: Option<DateTime<Utc>>,
    /// Exclusive.
    pub updated_until: Option<DateTime<Utc>>,
    pub statuses: Option<BTreeSet<StatusKind>>,
    pub patient_id: Option<PatientId>,
    pub nhs_number: Option<NhsNumber>,
    /// Any one of these; the same holds for the two fields below.
    pub clinician_ids: Option<BTreeSet<ClinicianId>>,
    pub department_ids: Option<BTreeSet<DepartmentId>>,
    pub organisation_ids: Option<BTreeSet<OrganisationId>>,
}

/// The kind of owner for which a batch loader reads lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Parent {
    Patient,
    Clinician,
    Department,
    Organisation,
}

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

/// The bounds of an appointment's duration. They translate conditions on the end into conditions on the
/// start.
const SHORTEST: TimeDelta = TimeDelta::minutes(Slot::MINIMUM_MINUTES);
const LONGEST: TimeDelta = TimeDelta::minutes(Slot::MAXIMUM_MINUTES);

type Boxed = IntoBoxed<'static, appointments::table, Pg>;
type BoxedRows = Select<Boxed, AsSelect<Loaded<AppointmentColumns>, Pg>>;
type Condition = Box<dyn BoxableExpression<appointments::table, Pg, SqlType = Bool>>;

impl Parent {
    fn column(self) -> &'static str {
        match self {
            Self::Patient => "appointments.patient_id",
            Self::Clinician => "appointments.clinician_id",
            Self::Department => "appointments.department_id",
            Self::Organisation => "appointments.organisation_id",
        }
    }
}

impl ListQuery<'_> {
    /// The whole list, for counting.
    pub(super) fn all(&self) -> Boxed {
        self.undivided(&Branch { pinned: self.most_selective(), owner: None, parameters: Parameters::Bound })
    }

    /// A page of the list.
    pub(super) fn page(&self, page_request: &PageRequest) -> UnionAllPage<BoxedRows> {
        let parameters = self.parameters(page_request);
        let is_by = |order| page_request.sort.column == Appointment::column(order).0;
        let pinned =
            self.most_selective().filter(|owner| !is_by(OrderField::UpdatedAt) || self.is_small(*owner));
        let owners = pinned.and_then(|parent| self.ids(parent)).unwrap_or_default();
        let has_several_owners = owners.len() > 1;
        let branch = |owner| Branch { pinned, owner, parameters };
        let branches = match pinned {
            // The index of a patient's few appointments does not contain the status, and neither does the
            // index of all appointments by start.
            Some(Parent::Patient) => vec![self.undivided(&branch(None))],
            _ if is_by(OrderField::UpdatedAt) => vec![self.undivided(&branch(None))],
            None if self.filter.statuses.is_none() && is_by(OrderField::StartsAt) => {
                vec![self.undivided(&branch(None)).filter(OfAnyStatus)]
            }
            Some(Parent::Clinician | Parent::Department | Parent::Organisation) | None => {
                let owners: Vec<_> =
                    if owners.is_empty() { vec![None] } else { owners.into_iter().map(Some).collect() };
                let branches_of = |owner| {
                    let statuses = self.statuses(parameters).into_iter();
                    statuses.map(move |status| self.of_any_status(&branch(owner)).filter(status))
                };
                owners.into_iter().flat_map(branches_of).collect()
            }
        };
        let branches =
            branches.into_iter().map(|branch| branch.select(Loaded::<AppointmentColumns>::as_select()));
        let merged = UnionAllPage::new(page_request, pinned.map(Parent::column), parameters, branches);
        if has_several_owners { merged.across(page_request) } else { merged }
    }

    /// The most selective owner filter, by kind of owner.
    fn most_selective(&self) -> Option<Parent> {
        let owners = self.owners();
        let is_filtered = |parent: &Parent| {
            let is_by_number = *parent == Parent::Patient && self.filter.nhs_number.is_some();
            is_by_number || owners.iter().any(|(owner, _)| owner == parent)
        };
        [Parent::Patient, Parent::Clinician, Parent::Department, Parent::Organisation]
            .into_iter()
            .find(is_filtered)
    }

    /// Whether all of the owner's appointments can be sorted quickly. No index of an owner has the order of
    /// changes.
    fn is_small(&self, owner: Parent) -> bool {
        match owner {
            Parent::Patient => true,
            Parent::Clinician => self.ids(Parent::Clinician).is_none_or(|ids| ids.len() == 1),
            Parent::Department | Parent::Organisation => false,
        }
    }

    /// The identifiers of a list filter.
    fn ids(&self, parent: Parent) -> Option<Vec<Uuid>> {
        let Filter { clinician_ids, department_ids, organisation_ids, .. } = self.filter;
        match parent {
            Parent::Patient => None,
            Parent::Clinician => clinician_ids.as_ref().map(|ids| uuids(ids, |id| id.0)),
            Parent::Department => department_ids.as_ref().map(|ids| uuids(ids, |id| id.0)),
            Parent::Organisation => organisation_ids.as_ref().map(|ids| uuids(ids, |id| id.0)),
        }
    }

    /// The owners that every listed appointment must have. The scope of a single patient adds that patient as
    /// an owner. A list of another patient's appointments is therefore read in the same way, and is empty.
    fn owners(&self) -> Vec<(Parent, OwnerFilter)> {
        let filter = self.filter;
        let one = |parent, id: Option<Uuid>| id.map(|id| (parent, OwnerFilter::One(id)));
        let several = |parent| Some((parent, any_of(self.ids(parent)?)));
        let owners = [
            one(Parent::Patient, filter.patient_id.map(|id| id.0)),
            several(Parent::Clinician),
            several(Parent::Department),
            several(Parent::Organisation),
            self.parent.map(|parent| (parent, OwnerFilter::Parent)),
            Some((Parent::Patient, filter.scope.owner())),
        ];
        owners.into_iter().flatten().filter(|(_, owner)| *owner != OwnerFilter::Any).collect()
    }

    /// Whether the planner sees the range of starts as inlined constants.
    ///
    /// - In the order of starts, any range is read from one end of the index.
    /// - In the order of booking, a short range is best sorted; in a long range, the first rows by booking
    ///   are found soon. A patient's appointments are few and are sorted in any case.
    /// - A range of changes is short when a client polls for news, and long otherwise.
    fn parameters(&self, page_request: &PageRequest) -> Parameters {
        let by_booking = Appointment::column(OrderField::CreatedAt).0;
        let filter = self.filter;
        let is_bounded = filter.starts_from.is_some() || filter.starts_until.is_some();
        let is_by_change = filter.updated_from.is_some() || filter.updated_until.is_some();
        let has_many_rows = self.most_selective() != Some(Parent::Patient);
        if has_many_rows && (is_by_change || is_bounded && page_request.sort.column == by_booking) {
            Parameters::Inlined
        } else {
            Parameters::Bound
        }
    }

    /// The list as one query, for all statuses of the filter.
    fn undivided(&self, branch: &Branch) -> Boxed {
        let query = self.of_any_status(branch);
        match &self.filter.statuses {
            Some(_) => query.filter(any(self.statuses(branch.parameters))),
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

    /// The rule of [`Status::kind`](super::Status::kind) in SQL: one condition for each stored status.
    fn statuses(&self, parameters: Parameters) -> Vec<Condition> {
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

fn uuids<I>(ids: &BTreeSet<I>, uuid: impl Fn(&I) -> Uuid) -> Vec<Uuid> {
    ids.iter().map(uuid).collect()
}

fn any_of(ids: Vec<Uuid>) -> OwnerFilter {
    match ids[..] {
        [] => OwnerFilter::None,
        [id] => OwnerFilter::One(id),
        _ => OwnerFilter::AnyOf(ids),
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
struct OfAnyStatus;

impl QueryFragment<Pg> for OfAnyStatus {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(&format!("appointments.status IN ('{ACTIVE}', '{ATTENDED}', '{CANCELLED}')"));
        Ok(())
    }
}

sql_fragment!(OfAnyStatus, Bool);

fn any(conditions: Vec<Condition>) -> Condition {
    let either = |one: Condition, other: Condition| -> Condition { Box::new(one.or(other)) };
    conditions.into_iter().reduce(either).unwrap_or_else(|| Box::new(false.into_sql::<Bool>()))
}
