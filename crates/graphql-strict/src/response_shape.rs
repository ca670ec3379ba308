//! The shape of an answer: which fields each object has, in which order, and which of them may be null.
//!
//! Fields appear in the order in which the operation selects them (GraphQL specification, "Serialized Map Ordering").
//! The library answers them in the order in which they are resolved, so they are put in order afterwards. It also turns
//! an object without fields into null, and does not tell which type an object of an interface has. Where that matters,
//! the prepared operation selects [`TYPE_KEY`], which is removed here.

use async_graphql::{Name, Value, indexmap::IndexMap};

use crate::introspection::Repair;

/// The key under which a prepared operation selects `__typename` for the server itself. No name of GraphQL has a space,
/// so no client can use it.
pub(crate) const TYPE_KEY: &str = " type";

/// What the objects at one place of an answer look like.
#[derive(Debug)]
pub enum ResponseShape {
    /// Values without fields.
    Leaf,
    /// Objects of one type.
    Object(ObjectShape),
    /// Objects of the types of an interface or union.
    Abstract(Vec<(Name, ObjectShape)>),
}

/// The fields of an object, in their order.
#[derive(Debug, Default)]
pub struct ObjectShape {
    pub fields: IndexMap<Name, FieldShape>,
    /// Whether the object holds its type, under a key that no client can use.
    pub has_type_key: bool,
    /// What the library answers wrongly of this object.
    pub(crate) repair: Option<Repair>,
}

/// What a field holds.
#[derive(Debug)]
pub struct FieldShape {
    /// Whether the field may be null; then, if it is a list, whether its entries may be; and so on inwards.
    pub nullable: Vec<bool>,
    pub within: ResponseShape,
}

impl ResponseShape {
    /// The fields under a key: one for each type of object that has it.
    pub(crate) fn fields(&self, key: &str) -> impl Iterator<Item = &FieldShape> {
        let (one, several) = match self {
            Self::Leaf => (None, None),
            Self::Object(object) => (Some(object), None),
            Self::Abstract(objects) => (None, Some(objects.iter().map(|(_, object)| object))),
        };
        one.into_iter().chain(several.into_iter().flatten()).filter_map(move |object| object.fields.get(key))
    }

    /// Puts the fields of a value, and of all that it holds, in order.
    pub fn arrange(&self, value: &mut Value) {
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
                let of = fields.swap_remove(TYPE_KEY);
                let object =
                    objects.iter().find(|(name, _)| of.as_ref() == Some(&Value::String(name.to_string())));
                if let Some((_, object)) = object {
                    object.arrange(fields);
                }
            }
            // Null.
            (Self::Object(_) | Self::Abstract(_), _) => {}
        }
    }
}

impl ObjectShape {
    fn arrange(&self, values: &mut IndexMap<Name, Value>) {
        if let Some(repair) = &self.repair {
            repair.apply(values);
        }
        let mut places = self.fields.keys();
        if !values.keys().all(|key| places.any(|place| place == key)) {
            values.sort_by_cached_key(|key, _| self.fields.get_index_of(key));
        }
        // The values are now in the order of the fields. Some fields may have no value.
        let mut fields = self.fields.iter();
        for (key, value) in values {
            if let Some((_, field)) = fields.find(|(name, _)| *name == key) {
                field.within.arrange(value);
            }
        }
    }
}

/// Of a type as the schema writes it, whether it may be null, and whether its entries may be: `[Node]!` is
/// `[false, true]`.
pub(crate) fn nullable(mut of: &str) -> Vec<bool> {
    let mut nullable = Vec::new();
    loop {
        let inner = of.strip_suffix('!');
        nullable.push(inner.is_none());
        match inner.unwrap_or(of).strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
            Some(entries) => of = entries,
            None => return nullable,
        }
    }
}
