//! Every query about departments.

use std::collections::HashMap;

use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, SelectableHelper, helper_types::IntoBoxed,
    pg::Pg,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::{Code, Department, DepartmentId};
use crate::database::{NameContains, Slice, Window, schema::departments, search_terms};

/// Which departments are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// A fragment of the name as people type it, or several with commas between.
    pub name: Option<String>,
}

async fn matching(
    connection: &AsyncPgConnection,
    filter: &Filter,
) -> QueryResult<IntoBoxed<'static, departments::table, Pg>> {
    let mut query = departments::table.into_boxed();
    if let Some(fragment) = &filter.name {
        let terms = search_terms(connection, fragment).await?;
        query = query.filter(NameContains::new("departments.search_text", &terms));
    }
    Ok(query)
}

pub async fn list(
    connection: &AsyncPgConnection,
    filter: &Filter,
    window: &Window,
) -> QueryResult<Slice<Department>> {
    let query = window.apply(matching(connection, filter).await?).select(Department::as_select());
    Ok(window.slice(query.load(&mut &*connection).await?))
}

pub async fn count(connection: &AsyncPgConnection, filter: &Filter) -> QueryResult<i64> {
    matching(connection, filter).await?.count().get_result(&mut &*connection).await
}

pub async fn all(connection: &AsyncPgConnection) -> QueryResult<Vec<Department>> {
    departments::table.select(Department::as_select()).load(&mut &*connection).await
}

pub async fn by_ids(
    connection: &AsyncPgConnection,
    ids: Vec<DepartmentId>,
) -> QueryResult<HashMap<DepartmentId, Department>> {
    let query = departments::table.filter(departments::id.eq_any(ids)).select(Department::as_select());
    let found: Vec<Department> = query.load(&mut &*connection).await?;
    Ok(found.into_iter().map(|department| (department.id, department)).collect())
}

pub async fn find_by_code(connection: &AsyncPgConnection, code: &Code) -> QueryResult<Option<Department>> {
    let query = departments::table.filter(departments::code.eq(code)).select(Department::as_select());
    query.get_result(&mut &*connection).await.optional()
}

/// The department, which no other transaction can change until this one ends.
pub async fn lock(connection: &AsyncPgConnection, id: DepartmentId) -> QueryResult<Option<Department>> {
    let query = departments::table.find(id).select(Department::as_select()).for_update();
    query.get_result(&mut &*connection).await.optional()
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
