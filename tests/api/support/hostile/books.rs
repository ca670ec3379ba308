//! Compares the stored records with the acknowledged changes.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

use crate::support::{TestDatabase, primary_key};

/// The version of every record, by type and key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordVersions(BTreeMap<(char, String), i32>);

const KINDS: [(char, &str); 6] = [
    ('p', "patients"),
    ('c', "clinicians"),
    ('d', "departments"),
    ('o', "organisations"),
    ('a', "appointments"),
    ('u', "users"),
];

impl RecordVersions {
    pub fn of(database: &TestDatabase) -> Self {
        let mut versions = BTreeMap::new();
        for (kind, table) in KINDS {
            for row in database.texts(&format!("SELECT id::text || ' ' || version FROM {table}")) {
                let (id, version) = row.split_once(' ').expect("two words");
                versions.insert((kind, id.to_owned()), version.parse().expect("a number"));
            }
        }
        Self(versions)
    }

    /// Applies the versions and removals in a response.
    pub fn note(&mut self, answer: &Value) {
        match answer {
            Value::Object(members) => {
                if let (Some(id), Some(version)) = (text(answer, "id"), answer["version"].as_i64()) {
                    let version = i32::try_from(version).expect("a version");
                    let noted = self.0.entry(key(id)).or_insert(version);
                    *noted = version.max(*noted);
                }
                if let Some(id) = text(answer, "removedId") {
                    self.0.remove(&key(id));
                }
                members.values().for_each(|member| self.note(member));
            }
            Value::Array(entries) => entries.iter().for_each(|entry| self.note(entry)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

fn text<'a>(of: &'a Value, name: &str) -> Option<&'a str> {
    of.get(name).and_then(Value::as_str)
}

fn key(id: &str) -> (char, String) {
    let kind = URL_SAFE_NO_PAD.decode(id).expect("an identifier")[0];
    (char::from(kind), primary_key(id).to_string())
}
