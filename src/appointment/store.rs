//! Every query about appointments.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods, BoxableExpression, ExpressionMethods, IntoSql, NullableExpressionMethods,
    OptionalExtension, QueryDsl, QueryResult, QueryableByName, SelectableHelper, dsl::sql,
    helper_types::IntoBoxed, pg::Pg, result::Error, sql_query, sql_types,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures_util::{Stream, StreamExt};
use uuid::Uuid;

use super::{
    Appointment, AppointmentId, Slot, StatusKind,
    row::{ACTIVE, ATTENDED, CANCELLED, Row},
};
use crate::{
    clinician::ClinicianId,
    database::{
        Lateral, Slice, Window,
        schema::{appointments, clinicians, departments, patients},
    },
    department::DepartmentId,
    organisation::OrganisationId,
    patient::{NhsNumber, PatientId},
    value::Name,
};

/// Which appointments are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    pub starts_from: Option<DateTime<Utc>>,
    /// Exclusive.
    pub starts_until: Option<DateTime<Utc>>,
    pub statuses: Option<BTreeSet<StatusKind>>,
    pub patient_id: Option<PatientId>,
    pub nhs_number: Option<NhsNumber>,
    pub clinician_id: Option<ClinicianId>,
    pub department_id: Option<DepartmentId>,
    pub organisation_id: Option<OrganisationId>,
}

/// Whose appointments are listed, for many at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Parent {
    Patient,
    Clinician,
    Department,
    Organisation,
}

/// An appointment with those who take part in it, by the names that people know.
#[derive(Debug, Clone)]
pub struct Told {
    pub appointment: Appointment,
    pub patient: NhsNumber,
    pub clinician: Name,
    pub department: Name,
}

#[derive(QueryableByName)]
struct Namesake {
    #[diesel(sql_type = sql_types::Uuid)]
    clinician_id: ClinicianId,
}

type Boxed = IntoBoxed<'static, appointments::table, Pg>;
type Condition = Box<dyn BoxableExpression<appointments::table, Pg, SqlType = sql_types::Bool>>;

fn matching(filter: &Filter, now: DateTime<Utc>) -> Boxed {
    let mut query = appointments::table.into_boxed();
    if let Some(from) = filter.starts_from {
        query = query.filter(appointments::starts_at.ge(from));
    }
    if let Some(until) = filter.starts_until {
        query = query.filter(appointments::starts_at.lt(until));
    }
    if let Some(statuses) = &filter.statuses {
        query = query.filter(any_status(statuses, now));
    }
    if let Some(id) = filter.patient_id {
        query = query.filter(appointments::patient_id.eq(id));
    }
    if let Some(number) = &filter.nhs_number {
        let patient = patients::table.filter(patients::nhs_number.eq(number.clone())).select(patients::id);
        query = query.filter(appointments::patient_id.eq_any(patient));
    }
    if let Some(id) = filter.clinician_id {
        query = query.filter(appointments::clinician_id.eq(id));
    }
    if let Some(id) = filter.department_id {
        query = query.filter(appointments::department_id.eq(id));
    }
    if let Some(id) = filter.organisation_id {
        query = query.filter(appointments::organisation_id.eq(id));
    }
    query
}

/// What [`Status::kind`](super::Status::kind) says, in SQL.
fn any_status(kinds: &BTreeSet<StatusKind>, now: DateTime<Utc>) -> Condition {
    let is = |status: &'static str| appointments::status.eq(status);
    let condition = |kind: &StatusKind| -> Condition {
        match kind {
            StatusKind::Active => Box::new(is(ACTIVE).and(appointments::ends_at.gt(now))),
            StatusKind::Missed => Box::new(is(ACTIVE).and(appointments::ends_at.le(now))),
            StatusKind::Attended => Box::new(is(ATTENDED)),
            StatusKind::Cancelled => Box::new(is(CANCELLED)),
        }
    };
    kinds
        .iter()
        .map(condition)
        .reduce(|one, other| Box::new(one.or(other)))
        .unwrap_or_else(|| Box::new(false.into_sql::<sql_types::Bool>()))
}

/// The appointments of the parent at hand in a lateral statement.
fn of_parent(parent: Parent, filter: &Filter, now: DateTime<Utc>) -> Boxed {
    let (query, id) = (matching(filter, now), sql::<sql_types::Uuid>(Lateral::PARENT));
    match parent {
        Parent::Patient => query.filter(appointments::patient_id.eq(id)),
        Parent::Clinician => query.filter(appointments::clinician_id.eq(id)),
        Parent::Department => query.filter(appointments::department_id.eq(id)),
        Parent::Organisation => query.filter(appointments::organisation_id.eq(id.nullable())),
    }
}

pub async fn list(
    connection: &AsyncPgConnection,
    filter: &Filter,
    window: &Window,
    now: DateTime<Utc>,
) -> QueryResult<Slice<Appointment>> {
    let query = window.apply(matching(filter, now)).select(Row::as_select());
    let rows: Vec<Row> = query.load(&mut &*connection).await?;
    Ok(window.slice(rows.into_iter().map(possible).collect::<QueryResult<_>>()?))
}

pub async fn count(connection: &AsyncPgConnection, filter: &Filter, now: DateTime<Utc>) -> QueryResult<i64> {
    matching(filter, now).count().get_result(&mut &*connection).await
}

/// The same page of the appointments of each parent.
pub async fn list_of(
    connection: &AsyncPgConnection,
    parent: Parent,
    parents: Vec<Uuid>,
    filter: &Filter,
    window: &Window,
    now: DateTime<Utc>,
) -> QueryResult<HashMap<Uuid, Slice<Appointment>>> {
    let page = window.apply(of_parent(parent, filter, now)).select(Row::as_select());
    let rows: Vec<(Uuid, Row)> = Lateral::new(parents, page).load(&mut &*connection).await?;
    let rows = rows.into_iter().map(|(parent, row)| Ok((parent, possible(row)?)));
    Ok(window.slices(rows.collect::<QueryResult<_>>()?))
}

pub async fn count_of(
    connection: &AsyncPgConnection,
    parent: Parent,
    parents: Vec<Uuid>,
    filter: &Filter,
    now: DateTime<Utc>,
) -> QueryResult<HashMap<Uuid, i64>> {
    let counts = of_parent(parent, filter, now).count();
    let counts: Vec<(Uuid, i64)> = Lateral::new(parents, counts).load(&mut &*connection).await?;
    Ok(counts.into_iter().collect())
}

pub async fn by_ids(
    connection: &AsyncPgConnection,
    ids: Vec<AppointmentId>,
) -> QueryResult<HashMap<AppointmentId, Appointment>> {
    let query = appointments::table.filter(appointments::id.eq_any(ids)).select(Row::as_select());
    let rows: Vec<Row> = query.load(&mut &*connection).await?;
    rows.into_iter().map(|row| possible(row).map(|found| (found.id, found))).collect()
}

/// Clinicians whose name alone does not tell whom an appointment in one of their departments is with.
pub async fn namesakes(connection: &AsyncPgConnection) -> QueryResult<HashSet<ClinicianId>> {
    let found: Vec<Namesake> = sql_query(include_str!("namesakes.sql")).load(&mut &*connection).await?;
    Ok(found.into_iter().map(|namesake| namesake.clinician_id).collect())
}

/// Every appointment in the order of time, one by one.
pub async fn all_in_order(
    connection: &mut AsyncPgConnection,
) -> QueryResult<impl Stream<Item = QueryResult<Told>>> {
    let all = appointments::table
        .inner_join(patients::table)
        .inner_join(clinicians::table)
        .inner_join(departments::table)
        .order((appointments::starts_at, appointments::id))
        .select((Row::as_select(), patients::nhs_number, clinicians::name, departments::name));
    let rows = all.load_stream::<(Row, NhsNumber, Name, Name)>(connection).await?;
    Ok(rows.map(|row| {
        let (row, patient, clinician, department) = row?;
        Ok(Told { appointment: possible(row)?, patient, clinician, department })
    }))
}

/// The appointment, which no other transaction can change until this one ends.
pub async fn lock(connection: &AsyncPgConnection, id: AppointmentId) -> QueryResult<Option<Appointment>> {
    let query = appointments::table.find(id).select(Row::as_select()).for_update();
    query.get_result(&mut &*connection).await.optional()?.map(possible).transpose()
}

/// Writes new appointments and tells which were written: the others exist, or would overlap one that does.
///
/// `ON CONFLICT` cannot deadlock, as two exclusion constraints on a plain `INSERT` do under load.
pub async fn insert(
    connection: &mut AsyncPgConnection,
    new: &[Appointment],
) -> QueryResult<Vec<AppointmentId>> {
    let rows: Vec<Row> = new.iter().map(Row::from).collect();
    diesel::insert_into(appointments::table)
        .values(rows)
        .on_conflict_do_nothing()
        .returning(appointments::id)
        .get_results(connection)
        .await
}

pub async fn save(connection: &mut AsyncPgConnection, appointment: &Appointment) -> QueryResult<()> {
    let row = Row::from(appointment);
    diesel::update(appointments::table.find(appointment.id)).set(row).execute(connection).await?;
    Ok(())
}

/// Whose appointments stand in the way of one at this time, other than that one itself.
pub async fn in_the_way(
    connection: &AsyncPgConnection,
    wanted: &Appointment,
) -> QueryResult<Vec<(ClinicianId, PatientId)>> {
    let Slot { starts_at, ends_at } = wanted.slot;
    appointments::table
        .filter(
            appointments::clinician_id
                .eq(wanted.clinician_id)
                .or(appointments::patient_id.eq(wanted.patient_id)),
        )
        .filter(appointments::starts_at.lt(ends_at).and(appointments::ends_at.gt(starts_at)))
        .filter(appointments::status.ne(CANCELLED).and(appointments::id.ne(wanted.id)))
        .select((appointments::clinician_id, appointments::patient_id))
        .load(&mut &*connection)
        .await
}

fn possible(row: Row) -> QueryResult<Appointment> {
    row.try_into().map_err(Error::DeserializationError)
}
