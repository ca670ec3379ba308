//! The shape of a response: the fields of each object, their order and their nullability.
//!
//! Fields appear in the order in which the operation selects them (GraphQL specification, "Serialized Map
//! Ordering"). The library returns them in the order in which they resolve, so this module sorts them
//! afterwards. The library also turns an object without fields into null, and does not report the type of an
//! object behind an interface. Where that matters, the prepared operation selects [`TYPE_KEY`], which this
//! module removes.

use async_graphql::{Name, Value, indexmap::IndexMap};

use crate::introspection::Repair;

/// The key under which a prepared operation selects `__typename` for the server itself. GraphQL names contain
/// no space, so no client can use this key.
pub(crate) const TYPE_KEY: &str = " type";

/// The shape of the values at one position of a response.
#[derive(Debug)]
pub(crate) enum ResponseShape {
    /// Values without fields: scalars and enum values.
    Leaf,
    /// Objects of one type.
    Object(ObjectShape),
    /// Objects of the types of an interface or union.
    Abstract(Vec<(Name, ObjectShape)>),
}

/// The fields of an object, in their order.
#[derive(Debug, Default)]
pub(crate) struct ObjectShape {
    pub fields: IndexMap<Name, FieldShape>,
    /// Whether the object contains its type, under a key that no client can use.
    pub has_type_key: bool,
    /// What the library returns wrongly for this object.
    pub(crate) repair: Option<Repair>,
}

/// The shape of one field.
#[derive(Debug)]
pub(crate) struct FieldShape {
    pub within: ResponseShape,
}

impl ResponseShape {
    /// Sorts the fields of a value and of all nested values.
    pub(crate) fn arrange(&self, value: &mut Value) {
        match (self, value) {
            (Self::Leaf, _) => {}
            (_, Value::List(entries)) => entries.iter_mut().for_each(|entry| self.arrange(entry)),
            (Self::Object(object), Value::Object(fields)) => {
                if object.has_type_key {
                    fields.swap_remove(TYPE_KEY);
                }
                object.arrange(fields);
            }
            (Self::Abstract(objects), Value::Object(fields)) => {
                let type_name = fields.swap_remove(TYPE_KEY);
                let object = objects
                    .iter()
                    .find(|(name, _)| type_name.as_ref() == Some(&Value::String(name.to_string())));
                if let Some((_, object)) = object {
                    object.arrange(fields);
                }
            }
            // Null, which has no fields.
            (Self::Object(_) | Self::Abstract(_), _) => {}
        }
    }
}

impl ObjectShape {
    pub(crate) fn arrange(&self, values: &mut IndexMap<Name, Value>) {
        if let Some(repair) = &self.repair {
            repair.apply(values);
        }
        let mut positions = self.fields.keys();
        if !values.keys().all(|key| positions.any(|position| position == key)) {
            values.sort_by_cached_key(|key, _| self.fields.get_index_of(key));
        }
        // The values are now in the order of the fields. Some fields may be absent.
        let mut fields = self.fields.iter();
        for (key, value) in values {
            if let Some((_, field)) = fields.find(|(name, _)| *name == key) {
                field.within.arrange(value);
            }
        }
    }
}

/// The nullability of a type as the schema writes it, from the outside inwards: `[Node]!` is `[false, true]`.
pub(crate) fn nullable(mut type_name: &str) -> Vec<bool> {
    let mut nullable = Vec::new();
    loop {
        let inner = type_name.strip_suffix('!');
        nullable.push(inner.is_none());
        match inner.unwrap_or(type_name).strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
            Some(entries) => type_name = entries,
            None => return nullable,
        }
    }
}
