//! Reads the allow-list: a directory of documents, or the manifest of a code generator.

use std::{
    collections::BTreeMap,
    fmt, fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use async_graphql::Pos;
use graphql_strict::{DocumentLimits, form, parse};

use super::{AllowedOperations, Documents};

/// The reason why a path contains no allow-list.
#[derive(Debug)]
pub enum NotAList {
    Unreadable(PathBuf, io::Error),
    /// A document that can never run, with the position of the error if it has one.
    Faulty(String, Option<Pos>),
    /// A file that is not a JSON object of strings.
    NotAManifest(PathBuf),
    /// An identifier that two documents share.
    Ambiguous(String),
    Empty,
}

impl fmt::Display for NotAList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, error) => write!(f, "{} cannot be read: {error}", path.display()),
            Self::Faulty(name, Some(at)) => {
                write!(f, "{name} is not a GraphQL document: see line {}, column {}", at.line, at.column)
            }
            Self::Faulty(name, None) => write!(f, "{name} is too large or too complex to run"),
            Self::NotAManifest(path) => write!(
                f,
                "{} is not a manifest: a JSON object that maps each identifier to the text of its document",
                path.display()
            ),
            Self::Ambiguous(id) => write!(f, "two documents have the identifier {id}"),
            Self::Empty => write!(f, "it contains no document: no .graphql or .gql file, and no entry"),
        }
    }
}

impl std::error::Error for NotAList {}

impl AllowedOperations {
    /// Reads the `.graphql` and `.gql` files of a directory, one document each. Or reads the manifest `{ id:
    /// text }` that GraphQL Code Generator and relay-compiler write, with its identifiers.
    pub fn read(path: &Path, limits: &DocumentLimits) -> Result<Self, NotAList> {
        let entries = if path.is_dir() { directory(path)? } else { manifest(path)? };
        let mut documents = Documents::default();
        for ManifestEntry { name, id, text } in entries {
            let parsed =
                parse(text.trim(), limits).map_err(|fault| NotAList::Faulty(name.clone(), fault.at))?;
            if !documents.add(id.as_deref(), &text, form(&parsed)) {
                return Err(NotAList::Ambiguous(id.unwrap_or(name)));
            }
        }
        if documents.texts.is_empty() { Err(NotAList::Empty) } else { Ok(Self(Arc::new(documents))) }
    }
}

/// A document of the list, with a name for messages.
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
        if path.extension().is_some_and(|extension| extension == "graphql" || extension == "gql") {
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
