//! The allow-list of operations, for services whose clients are all known. Other operations are refused.
//!
//! A document is identified by its text, by the SHA-256 hash of its text, or by its key in a manifest.
//! Leading and trailing white space does not count.

mod read;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use graphql_strict::{DocumentLimits, form, parse};
use sha2::{Digest, Sha256};

pub use self::read::NotAList;

/// The algorithm name that some clients write before an identifier.
const PREFIX: &str = "sha256:";

/// The allowed documents. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct AllowedOperations(Arc<Documents>);

#[derive(Debug, Default)]
struct Documents {
    texts: HashSet<Arc<str>>,
    by_id: HashMap<String, Arc<str>>,
    /// The normal forms of the documents; see [`graphql_strict::form`].
    forms: HashSet<[u8; 32]>,
}

impl AllowedOperations {
    /// The document with this identifier.
    pub(super) fn of_id(&self, id: &str) -> Option<&str> {
        self.0.by_id.get(&canonical(id)).map(|text| &**text)
    }

    /// Whether the list contains a document with exactly this text.
    pub(super) fn contains(&self, text: &str) -> bool {
        self.0.texts.contains(text.trim())
    }

    /// Whether a document differs from a listed one only in `__typename` fields, order, white space and
    /// comments.
    pub(super) fn contains_form(&self, text: &str, limits: &DocumentLimits) -> bool {
        parse(text, limits).is_ok_and(|parsed| self.0.forms.contains(&form(&parsed)))
    }
}

impl Documents {
    /// Adds a document and returns true. If another document has the same identifier, it adds nothing and
    /// returns false.
    fn add(&mut self, id: Option<&str>, text: &str, form: [u8; 32]) -> bool {
        let text: Arc<str> = text.trim().into();
        let hash = base16ct::lower::encode_string(&Sha256::digest(text.as_bytes()));
        let ids = [Some(hash), id.map(canonical)];
        let is_free = |id: &String| self.by_id.get(id).is_none_or(|existing| *existing == text);
        if !ids.iter().flatten().all(is_free) {
            return false;
        }
        self.by_id.extend(ids.into_iter().flatten().map(|id| (id, text.clone())));
        self.forms.insert(form);
        self.texts.insert(text);
        true
    }
}

/// Normalises an identifier: removes the prefix, and converts hexadecimal digits to lower case.
fn canonical(id: &str) -> String {
    let id = id.strip_prefix(PREFIX).unwrap_or(id);
    if id.bytes().all(|byte| byte.is_ascii_hexdigit()) { id.to_ascii_lowercase() } else { id.to_owned() }
}
