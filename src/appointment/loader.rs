//! Lists of appointments for many parents at a time.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use futures_util::future::BoxFuture;
use uuid::Uuid;

use super::{Appointment, Filter, Parent, store};
use crate::database::{Loaded, Page, PageRequest, Reader};

/// The appointments of one parent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ListKey {
    pub parent: Parent,
    pub filter: Filter,
    pub now: DateTime<Utc>,
}

/// A page of them.
pub type PageKey = (ListKey, PageRequest, Uuid);

/// Reads the pages of all parents that ask for the same part of their lists in one statement.
pub fn pages(
    reader: Reader,
    keys: Vec<PageKey>,
) -> BoxFuture<'static, QueryResult<HashMap<PageKey, Page<Loaded<Appointment>>>>> {
    Box::pin(async move {
        let mut alike: HashMap<(ListKey, PageRequest), Vec<Uuid>> = HashMap::new();
        for (of, page_request, id) in keys {
            alike.entry((of, page_request)).or_default().push(id);
        }
        let mut pages = HashMap::new();
        for ((of, page_request), ids) in alike {
            let found = store::list_of(&reader, of.parent, ids, &of.filter, &page_request, of.now).await?;
            pages
                .extend(found.into_iter().map(|(id, slice)| ((of.clone(), page_request.clone(), id), slice)));
        }
        Ok(pages)
    })
}
