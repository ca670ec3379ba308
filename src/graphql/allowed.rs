//! A list of the only operations that are run, for services whose clients are all known.
//!
//! A document is told by its text or by the SHA-256 of it, in hexadecimal. White space around it does not count.

use std::{
    collections::HashMap,
    fmt, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use async_graphql::Pos;
use sha2::{Digest, Sha256};

use super::{DocumentLimits, document};

/// The documents that are run, by their SHA-256. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct AllowedOperations(Arc<HashMap<[u8; 32], String>>);

/// Why a directory holds no list of operations.
#[derive(Debug)]
pub enum NotAList {
    Unreadable(PathBuf, io::Error),
    /// A document that could never be run, and the place in it, if it has one.
    Faulty(PathBuf, Option<Pos>),
    Empty,
}

impl fmt::Display for NotAList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, error) => write!(f, "{} cannot be read: {error}", path.display()),
            Self::Faulty(path, Some(at)) => {
                write!(
                    f,
                    "{} is no GraphQL document: see line {}, column {}",
                    path.display(),
                    at.line,
                    at.column
                )
            }
            Self::Faulty(path, None) => write!(f, "{} is too large or too complex to be run", path.display()),
            Self::Empty => write!(f, "it holds no file whose name ends with .graphql or .gql"),
        }
    }
}

impl std::error::Error for NotAList {}

impl AllowedOperations {
    /// Reads the `.graphql` and `.gql` files of a directory, one document each.
    pub fn read(directory: &Path, limits: &DocumentLimits) -> Result<Self, NotAList> {
        let unreadable = |error| NotAList::Unreadable(directory.to_owned(), error);
        let mut documents = HashMap::new();
        for entry in directory.read_dir().map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            if !path.extension().is_some_and(|ending| ending == "graphql" || ending == "gql") {
                continue;
            }
            let text =
                std::fs::read_to_string(&path).map_err(|error| NotAList::Unreadable(path.clone(), error))?;
            let text = text.trim();
            document::parse(text, limits)
                .map_err(|fault| NotAList::Faulty(path, fault.locations.first().copied()))?;
            documents.insert(hash(text), text.to_owned());
        }
        if documents.is_empty() { Err(NotAList::Empty) } else { Ok(Self(Arc::new(documents))) }
    }

    /// The document that is meant by an id, if it is one of them.
    pub(super) fn of_id(&self, id: &str) -> Option<&str> {
        let mut digest = [0; 32];
        base16(id, &mut digest)?;
        self.0.get(&digest).map(String::as_str)
    }

    /// Whether a document is one of them.
    pub(super) fn contains(&self, text: &str) -> bool {
        self.0.contains_key(&hash(text.trim()))
    }
}

fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

/// Reads hexadecimal digits, upper or lower case.
fn base16(text: &str, into: &mut [u8; 32]) -> Option<()> {
    let digits = text.as_bytes();
    if digits.len() != 2 * into.len() {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    for (byte, digits) in into.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = digit(digits[0])? << 4 | digit(digits[1])?;
    }
    Some(())
}
