//! A cache of valid documents.
//!
//! Clients send the same few documents repeatedly with different variables. The cache contains nothing that
//! depends on variables or the caller, so a response is the same with and without a cache hit.

use std::{hash::Hash, sync::Arc};

use quick_cache::{Equivalent, Weighter, sync::Cache};

use super::Document;
use crate::SchemaPolicy;

/// The capacity of the cache, in bytes of text. In memory, a document takes about forty times its text, so
/// the cache takes about 10 MB in all.
const CAPACITY: u64 = 256 * 1024;

/// The number of bytes that each document counts in addition to its text, because even the shortest document
/// takes memory.
const OVERHEAD: usize = 512;

/// The maximum length of a cached document, in bytes.
const LONGEST: usize = 8 * 1024;

/// The expected number of documents. This is a sizing hint, not a limit.
const EXPECTED: usize = 300;

/// Caches documents by their text, up to a total size. It evicts rarely used documents first.
pub struct DocumentCache<P: SchemaPolicy>(Cache<CacheKey, Arc<Document<P>>, ByLength>);

#[derive(Clone, PartialEq, Eq, Hash)]
struct CacheKey {
    text: String,
    operation: Option<String>,
}

#[derive(Clone)]
struct ByLength;

/// A borrowed [`CacheKey`]. Both hash equally, because their fields hash equally.
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

impl<P: SchemaPolicy> Weighter<CacheKey, Arc<Document<P>>> for ByLength {
    fn weight(&self, key: &CacheKey, _: &Arc<Document<P>>) -> u64 {
        (OVERHEAD + key.text.len()) as u64
    }
}

impl<P: SchemaPolicy> Default for DocumentCache<P> {
    fn default() -> Self {
        Self(Cache::with_weighter(EXPECTED, CAPACITY, ByLength))
    }
}

impl<P: SchemaPolicy> DocumentCache<P> {
    /// The cached document with this text, for this operation.
    pub fn get(&self, text: &str, operation: Option<&str>) -> Option<Arc<Document<P>>> {
        self.0.get(&BorrowedCacheKey { text, operation })
    }

    /// Caches a valid document.
    pub fn insert(&self, text: &str, document: &Arc<Document<P>>) {
        if text.len() <= LONGEST {
            let key = CacheKey { text: text.to_owned(), operation: document.name.clone() };
            self.0.insert(key, document.clone());
        }
    }
}
