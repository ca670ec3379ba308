//! Every query about clinicians and their posts.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::{
    BoolExpressionMethods, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, SelectableHelper,
    dsl::{exists, sql},
    helper_types::IntoBoxed,
    pg::Pg,
    sql_types,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::{Clinician, ClinicianId, Post};
use crate::{
    database::{
        Lateral, Loaded, NameContains, Page, PageRequest, SearchTerms, filter_terms, read_page, read_page_of,
        schema::{appointments, clinician_posts, clinicians},
    },
    department::DepartmentId,
    organisation::OrganisationId,
};

/// Which clinicians are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// A fragment of the name as people type it, or several with commas between.
    pub name: Option<String>,
    pub department_id: Option<DepartmentId>,
    /// Those who hold a post there on that day.
    pub working_at: Option<(OrganisationId, NaiveDate)>,
}

/// Whose clinicians are listed, for many at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Parent {
    Department,
    /// Those who hold a post there on that day.
    Organisation(NaiveDate),
}

fn matching(filter: &Filter, terms: Option<&SearchTerms>) -> IntoBoxed<'static, clinicians::table, Pg> {
    let mut query = clinicians::table.into_boxed();
    if let Some(terms) = terms {
        query = query.filter(NameContains::new("clinicians.search_text", terms));
    }
    if let Some(id) = filter.department_id {
        query = query.filter(clinicians::department_id.eq(id));
    }
    if let Some((id, day)) = filter.working_at {
        query = query.filter(exists(posts_on(day).filter(clinician_posts::organisation_id.eq(id))));
    }
    query
}

/// The clinicians of the parent at hand in a lateral statement.
fn of_parent(
    parent: Parent,
    filter: &Filter,
    terms: Option<&SearchTerms>,
) -> IntoBoxed<'static, clinicians::table, Pg> {
    let matching = matching(filter, terms);
    let id = sql::<sql_types::Uuid>(Lateral::PARENT);
    match parent {
        Parent::Department => matching.filter(clinicians::department_id.eq(id)),
        Parent::Organisation(day) => {
            matching.filter(exists(posts_on(day).filter(clinician_posts::organisation_id.eq(id))))
        }
    }
}

/// The posts that the clinician at hand holds on a day.
#[diesel::dsl::auto_type]
fn posts_on(day: NaiveDate) -> _ {
    clinician_posts::table
        .filter(clinician_posts::clinician_id.eq(clinicians::id))
        .filter(clinician_posts::starts_on.le(day))
        .filter(clinician_posts::ends_on.is_null().or(clinician_posts::ends_on.ge(day)))
}

pub async fn list(
    connection: &AsyncPgConnection,
    filter: &Filter,
    page_request: &PageRequest,
) -> QueryResult<Page<Loaded<Clinician>>> {
    let terms = filter_terms(connection, filter.name.as_deref()).await?;
    let matching = || matching(filter, terms.as_ref());
    let page = page_request.apply(matching()).select(Loaded::<Clinician>::as_select());
    Ok(read_page!(page_request, connection, page, matching().count()))
}

pub async fn count(connection: &AsyncPgConnection, filter: &Filter) -> QueryResult<i64> {
    let terms = filter_terms(connection, filter.name.as_deref()).await?;
    matching(filter, terms.as_ref()).count().get_result(&mut &*connection).await
}

/// The same page of the clinicians of each parent.
pub async fn list_of(
    connection: &AsyncPgConnection,
    parent: Parent,
    parents: Vec<Uuid>,
    filter: &Filter,
    page_request: &PageRequest,
) -> QueryResult<HashMap<Uuid, Page<Loaded<Clinician>>>> {
    let terms = filter_terms(connection, filter.name.as_deref()).await?;
    let of_parent = || of_parent(parent, filter, terms.as_ref());
    let page = page_request.apply(of_parent()).select(Loaded::<Clinician>::as_select());
    Ok(read_page_of!(page_request, connection, parents, page, of_parent().count()))
}

pub async fn all(connection: &AsyncPgConnection) -> QueryResult<Vec<Loaded<Clinician>>> {
    clinicians::table.select(Loaded::<Clinician>::as_select()).load(&mut &*connection).await
}

pub async fn by_ids(
    connection: &AsyncPgConnection,
    ids: Vec<ClinicianId>,
) -> QueryResult<HashMap<ClinicianId, Loaded<Clinician>>> {
    let query = clinicians::table
        .filter(clinicians::id.eq_any(ids))
        .select((clinicians::id, Loaded::<Clinician>::as_select()));
    Ok(query.load(&mut &*connection).await?.into_iter().collect())
}

/// The posts of each clinician, in the order of their beginning. They are unreadable if one of them is.
pub async fn posts_of(
    connection: &AsyncPgConnection,
    ids: Vec<ClinicianId>,
) -> QueryResult<HashMap<ClinicianId, Loaded<Vec<Post>>>> {
    let posts: Vec<(ClinicianId, Loaded<Post>)> = clinician_posts::table
        .filter(clinician_posts::clinician_id.eq_any(ids))
        .order((clinician_posts::starts_on, clinician_posts::id))
        .select((clinician_posts::clinician_id, Loaded::<Post>::as_select()))
        .load(&mut &*connection)
        .await?;
    let mut by_clinician: HashMap<_, Loaded<Vec<_>>> = HashMap::new();
    for (clinician_id, post) in posts {
        by_clinician.entry(clinician_id).or_insert(Loaded::Readable(Vec::new())).push(post);
    }
    Ok(by_clinician)
}

/// The clinician, whom no other transaction can change until this one ends.
pub async fn lock(connection: &AsyncPgConnection, id: ClinicianId) -> QueryResult<Option<Clinician>> {
    let query = clinicians::table.find(id).select(Loaded::<Clinician>::as_select()).for_update();
    Loaded::only(query.get_result(&mut &*connection).await)
}

/// Makes others who move appointments of this clinician wait, but nobody who refers to it.
///
/// A clinician who was removed a moment ago is no fault here: what refers to one is refused when it is written.
pub async fn reserve(connection: &AsyncPgConnection, id: ClinicianId) -> QueryResult<()> {
    let query = clinicians::table.find(id).select(clinicians::id).for_no_key_update();
    query.get_result::<ClinicianId>(&mut &*connection).await.optional()?;
    Ok(())
}

pub async fn insert(connection: &mut AsyncPgConnection, clinician: &Clinician) -> QueryResult<()> {
    diesel::insert_into(clinicians::table).values(clinician).execute(connection).await?;
    Ok(())
}

pub async fn save(connection: &mut AsyncPgConnection, clinician: &Clinician) -> QueryResult<()> {
    diesel::update(clinicians::table.find(clinician.id)).set(clinician).execute(connection).await?;
    Ok(())
}

pub async fn replace_posts(
    connection: &mut AsyncPgConnection,
    id: ClinicianId,
    posts: &[Post],
) -> QueryResult<()> {
    let former = clinician_posts::table.filter(clinician_posts::clinician_id.eq(id));
    diesel::delete(former).execute(connection).await?;
    diesel::insert_into(clinician_posts::table).values(posts).execute(connection).await?;
    Ok(())
}

pub async fn delete(connection: &mut AsyncPgConnection, id: ClinicianId) -> QueryResult<()> {
    diesel::delete(clinicians::table.find(id)).execute(connection).await?;
    Ok(())
}

pub async fn count_appointments(connection: &AsyncPgConnection, id: ClinicianId) -> QueryResult<i64> {
    appointments::table.filter(appointments::clinician_id.eq(id)).count().get_result(&mut &*connection).await
}
