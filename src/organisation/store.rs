//! Every query about organisations.

use std::collections::HashMap;

use diesel::{ExpressionMethods, QueryDsl, QueryResult, SelectableHelper, helper_types::IntoBoxed, pg::Pg};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::{Kind, OdsCode, Organisation, OrganisationId};
use crate::database::{
    Loaded, NameContains, Page, PageRequest, SearchTerms, filter_terms, read_page, schema::organisations,
};

/// Which organisations are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// A fragment of the name as people type it, or several with commas between.
    pub name: Option<String>,
    pub kinds: Option<Vec<Kind>>,
}

fn matching(filter: &Filter, terms: Option<&SearchTerms>) -> IntoBoxed<'static, organisations::table, Pg> {
    let mut query = organisations::table.into_boxed();
    if let Some(terms) = terms {
        query = query.filter(NameContains::new("organisations.search_text", terms));
    }
    if let Some(kinds) = &filter.kinds {
        query = query.filter(organisations::kind.eq_any(kinds.clone()));
    }
    query
}

pub async fn list(
    connection: &AsyncPgConnection,
    filter: &Filter,
    page_request: &PageRequest,
) -> QueryResult<Page<Loaded<Organisation>>> {
    let terms = filter_terms(connection, filter.name.as_deref()).await?;
    let matching = || matching(filter, terms.as_ref());
    let page = page_request.apply(matching()).select(Loaded::<Organisation>::as_select());
    Ok(read_page!(page_request, connection, page, matching().count()))
}

pub async fn count(connection: &AsyncPgConnection, filter: &Filter) -> QueryResult<i64> {
    let terms = filter_terms(connection, filter.name.as_deref()).await?;
    matching(filter, terms.as_ref()).count().get_result(&mut &*connection).await
}

pub async fn all(connection: &AsyncPgConnection) -> QueryResult<Vec<Loaded<Organisation>>> {
    organisations::table.select(Loaded::<Organisation>::as_select()).load(&mut &*connection).await
}

pub async fn by_ids(
    connection: &AsyncPgConnection,
    ids: Vec<OrganisationId>,
) -> QueryResult<HashMap<OrganisationId, Loaded<Organisation>>> {
    let query = organisations::table
        .filter(organisations::id.eq_any(ids))
        .select((organisations::id, Loaded::<Organisation>::as_select()));
    Ok(query.load(&mut &*connection).await?.into_iter().collect())
}

pub async fn find_by_ods_code(
    connection: &AsyncPgConnection,
    code: &OdsCode,
) -> QueryResult<Option<Organisation>> {
    let query = organisations::table
        .filter(organisations::ods_code.eq(code))
        .select(Loaded::<Organisation>::as_select());
    Loaded::only(query.get_result(&mut &*connection).await)
}

/// The organisation, which no other transaction can change until this one ends.
pub async fn lock(connection: &AsyncPgConnection, id: OrganisationId) -> QueryResult<Option<Organisation>> {
    let query = organisations::table.find(id).select(Loaded::<Organisation>::as_select()).for_update();
    Loaded::only(query.get_result(&mut &*connection).await)
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
