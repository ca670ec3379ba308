//! Types that only hold something for others: pages of lists, and the outcomes of mutations.
//!
//! They need no rows in the table of [`permissions`](super::permissions). What is more in them than what makes them a wrapping
//! is open to nobody, so that nothing can be told in them by accident.

/// Types that say nothing by themselves, by how their names end, and the fields by which one looks inside: whoever was given
/// one may do so. What a payload holds is the outcome of the one mutation that answers it, whatever that is.
const WRAPPINGS: [(&str, Inside); 4] = [
    ("Connection", Inside::Fields(&["edges", "nodes", "pageInfo", "totalCount"])),
    ("Edge", Inside::Fields(&["cursor", "node"])),
    ("PageInfo", Inside::Fields(&["endCursor", "hasNextPage", "hasPreviousPage", "startCursor"])),
    ("Payload", Inside::Anything),
];

/// What is open of a wrapping.
enum Inside {
    Fields(&'static [&'static str]),
    Anything,
}

/// Whether the type says nothing by itself, so that its fields need no row.
pub fn is_wrapping(object: &str) -> bool {
    is_of_schema(object) || inside(object).is_some()
}

/// Whether a field belongs to such a type, and is one of those by which one looks inside.
pub(super) fn is_of_wrapping(object: &str, field: &str) -> bool {
    is_of_schema(object)
        || match inside(object) {
            Some(Inside::Fields(fields)) => fields.contains(&field),
            Some(Inside::Anything) => true,
            None => false,
        }
}

/// Whether the type tells about the schema itself, which is no secret.
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
    fn a_wrapping_has_no_other_fields_than_make_it_one() {
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
