//! Wrapper types: pages of lists, and payloads of mutations.
//!
//! Wrapper types need no rows in the table of [`permissions`](super::permissions). Fields other than the
//! standard ones of a wrapper are closed to every role, so that a wrapper cannot expose data by accident.

/// Wrapper types by the suffix of their name, and the fields that are open. A caller who receives a wrapper
/// may read these fields. A payload contains only the outcome of its one mutation, so all of its fields are
/// open.
const WRAPPINGS: [(&str, Inside); 4] = [
    ("Connection", Inside::Fields(&["edges", "nodes", "pageInfo", "totalCount"])),
    ("Edge", Inside::Fields(&["cursor", "node"])),
    ("PageInfo", Inside::Fields(&["endCursor", "hasNextPage", "hasPreviousPage", "startCursor"])),
    ("Payload", Inside::Anything),
];

/// The open fields of a wrapper type.
enum Inside {
    Fields(&'static [&'static str]),
    Anything,
}

/// Whether the type is a wrapper or an introspection type, so that its fields need no row.
pub fn is_wrapping(object: &str) -> bool {
    is_of_schema(object) || inside(object).is_some()
}

/// Whether a field is an open field of a wrapper or introspection type.
pub(super) fn is_of_wrapping(object: &str, field: &str) -> bool {
    is_of_schema(object)
        || match inside(object) {
            Some(Inside::Fields(fields)) => fields.contains(&field),
            Some(Inside::Anything) => true,
            None => false,
        }
}

/// Whether the type is an introspection type. Permissions do not protect the schema.
fn is_of_schema(object: &str) -> bool {
    object.starts_with("__")
}

fn inside(object: &str) -> Option<&'static Inside> {
    WRAPPINGS.iter().find(|(ending, _)| object.ends_with(ending)).map(|(_, inside)| inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrapper_opens_only_its_standard_fields() {
        assert!(is_of_wrapping("PatientConnection", "totalCount"));
        assert!(is_of_wrapping("PatientEdge", "node"));
        assert!(is_of_wrapping("PageInfo", "hasNextPage"));
        assert!(is_of_wrapping("__Type", "fields"));
        for (object, field) in [
            ("PatientConnection", "names"),
            ("PatientEdge", "relevance"),
            ("PageInfo", "totalCount"),
            ("Patient", "node"),
            ("Edges", "node"),
        ] {
            assert!(!is_of_wrapping(object, field), "{object}.{field}");
        }
    }
}
