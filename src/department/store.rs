//! Every query about departments.

use std::collections::HashMap;

use diesel::{
    ExpressionMethods, QueryDsl, QueryResult, SelectableHelper, helper_types::IntoBoxed, pg::Pg,
    sql_types::BigInt,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::{Code, Department, DepartmentId};
use crate::database::{
    Loaded, NameContains, Page, PageRequest, SearchTerms, filter_terms, read_page, schema::departments,
};

/// Which departments are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// A fragment of the name as people type it, or several with commas between.
    pub name: Option<String>,
}

fn matching(terms: Option<&SearchTerms>) -> IntoBoxed<'static, departments::table, Pg> {
    let mut query = departments::table.into_boxed();
    if let Some(terms) = terms {
        query = query.filter(NameContains::new("departments.search_text", terms));
    }
    query
}

pub async fn list(
    connection: &AsyncPgConnection,
    filter: &Filter,
    page_request: &PageRequest,
) -> QueryResult<Page<Loaded<Department>>> {
    let terms = filter_terms(connection, filter.name.as_deref()).await?;
    let matching = || matching(terms.as_ref());
    let page = page_request.apply(matching()).select(Loaded::<Department>::as_select());
    Ok(read_page!(page_request, connection, page, matching().count()))
}

pub async fn count(connection: &AsyncPgConnection, filter: &Filter) -> QueryResult<i64> {
    let terms = filter_terms(connection, filter.name.as_deref()).await?;
    matching(terms.as_ref()).count().get_result(&mut &*connection).await
}

pub async fn all(connection: &AsyncPgConnection) -> QueryResult<Vec<Loaded<Department>>> {
    departments::table.select(Loaded::<Department>::as_select()).load(&mut &*connection).await
}

pub async fn by_ids(
    connection: &AsyncPgConnection,
    ids: Vec<DepartmentId>,
) -> QueryResult<HashMap<DepartmentId, Loaded<Department>>> {
    let query = departments::table
        .filter(departments::id.eq_any(ids))
        .select((departments::id, Loaded::<Department>::as_select()));
    Ok(query.load(&mut &*connection).await?.into_iter().collect())
}

pub async fn find_by_code(connection: &AsyncPgConnection, code: &Code) -> QueryResult<Option<Department>> {
    let query =
        departments::table.filter(departments::code.eq(code)).select(Loaded::<Department>::as_select());
    Loaded::only(query.get_result(&mut &*connection).await)
}

/// The key of the advisory lock under which codes and names are compared and written: the letters DEPART.
const UNIQUE_VALUES: i64 = 0x44_45_50_41_52_54;

/// Waits until no other transaction adds a department or changes a code or name.
///
/// No index refuses names that differ only by case, white space or invisible characters, because departments on record and
/// imported ones may have such names.
pub async fn lock_unique_values(connection: &AsyncPgConnection) -> QueryResult<()> {
    let lock = diesel::sql_query("SELECT pg_advisory_xact_lock($1)").bind::<BigInt, _>(UNIQUE_VALUES);
    lock.execute(&mut &*connection).await?;
    Ok(())
}

/// The department, which no other transaction can change until this one ends.
pub async fn lock(connection: &AsyncPgConnection, id: DepartmentId) -> QueryResult<Option<Department>> {
    let query = departments::table.find(id).select(Loaded::<Department>::as_select()).for_update();
    Loaded::only(query.get_result(&mut &*connection).await)
}

pub async fn insert(connection: &mut AsyncPgConnection, department: &Department) -> QueryResult<()> {
    diesel::insert_into(departments::table).values(department).execute(connection).await?;
    Ok(())
}

pub async fn save(connection: &mut AsyncPgConnection, department: &Department) -> QueryResult<()> {
    diesel::update(departments::table.find(department.id)).set(department).execute(connection).await?;
    Ok(())
}

pub async fn delete(connection: &mut AsyncPgConnection, id: DepartmentId) -> QueryResult<()> {
    diesel::delete(departments::table.find(id)).execute(connection).await?;
    Ok(())
}
