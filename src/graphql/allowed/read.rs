//! Reading the list: a directory of documents, or the manifest that a code generator writes.

use std::{
    collections::BTreeMap,
    fmt, fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use async_graphql::Pos;

use super::{AllowedOperations, Documents};
use crate::graphql::{DocumentLimits, document};

/// Why a path holds no list of operations.
#[derive(Debug)]
pub enum NotAList {
    Unreadable(PathBuf, io::Error),
    /// A document that could never be run, and the place in it, if it has one.
    Faulty(String, Option<Pos>),
    /// A file that is no JSON object of texts.
    NotAManifest(PathBuf),
    /// An identifier of two documents.
    Ambiguous(String),
    Empty,
}

impl fmt::Display for NotAList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, error) => write!(f, "{} cannot be read: {error}", path.display()),
            Self::Faulty(name, Some(at)) => {
                write!(f, "{name} is no GraphQL document: see line {}, column {}", at.line, at.column)
            }
            Self::Faulty(name, None) => write!(f, "{name} is too large or too complex to be run"),
            Self::NotAManifest(path) => write!(
                f,
                "{} is no manifest, which is a JSON object with the text of each document under its identifier",
                path.display()
            ),
            Self::Ambiguous(id) => write!(f, "two documents have the identifier {id}"),
            Self::Empty => write!(f, "it holds no document: no .graphql or .gql file, and no entry"),
        }
    }
}

impl std::error::Error for NotAList {}

impl AllowedOperations {
    /// Reads the `.graphql` and `.gql` files of a directory, one document each, or the manifest `{ id: text }` that
    /// GraphQL Code Generator and relay-compiler write, with the identifiers that it has.
    pub fn read(path: &Path, limits: &DocumentLimits) -> Result<Self, NotAList> {
        let entries = if path.is_dir() { directory(path)? } else { manifest(path)? };
        let mut documents = Documents::default();
        for ManifestEntry { name, id, text } in entries {
            let parsed = document::parse(text.trim(), limits)
                .map_err(|fault| NotAList::Faulty(name.clone(), fault.locations.first().copied()))?;
            if !documents.add(id.as_deref(), &text, document::form(&parsed)) {
                return Err(NotAList::Ambiguous(id.unwrap_or(name)));
            }
        }
        if documents.texts.is_empty() { Err(NotAList::Empty) } else { Ok(Self(Arc::new(documents))) }
    }
}

/// A document of a list, with what to call it in a message.
struct ManifestEntry {
    name: String,
    id: Option<String>,
    text: String,
}

fn directory(path: &Path) -> Result<Vec<ManifestEntry>, NotAList> {
    let unreadable = |error| NotAList::Unreadable(path.to_owned(), error);
    let mut entries = Vec::new();
    for file in path.read_dir().map_err(unreadable)? {
        let path = file.map_err(unreadable)?.path();
        if path.extension().is_some_and(|ending| ending == "graphql" || ending == "gql") {
            entries.push(ManifestEntry { name: path.display().to_string(), id: None, text: text(&path)? });
        }
    }
    Ok(entries)
}

fn manifest(path: &Path) -> Result<Vec<ManifestEntry>, NotAList> {
    let read = serde_json::from_str::<BTreeMap<String, String>>(&text(path)?);
    let documents = read.map_err(|_| NotAList::NotAManifest(path.to_owned()))?;
    let entry = |(id, text)| {
        let name = format!("{id} in {}", path.display());
        ManifestEntry { name, id: Some(id), text }
    };
    Ok(documents.into_iter().map(entry).collect())
}

fn text(path: &Path) -> Result<String, NotAList> {
    fs::read_to_string(path).map_err(|error| NotAList::Unreadable(path.to_owned(), error))
}
