//! Lists of clinicians for many parents at a time.

use std::collections::HashMap;

use diesel::QueryResult;
use futures_util::future::BoxFuture;
use uuid::Uuid;

use super::{Clinician, Filter, Parent, store};
use crate::database::{Loaded, Reader, Slice, Window};

/// The clinicians of one parent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Of {
    pub parent: Parent,
    pub filter: Filter,
}

/// A page of them.
pub type Page = (Of, Window, Uuid);

/// Reads the pages of all parents that ask for the same part of their lists in one statement.
pub fn pages(
    reader: Reader,
    keys: Vec<Page>,
) -> BoxFuture<'static, QueryResult<HashMap<Page, Slice<Loaded<Clinician>>>>> {
    Box::pin(async move {
        let mut alike: HashMap<(Of, Window), Vec<Uuid>> = HashMap::new();
        for (of, window, id) in keys {
            alike.entry((of, window)).or_default().push(id);
        }
        let mut pages = HashMap::new();
        for ((of, window), ids) in alike {
            let found = store::list_of(&reader, of.parent, ids, &of.filter, &window).await?;
            pages.extend(found.into_iter().map(|(id, slice)| ((of.clone(), window.clone(), id), slice)));
        }
        Ok(pages)
    })
}
