//! The shape of the response to introspection: the fields of each object, in their order.
//!
//! Fields appear in the order in which the operation selects them (GraphQL specification, "Serialized Map
//! Ordering"). The library returns them in the order in which they resolve, so this module sorts them
//! afterwards. The library also turns an object without fields into null. Such an object selects
//! [`TYPE_KEY`], which this module removes.

use async_graphql::{Name, Value, indexmap::IndexMap};

use crate::introspection::Repair;

/// The key under which the server selects `__typename` for itself. GraphQL names contain no space, so no
/// client can use this key.
pub(crate) const TYPE_KEY: &str = " type";

/// The fields of an object, in their order. Fields whose values are objects have a shape.
#[derive(Debug)]
pub(crate) struct ObjectShape {
    pub fields: IndexMap<Name, Option<ObjectShape>>,
    /// Whether the object contains its type, under a key that no client can use.
    pub has_type_key: bool,
    /// What the library returns wrongly for this object.
    pub repair: Option<Repair>,
}

impl ObjectShape {
    /// Sorts the fields of an object, or of each object of a list, and of all nested ones.
    pub(crate) fn arrange(&self, value: &mut Value) {
        match value {
            Value::List(entries) => entries.iter_mut().for_each(|entry| self.arrange(entry)),
            Value::Object(fields) => self.arrange_fields(fields),
            // Null, which has no fields.
            _ => {}
        }
    }

    fn arrange_fields(&self, values: &mut IndexMap<Name, Value>) {
        if self.has_type_key {
            values.swap_remove(TYPE_KEY);
        }
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
            if let Some((_, Some(within))) = fields.find(|(name, _)| *name == key) {
                within.arrange(value);
            }
        }
    }
}
