//! Every query about patients. Whatever finds some for somebody takes the reach of whoever asks. The others are about a
//! patient who has been found, or tell all there are, to a file.

mod answers;
mod filed;
mod identified;
mod search;
mod search_page;
mod search_patterns;

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, SelectableHelper,
    dsl::{exists, select},
    helper_types::IntoBoxed,
    pg::Pg,
    query_builder::{AstPass, QueryFragment},
    sql_types::Bool,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures_util::Stream;

use super::{Identifier, Listing, NhsNumber, Order, Patient, PatientId, PatientScope, Search};
use crate::{
    database::{
        Loaded, Page, PageRequest, read_page,
        schema::{appointments, patients},
        sql_fragment,
    },
    value::{Postcode, ValueError, has_outward, london_midnight},
};

/// Which patients are listed: those who satisfy all that is given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Nobody, unless somebody says who asks.
    pub scope: PatientScope,
    pub search: Option<Search>,
    /// What was typed into the search box besides names.
    pub identifiers: Vec<Identifier>,
    pub nhs_number: Option<NhsNumber>,
    pub postcode: Option<PostcodeFilter>,
    pub date_of_birth: Option<NaiveDate>,
}

/// A whole postcode, or the part before the space.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PostcodeFilter {
    Whole(Postcode),
    Outward(OutwardCode),
}

/// The part of a postcode before the space: letters and digits.
///
/// As a condition, that a postcode begins with it. It stands in the statement, which is planned for it: an index is of use for
/// patterns only where their beginning is known, and some codes are those of many patients.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OutwardCode(String);

impl OutwardCode {
    fn parse(raw: &str) -> Option<Self> {
        let code = raw.trim().to_ascii_uppercase();
        has_outward(&code).then_some(Self(code))
    }
}

impl QueryFragment<Pg> for OutwardCode {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let Self(code) = self;
        out.unsafe_to_cache_prepared();
        out.push_sql(&format!("patients.postcode LIKE '{code} %'"));
        Ok(())
    }
}

sql_fragment!(OutwardCode, Bool);

impl PostcodeFilter {
    /// Takes a whole postcode, or an outward code on its own.
    pub fn parse(raw: &str) -> Result<Self, ValueError> {
        OutwardCode::parse(raw).map_or_else(|| raw.parse().map(Self::Whole), |code| Ok(Self::Outward(code)))
    }
}

impl Filter {
    /// Whether few can match, whatever their names.
    fn is_of_few(&self) -> bool {
        let whole_postcode = matches!(self.postcode, Some(PostcodeFilter::Whole(_)));
        let is_of_one_at_most = self.scope != PatientScope::Everyone || self.nhs_number.is_some();
        is_of_one_at_most || !self.identifiers.is_empty() || self.date_of_birth.is_some() || whole_postcode
    }
}

/// The column that tells whose record it is.
const ID: &str = "patients.id";

/// Those who match in all but their names.
fn matching(filter: &Filter) -> IntoBoxed<'static, patients::table, Pg> {
    let mut query = patients::table.filter(filter.scope.holds(ID)).into_boxed();
    if let Some(nhs_number) = &filter.nhs_number {
        query = query.filter(patients::nhs_number.eq(nhs_number.clone()));
    }
    query = match &filter.postcode {
        Some(PostcodeFilter::Whole(postcode)) => query.filter(patients::postcode.eq(postcode.clone())),
        Some(PostcodeFilter::Outward(code)) => query.filter(code.clone()),
        None => query,
    };
    if let Some(date) = filter.date_of_birth {
        query = query.filter(patients::date_of_birth.eq(date));
    }
    filter.identifiers.iter().fold(query, identified::having)
}

/// A page of patients, and their number if the window is counted. A search takes several statements: if it is counted,
/// the caller gives them one snapshot.
pub async fn list(
    connection: &AsyncPgConnection,
    filter: &Filter,
    order: Order,
    page_request: &PageRequest,
) -> QueryResult<Page<Loaded<Listing>>> {
    if let Some(search) = &filter.search {
        return search::list(connection, search, filter, order, page_request).await;
    }
    let page = page_request.apply(matching(filter)).select(Loaded::<Patient>::as_select());
    let found = read_page!(page_request, connection, page, matching(filter).count());
    Ok(found.map(|patient| patient.map(Listing::from)))
}

/// The number of all patients.
pub async fn count(connection: &AsyncPgConnection) -> QueryResult<i64> {
    patients::table.count().get_result(&mut &*connection).await
}

pub async fn by_ids(
    connection: &AsyncPgConnection,
    scope: PatientScope,
    ids: Vec<PatientId>,
) -> QueryResult<HashMap<PatientId, Loaded<Patient>>> {
    let query = patients::table.filter(patients::id.eq_any(ids)).filter(scope.holds(ID));
    let query = query.select((patients::id, Loaded::<Patient>::as_select()));
    Ok(query.load(&mut &*connection).await?.into_iter().collect())
}

pub async fn find_by_nhs_number(
    connection: &AsyncPgConnection,
    scope: PatientScope,
    number: &NhsNumber,
) -> QueryResult<Option<Patient>> {
    let query = patients::table.filter(patients::nhs_number.eq(number)).filter(scope.holds(ID));
    let query = query.select(Loaded::<Patient>::as_select());
    Loaded::only(query.get_result(&mut &*connection).await)
}

/// Every patient in the order of NHS numbers, one by one, whoever asks.
pub async fn all_in_order(
    connection: &mut AsyncPgConnection,
) -> QueryResult<impl Stream<Item = QueryResult<Loaded<Patient>>>> {
    patients::table
        .order(patients::nhs_number)
        .select(Loaded::<Patient>::as_select())
        .load_stream(connection)
        .await
}

/// The record, which no other transaction can change until this one ends.
pub async fn lock(
    connection: &AsyncPgConnection,
    scope: PatientScope,
    id: PatientId,
) -> QueryResult<Option<Patient>> {
    let query = patients::table.find(id).filter(scope.holds(ID)).select(Loaded::<Patient>::as_select());
    Loaded::only(query.for_update().get_result(&mut &*connection).await)
}

/// Takes `FOR NO KEY UPDATE` on a patient who may be gone: blocks others who move or count the patient's appointments, not
/// foreign-key checks.
pub async fn reserve(connection: &AsyncPgConnection, id: PatientId) -> QueryResult<()> {
    let query = patients::table.find(id).select(patients::id).for_no_key_update();
    query.get_result::<PatientId>(&mut &*connection).await.optional()?;
    Ok(())
}

/// Writes new patients and tells which were written: the others' NHS numbers are taken.
pub async fn insert_new(
    connection: &mut AsyncPgConnection,
    patients: &[Patient],
) -> QueryResult<Vec<PatientId>> {
    diesel::insert_into(patients::table)
        .values(patients)
        .on_conflict_do_nothing()
        .returning(patients::id)
        .get_results(connection)
        .await
}

pub async fn save(connection: &mut AsyncPgConnection, patient: &Patient) -> QueryResult<()> {
    diesel::update(patients::table.find(patient.id)).set(patient).execute(connection).await?;
    Ok(())
}

pub async fn delete(connection: &mut AsyncPgConnection, id: PatientId) -> QueryResult<()> {
    diesel::delete(patients::table.find(id)).execute(connection).await?;
    Ok(())
}

pub async fn count_appointments(connection: &AsyncPgConnection, id: PatientId) -> QueryResult<i64> {
    appointments::table.filter(appointments::patient_id.eq(id)).count().get_result(&mut &*connection).await
}

/// Whether the patient has an appointment that begins before this day in London.
pub async fn has_appointment_before(
    connection: &AsyncPgConnection,
    id: PatientId,
    day: NaiveDate,
) -> QueryResult<bool> {
    let earlier = appointments::table
        .filter(appointments::patient_id.eq(id))
        .filter(appointments::starts_at.lt(london_midnight(day)));
    select(exists(earlier)).get_result(&mut &*connection).await
}
