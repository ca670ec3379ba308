//! Every query about organisations.

use std::collections::HashMap;

use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, SelectableHelper, helper_types::IntoBoxed,
    pg::Pg,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::{Kind, OdsCode, Organisation, OrganisationId};
use crate::database::{NameContains, Slice, Window, schema::organisations, search_terms};

/// Which organisations are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// A fragment of the name as people type it, or several with commas between.
    pub name: Option<String>,
    pub kinds: Option<Vec<Kind>>,
}

async fn matching(
    connection: &AsyncPgConnection,
    filter: &Filter,
) -> QueryResult<IntoBoxed<'static, organisations::table, Pg>> {
    let mut query = organisations::table.into_boxed();
    if let Some(fragment) = &filter.name {
        let terms = search_terms(connection, fragment).await?;
        query = query.filter(NameContains::new("organisations.search_text", &terms));
    }
    if let Some(kinds) = &filter.kinds {
        query = query.filter(organisations::kind.eq_any(kinds.clone()));
    }
    Ok(query)
}

pub async fn list(
    connection: &AsyncPgConnection,
    filter: &Filter,
    window: &Window,
) -> QueryResult<Slice<Organisation>> {
    let query = window.apply(matching(connection, filter).await?).select(Organisation::as_select());
    Ok(window.slice(query.load(&mut &*connection).await?))
}

pub async fn count(connection: &AsyncPgConnection, filter: &Filter) -> QueryResult<i64> {
    matching(connection, filter).await?.count().get_result(&mut &*connection).await
}

pub async fn all(connection: &AsyncPgConnection) -> QueryResult<Vec<Organisation>> {
    organisations::table.select(Organisation::as_select()).load(&mut &*connection).await
}

pub async fn by_ids(
    connection: &AsyncPgConnection,
    ids: Vec<OrganisationId>,
) -> QueryResult<HashMap<OrganisationId, Organisation>> {
    let query = organisations::table.filter(organisations::id.eq_any(ids)).select(Organisation::as_select());
    let found: Vec<Organisation> = query.load(&mut &*connection).await?;
    Ok(found.into_iter().map(|organisation| (organisation.id, organisation)).collect())
}

pub async fn find_by_ods_code(
    connection: &AsyncPgConnection,
    code: &OdsCode,
) -> QueryResult<Option<Organisation>> {
    let query =
        organisations::table.filter(organisations::ods_code.eq(code)).select(Organisation::as_select());
    query.get_result(&mut &*connection).await.optional()
}

/// The organisation, which no other transaction can change until this one ends.
pub async fn lock(connection: &AsyncPgConnection, id: OrganisationId) -> QueryResult<Option<Organisation>> {
    let query = organisations::table.find(id).select(Organisation::as_select()).for_update();
    query.get_result(&mut &*connection).await.optional()
}

pub async fn insert(connection: &mut AsyncPgConnection, organisation: &Organisation) -> QueryResult<()> {
    diesel::insert_into(organisations::table).values(organisation).execute(connection).await?;
    Ok(())
}

pub async fn save(connection: &mut AsyncPgConnection, organisation: &Organisation) -> QueryResult<()> {
    diesel::update(organisations::table.find(organisation.id)).set(organisation).execute(connection).await?;
    Ok(())
}

pub async fn delete(connection: &mut AsyncPgConnection, id: OrganisationId) -> QueryResult<()> {
    diesel::delete(organisations::table.find(id)).execute(connection).await?;
    Ok(())
}
