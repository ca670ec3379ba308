//! A cache of valid documents.
//!
//! Clients send the same few documents again and again with other variables. Nothing that depends on the variables or
//! the caller is cached, so an answer is the same with and without a cache hit.

use std::{hash::Hash, sync::Arc};

use quick_cache::{Equivalent, Weighter, sync::Cache};

use super::Document;

/// How much is remembered, in bytes of text. In memory, a document takes some forty times as much, about 10 MB in all.
const CAPACITY: u64 = 256 * 1024;

/// As how much text a document counts beside its own: the shortest takes memory too.
const OVERHEAD: usize = 512;

/// Beyond this length, in bytes, a document is not remembered.
const LONGEST: usize = 8 * 1024;

/// How many documents are expected; it is no limit.
const EXPECTED: usize = 300;

/// Remembers a bounded number of documents by their text, those longest that come most often.
pub(in crate::graphql) struct DocumentCache(Cache<CacheKey, Arc<Document>, ByLength>);

#[derive(Clone, PartialEq, Eq, Hash)]
struct CacheKey {
    text: String,
    operation: Option<String>,
}

#[derive(Clone)]
struct ByLength;

/// The same as a [`Key`], on loan. Their hashes are equal, for those of their fields are.
#[derive(Hash)]
struct BorrowedCacheKey<'a> {
    text: &'a str,
    operation: Option<&'a str>,
}

impl Equivalent<CacheKey> for BorrowedCacheKey<'_> {
    fn equivalent(&self, key: &CacheKey) -> bool {
        self.text == key.text && self.operation == key.operation.as_deref()
    }
}

impl Weighter<CacheKey, Arc<Document>> for ByLength {
    fn weight(&self, key: &CacheKey, _: &Arc<Document>) -> u64 {
        (OVERHEAD + key.text.len()) as u64
    }
}

impl DocumentCache {
    pub(in crate::graphql) fn new() -> Self {
        Self(Cache::with_weighter(EXPECTED, CAPACITY, ByLength))
    }

    /// What is known of a document, of which this operation is meant.
    pub(in crate::graphql) fn get(&self, text: &str, operation: Option<&str>) -> Option<Arc<Document>> {
        self.0.get(&BorrowedCacheKey { text, operation })
    }

    /// Remembers a document that is valid.
    pub(in crate::graphql) fn insert(&self, text: &str, document: &Arc<Document>) {
        if text.len() <= LONGEST {
            let key = CacheKey { text: text.to_owned(), operation: document.name.clone() };
            self.0.insert(key, document.clone());
        }
    }
}
