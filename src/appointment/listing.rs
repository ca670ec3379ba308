//! Which appointments a list holds, and how they are asked for so that an index answers, whatever the list.
//!
//! The narrowest of those whose appointments they are is pinned, and each status is a branch: see [`Merged`]. Whatever the status,
//! a patient's appointments and everybody's by start need no branches. What the start has to be for an appointment to have ended,
//! or not, is said as well, for the start is in every index and the end in none. `tests/api/plans.rs` reads the plans. A list of
//! two of clinician, department and organisation is read by the index of one: where they have next to nothing in common, all of a
//! clinician's appointments are visited.

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

/// Which appointments are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Whose appointments there are, for whoever asks: nobody's, unless it is said.
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
    /// With one of these.
    pub clinician_ids: Option<BTreeSet<ClinicianId>>,
    pub department_ids: Option<BTreeSet<DepartmentId>>,
    pub organisation_ids: Option<BTreeSet<OrganisationId>>,
}

/// Whose appointments are listed, for many at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Parent {
    Patient,
    Clinician,
    Department,
    Organisation,
}

/// A list as the database is asked for it.
pub(super) struct ListQuery<'a> {
    pub(super) filter: &'a Filter,
    /// Beneath whom the list stands, in a lateral statement.
    pub(super) beneath: Option<Parent>,
    pub(super) now: DateTime<Utc>,
}

/// A part of a list that one index answers.
#[derive(Clone, Copy)]
struct Branch {
    /// The owner by whose index it is read.
    pinned: Option<Parent>,
    /// Which one, where the list is of several.
    owner: Option<Uuid>,
    parameters: Parameters,
}

/// Everything that the start of an appointment tells of its end, for appointments last so long.
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
    /// All of the list, to be counted.
    pub(super) fn all(&self) -> Boxed {
        self.undivided(&Branch { pinned: self.narrowest(), owner: None, parameters: Parameters::Bound })
    }

    /// A page of the list.
    pub(super) fn page(&self, page_request: &PageRequest) -> UnionAllPage<BoxedRows> {
        let parameters = self.parameters(page_request);
        let is_by = |order| page_request.sort.column == Appointment::column(order).0;
        let pinned = self.narrowest().filter(|owner| !is_by(OrderField::UpdatedAt) || self.is_small(*owner));
        let owners = pinned.and_then(|parent| self.ids(parent)).unwrap_or_default();
        let is_of_several = owners.len() > 1;
        let branch = |owner| Branch { pinned, owner, parameters };
        let branches = match pinned {
            // The few appointments of a patient are indexed without their status, and so are everybody's by their starts.
            Some(Parent::Patient) => vec![self.undivided(&branch(None))],
            _ if is_by(OrderField::UpdatedAt) => vec![self.undivided(&branch(None))],
            None if self.filter.statuses.is_none() && is_by(OrderField::StartsAt) => {
                vec![self.undivided(&branch(None)).filter(OfAnyStatus)]
            }
            Some(Parent::Clinician | Parent::Department | Parent::Organisation) | None => {
                let owners: Vec<_> =
                    if owners.is_empty() { vec![None] } else { owners.into_iter().map(Some).collect() };
                let of = |owner| {
                    let statuses = self.statuses(parameters).into_iter();
                    statuses.map(move |status| self.of_any_status(&branch(owner)).filter(status))
                };
                owners.into_iter().flat_map(of).collect()
            }
        };
        let branches =
            branches.into_iter().map(|branch| branch.select(Loaded::<AppointmentColumns>::as_select()));
        let merged = UnionAllPage::new(page_request, pinned.map(Parent::column), parameters, branches);
        if is_of_several { merged.across(page_request) } else { merged }
    }

    /// Of those whose appointments they have to be, who is likely to have the fewest.
    fn narrowest(&self) -> Option<Parent> {
        let owners = self.owners();
        let is_given = |parent: &Parent| {
            let is_by_number = *parent == Parent::Patient && self.filter.nhs_number.is_some();
            is_by_number || owners.iter().any(|(owner, _)| owner == parent)
        };
        [Parent::Patient, Parent::Clinician, Parent::Department, Parent::Organisation]
            .into_iter()
            .find(is_given)
    }

    /// Whether all that the owner ever had is quickly sorted: no index has it in the order of changes.
    fn is_small(&self, owner: Parent) -> bool {
        match owner {
            Parent::Patient => true,
            Parent::Clinician => self.ids(Parent::Clinician).is_none_or(|ids| ids.len() == 1),
            Parent::Department | Parent::Organisation => false,
        }
    }

    /// The identifiers of a list in the filter.
    fn ids(&self, parent: Parent) -> Option<Vec<Uuid>> {
        let Filter { clinician_ids, department_ids, organisation_ids, .. } = self.filter;
        match parent {
            Parent::Patient => None,
            Parent::Clinician => clinician_ids.as_ref().map(|ids| uuids(ids, |id| id.0)),
            Parent::Department => department_ids.as_ref().map(|ids| uuids(ids, |id| id.0)),
            Parent::Organisation => organisation_ids.as_ref().map(|ids| uuids(ids, |id| id.0)),
        }
    }

    /// Whose appointments they have to be, all at once. Where one patient is reached, that is one more whose they are: a
    /// list of somebody else's is read in the same way, and is empty.
    fn owners(&self) -> Vec<(Parent, OwnerFilter)> {
        let filter = self.filter;
        let one = |parent, id: Option<Uuid>| id.map(|id| (parent, OwnerFilter::One(id)));
        let some = |parent| Some((parent, any_of(self.ids(parent)?)));
        let owners = [
            one(Parent::Patient, filter.patient_id.map(|id| id.0)),
            some(Parent::Clinician),
            some(Parent::Department),
            some(Parent::Organisation),
            self.beneath.map(|parent| (parent, OwnerFilter::Parent)),
            Some((Parent::Patient, filter.scope.owner())),
        ];
        owners.into_iter().flatten().filter(|(_, owner)| *owner != OwnerFilter::Any).collect()
    }

    /// What the planner is told of the range of starts. In the order of starts, any range is read from its end. In that of
    /// booking, a short one is best sorted, and in a long one the first to be booked are soon found; but a patient's are few,
    /// and sorted in any case. A range of changes is short where somebody asks what is new, and long where not.
    fn parameters(&self, page_request: &PageRequest) -> Parameters {
        let by_booking = Appointment::column(OrderField::CreatedAt).0;
        let filter = self.filter;
        let is_bounded = filter.starts_from.is_some() || filter.starts_until.is_some();
        let is_since = filter.updated_from.is_some() || filter.updated_until.is_some();
        let is_long = self.narrowest() != Some(Parent::Patient);
        if is_long && (is_since || is_bounded && page_request.sort.column == by_booking) {
            Parameters::Inlined
        } else {
            Parameters::Bound
        }
    }

    /// The list in one piece, whatever the statuses.
    fn undivided(&self, branch: &Branch) -> Boxed {
        let query = self.of_any_status(branch);
        match &self.filter.statuses {
            Some(_) => query.filter(any(self.statuses(branch.parameters))),
            None => query,
        }
    }

    fn of_any_status(&self, branch: &Branch) -> Boxed {
        let Branch { pinned, owner: only, parameters } = *branch;
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
            // An array is read once, before the list is.
            let patient = patients::table
                .filter(patients::nhs_number.eq(number.clone()))
                .filter(filter.scope.holds("patients.id"))
                .select(patients::id);
            query = query.filter(appointments::patient_id.eq_any(array::<sql_types::Uuid, _>(patient)));
        }
        for (parent, owner) in self.owners() {
            let is_pinned = pinned == Some(parent);
            let owner = match (owner, only) {
                (OwnerFilter::AnyOf(_), Some(id)) if is_pinned => OwnerFilter::One(id),
                (owner, _) => owner,
            };
            query = query.filter(OwnerCondition { column: parent.column(), owner, is_pinned, parameters });
        }
        query
    }

    /// What [`Status::kind`](super::Status::kind) says, in SQL: a condition for each status on record.
    fn statuses(&self, parameters: Parameters) -> Vec<Condition> {
        // How many have ended, no plan is to know: see `Foresight`.
        let moment = |instant| TimestampExpr(instant, Parameters::Bound);
        let (ends_at, starts_at) = (appointments::ends_at, appointments::starts_at);
        let now = self.now;
        let is_wanted = |kind| self.filter.statuses.as_ref().is_none_or(|kinds| kinds.contains(&kind));
        let is = |status| StatusIs(status, parameters);
        let active: Option<Condition> = match (is_wanted(StatusKind::Active), is_wanted(StatusKind::Missed)) {
            (true, true) => Some(Box::new(is(ACTIVE))),
            (true, false) => {
                let has_not_ended = ends_at.gt(moment(now)).and(starts_at.gt(moment(now - LONGEST)));
                Some(Box::new(is(ACTIVE).and(has_not_ended)))
            }
            (false, true) => {
                let has_ended = ends_at.le(moment(now)).and(starts_at.le(moment(now - SHORTEST)));
                Some(Box::new(is(ACTIVE).and(has_ended)))
            }
            (false, false) => None,
        };
        let attended = is_wanted(StatusKind::Attended).then(|| -> Condition { Box::new(is(ATTENDED)) });
        let cancelled = is_wanted(StatusKind::Cancelled).then(|| -> Condition { Box::new(is(CANCELLED)) });
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

/// A status as it is on record.
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

/// That the status is one of all that there are, by which an index of all appointments is known to the planner.
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
