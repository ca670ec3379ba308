//! What async-graphql 7.2.1 answers wrongly about the schema.
//!
//! `__Schema.description` tells the description of the type `__Schema` itself, where the specification wants that of
//! the schema or null; and `__Type.interfaces` of an interface is null, where it wants a list. No interface of this
//! schema implements another, so that list is empty; a test watches over that.

use async_graphql::{Name, Value, indexmap::IndexMap, parser::types::Field};

/// The key under which a prepared operation selects `__Type.kind` for the server itself.
pub(crate) const KIND_KEY: &str = " kind";

/// What has to be put right in the answer of one object.
#[derive(Debug)]
pub(crate) enum Repair {
    /// The keys of `__Schema.description`.
    SchemaDescription(Vec<Name>),
    /// The keys of `__Type.interfaces`. The object holds [`KIND_KEY`].
    Interfaces(Vec<Name>),
}

impl Repair {
    /// What has to be put right where these fields are selected of a type.
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
        let (keys, right) = match self {
            Self::SchemaDescription(keys) => (keys, Value::Null),
            Self::Interfaces(keys) => match values.swap_remove(KIND_KEY) {
                Some(Value::Enum(kind)) if kind == "INTERFACE" => (keys, Value::List(Vec::new())),
                Some(_) | None => return,
            },
        };
        for key in keys {
            if let Some(value) = values.get_mut(key) {
                *value = right.clone();
            }
        }
    }
}
