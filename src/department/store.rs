//! Every query about departments.

use std::collections::HashMap;

use diesel::{ExpressionMethods, QueryDsl, QueryResult, SelectableHelper, helper_types::IntoBoxed, pg::Pg};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::{Code, Department, DepartmentId};
use crate::database::{Loaded, Slice, Window, schema::departments, search_form, strpos};

/// Which departments are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// A fragment of the name, in any case and without accents.
    pub name: Option<String>,
}

fn matching(filter: &Filter) -> IntoBoxed<'static, departments::table, Pg> {
    let mut query = departments::table.into_boxed();
    if let Some(fragment) = &filter.name {
        query = query.filter(strpos(departments::search_name, search_form(fragment.clone())).gt(0));
    }
    query
}

pub async fn list(
    connection: &AsyncPgConnection,
    filter: &Filter,
    window: &Window,
) -> QueryResult<Slice<Loaded<Department>>> {
    let query = window.apply(matching(filter)).select(Loaded::<Department>::as_select());
    Ok(window.slice(query.load(&mut &*connection).await?))
}

pub async fn count(connection: &AsyncPgConnection, filter: &Filter) -> QueryResult<i64> {
    matching(filter).count().get_result(&mut &*connection).await
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
