//! The maximum length of lists without pages.

use crate::{
    clinician::MAXIMUM_POSTS,
    error_catalogue,
    graphql::{page, permissions},
};

/// The maximum number of entries of a list of objects without pages.
pub(super) fn longest(parent: &str, field: &str) -> u64 {
    known(parent, field).unwrap_or(page::MAXIMUM.into())
}

fn known(parent: &str, field: &str) -> Option<u64> {
    let length = match (parent, field) {
        ("Query", "errorCatalogue") => error_catalogue::codes().len(),
        ("User", "permissions") => permissions::roots().count(),
        ("Clinician", "posts") => MAXIMUM_POSTS,
        _ => return None,
    };
    Some(length as u64)
}

#[cfg(test)]
mod tests {
    use async_graphql::registry::MetaTypeName;

    use super::*;
    use crate::graphql::{OperationPolicy, Schema};

    /// Lists whose length depends on the document: pages, and lists of ids.
    fn is_sized_by_document(parent: &str, field: &str) -> bool {
        parent.ends_with("Connection") || (parent, field) == ("Query", "nodes")
    }

    #[test]
    fn every_list_of_objects_has_a_maximum_length() {
        let schema = Schema::new(OperationPolicy::default());
        let registry = schema.registry();
        let mut lists = 0;
        for (parent, meta) in registry.types.iter().filter(|(name, _)| !name.starts_with("__")) {
            for field in meta.fields().into_iter().flat_map(|fields| fields.values()) {
                let of = MetaTypeName::concrete_typename(&field.ty);
                let is_of_objects = registry.types.get(of).is_some_and(|of| of.fields().is_some());
                if field.ty.starts_with('[') && is_of_objects && !is_sized_by_document(parent, &field.name) {
                    assert!(known(parent, &field.name).is_some(), "{parent}.{}", field.name);
                    lists += 1;
                }
            }
        }
        assert!(lists >= 3);
    }
}
