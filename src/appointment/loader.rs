//! Lists of appointments for many parents at a time.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use futures_util::future::BoxFuture;
use uuid::Uuid;

use super::{Appointment, Filter, Parent, store};
use crate::database::{Loaded, Reader, Slice, Window};

/// The appointments of one parent.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Of {
    pub parent: Parent,
    pub filter: Filter,
    pub now: DateTime<Utc>,
}

/// A page of them.
pub type Page = (Of, Window, Uuid);

/// Reads the pages of all parents that ask for the same part of their lists in one statement.
pub fn pages(
    reader: Reader,
    keys: Vec<Page>,
) -> BoxFuture<'static, QueryResult<HashMap<Page, Slice<Loaded<Appointment>>>>> {
    Box::pin(async move {
        let mut alike: HashMap<(Of, Window), Vec<Uuid>> = HashMap::new();
        for (of, window, id) in keys {
            alike.entry((of, window)).or_default().push(id);
        }
        let mut pages = HashMap::new();
        for ((of, window), ids) in alike {
            let found = store::list_of(&reader, of.parent, ids, &of.filter, &window, of.now).await?;
            pages.extend(found.into_iter().map(|(id, slice)| ((of.clone(), window.clone(), id), slice)));
        }
        Ok(pages)
    })
}
