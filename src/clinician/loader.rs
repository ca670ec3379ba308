//! Batch loader of clinician lists beneath several parents.

use std::collections::HashMap;

use diesel::QueryResult;
use futures_util::future::BoxFuture;
use uuid::Uuid;

use super::{Clinician, Filter, Parent, store};
use crate::database::{Loaded, Page, PageRequest, Reader};

/// Identifies the list of a parent, except for the parent's id.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ListKey {
    pub parent: Parent,
    pub filter: Filter,
}

/// Identifies one page of such a list: list, page request and the parent's id.
pub type PageKey = (ListKey, PageRequest, Uuid);

/// Reads the pages of all parents in one statement for each distinct combination of list and page request.
pub fn pages(
    reader: Reader,
    keys: Vec<PageKey>,
) -> BoxFuture<'static, QueryResult<HashMap<PageKey, Page<Loaded<Clinician>>>>> {
    Box::pin(async move {
        let mut parents_by_list: HashMap<(ListKey, PageRequest), Vec<Uuid>> = HashMap::new();
        for (list, page_request, id) in keys {
            parents_by_list.entry((list, page_request)).or_default().push(id);
        }
        let mut pages = HashMap::new();
        for ((list, page_request), ids) in parents_by_list {
            let pages_by_id = store::list_of(&reader, list.parent, ids, &list.filter, &page_request).await?;
            pages.extend(
                pages_by_id.into_iter().map(|(id, page)| ((list.clone(), page_request.clone(), id), page)),
            );
        }
        Ok(pages)
    })
}
