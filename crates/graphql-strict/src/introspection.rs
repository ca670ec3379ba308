//! Repairs two introspection fields that async-graphql 7.2.1 returns wrongly.
//!
//! `__Schema.description` returns the description of the type `__Schema` itself; the specification requires
//! the description of the schema, or null. `__Type.interfaces` of an interface is null; the specification
//! requires a list. No interface of this schema implements another, so that list is empty. A test checks
//! this.

use async_graphql::{Name, Value, indexmap::IndexMap, parser::types::Field};

/// The key under which a prepared operation selects `__Type.kind` for the server itself.
pub(crate) const KIND_KEY: &str = " kind";

/// The repair of one object in the response.
#[derive(Debug)]
pub(crate) enum Repair {
    /// The keys of `__Schema.description`.
    SchemaDescription(Vec<Name>),
    /// The keys of `__Type.interfaces`. The object contains [`KIND_KEY`].
    Interfaces(Vec<Name>),
}

impl Repair {
    /// The repair that a selection of these fields of a type needs.
    pub(crate) fn of<'a>(parent: &str, fields: impl Iterator<Item = &'a Field>) -> Option<Self> {
        let (name, repair): (_, fn(Vec<Name>) -> Self) = match parent {
            "__Schema" => ("description", Self::SchemaDescription),
            "__Type" => ("interfaces", Self::Interfaces),
            _ => return None,
        };
        let selected = fields.filter(|field| field.name.node == name);
        let keys: Vec<Name> = selected.map(|field| field.response_key().node.clone()).collect();
        (!keys.is_empty()).then(|| repair(keys))
    }

    pub(crate) fn apply(&self, values: &mut IndexMap<Name, Value>) {
        let (keys, correct) = match self {
            Self::SchemaDescription(keys) => (keys, Value::Null),
            Self::Interfaces(keys) => match values.swap_remove(KIND_KEY) {
                Some(Value::Enum(kind)) if kind == "INTERFACE" => (keys, Value::List(Vec::new())),
                Some(_) | None => return,
            },
        };
        for key in keys {
            if let Some(value) = values.get_mut(key) {
                *value = correct.clone();
            }
        }
    }
}
