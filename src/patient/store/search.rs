//! Who answers to a search, a page at a time.
//!
//! A list by relevance is read rank by rank, until the page is full: each rank is in the order of names. One statement
//! reads the page of one rank, and takes the way that suits the number of those who answer (see [`SearchPage`]).

use diesel::{
    QueryDsl, QueryResult, SelectableHelper,
    helper_types::{AsSelect, IntoBoxed, SqlTypeOf},
    pg::Pg,
    query_builder::{Query, QueryFragment, QueryId},
    sql_types::Text,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::{
    Filter, answers::Answers, filed::Filed, matching, search_page::SearchPage,
    search_patterns::SearchPatterns,
};
use crate::{
    database::{Loaded, Page, PageRequest, Parameters, schema::patients, search_terms},
    patient::{Listing, Order, Patient, Rank, Search},
};

type PatientsQuery = IntoBoxed<'static, patients::table, Pg>;
/// A patient, and the text in which the name was found.
type MatchedColumns = (SqlTypeOf<AsSelect<Loaded<Patient>, Pg>>, Text);

pub(super) async fn list(
    connection: &AsyncPgConnection,
    search: &Search,
    filter: &Filter,
    order: Order,
    page_request: &PageRequest,
) -> QueryResult<Page<Loaded<Listing>>> {
    let terms = terms(connection, search).await?;
    let mut ranks: Vec<Option<Rank>> = match order {
        Order::Relevance => Rank::ALL.map(Some).into(),
        Order::By(_) => vec![None],
    };
    if page_request.from_end {
        ranks.reverse();
    }
    let mut found: Vec<Loaded<Listing>> = Vec::new();
    for rank in ranks {
        let missing = page_request.rows() - i64::try_from(found.len()).unwrap_or(i64::MAX);
        let Some(part) = page_request.of_rank(rank.map_or(0, Rank::number)) else { continue };
        if missing == 0 {
            break;
        }
        let page = page(&terms, filter, rank, &part, missing);
        let rows: Vec<(Loaded<Patient>, String)> = page.load(&mut &*connection).await?;
        found.extend(rows.into_iter().map(|(patient, name)| Listing::found(patient, rank, name)));
    }
    let total = if page_request.counted { Some(count(connection, &terms, filter).await?) } else { None };
    Ok(Page { total, ..page_request.slice(found) })
}

async fn count(connection: &AsyncPgConnection, terms: &SearchPatterns, filter: &Filter) -> QueryResult<i64> {
    let answers = Answers { terms: terms.clone(), rank: None };
    filed(matching(filter), terms, None).filter(answers).count().get_result(&mut &*connection).await
}

/// The words of the text, as the database folds them.
async fn terms(connection: &AsyncPgConnection, search: &Search) -> QueryResult<SearchPatterns> {
    Ok(SearchPatterns::new(search_terms(connection, search.as_str()).await?))
}

/// The page of one rank, or of all who answer when the list is in another order.
fn page(
    terms: &SearchPatterns,
    filter: &Filter,
    rank: Option<Rank>,
    page_request: &PageRequest,
    size: i64,
) -> impl Query<SqlType = MatchedColumns> + QueryFragment<Pg> + QueryId + Send + use<> {
    let patients = || patients::table.into_boxed::<Pg>();
    let answers = || Answers { terms: terms.clone(), rank };
    // Names that begin with the text stand together in the order of names.
    let together = rank == Some(Rank::NameBegins);
    let list = if together { patients().filter(answers()) } else { patients() };
    SearchPage {
        list: page_request.ordered(page_request.between(list, Parameters::Bound)),
        filed: filed(matching(filter), terms, rank),
        among: page_request.between(patients().filter(answers()), Parameters::Bound),
        answering: page_request.first(matching(filter).filter(answers()), size).select(patients::id),
        first: page_request.first(patients(), size).select(patients::id),
        rows: page_request
            .ordered(patients())
            .select((Loaded::<Patient>::as_select(), patients::search_text)),
        column: page_request.sort.column,
        size,
        begins_with_index: !together && terms.are_telling(),
        looks_at_list: !filter.is_of_few(),
    }
}

/// The patients whom an index finds by the keys of the words: all who match, and few others.
fn filed(query: PatientsQuery, terms: &SearchPatterns, rank: Option<Rank>) -> PatientsQuery {
    match rank {
        Some(Rank::NameBegins) => query.filter(Answers { terms: terms.clone(), rank }),
        Some(Rank::WordsBegin | Rank::Contained) | None => query.filter(Filed(terms.keys(rank))),
    }
}
