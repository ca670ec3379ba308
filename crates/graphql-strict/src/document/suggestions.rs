//! Suggestions for misspelt names of fields, arguments and types.

use async_graphql::registry::{MetaTypeName, Registry};

/// The minimum similarity of a suggested name (normalised Damerau-Levenshtein, 0 to 1).
const LEAST_SIMILARITY: f64 = 0.7;

/// The maximum number of suggested names.
const MOST: usize = 3;

/// Suggests the names most similar to the unknown name in a validation message.
pub(super) fn suggestion(registry: &Registry, message: &str) -> Option<String> {
    let quoted: Vec<&str> = message.split('"').skip(1).step_by(2).collect();
    let names = match quoted.as_slice() {
        [of, field] if message == format!("type \"{of}\" does not have a field \"{field}\"") => {
            let fields = registry.types.get(*of)?.fields()?;
            closest(field, fields.keys().map(String::as_str))
        }
        [argument, field]
            if message == format!("the argument \"{argument}\" is not supported by \"{field}\"") =>
        {
            let (of, field) = field.split_once('.')?;
            let arguments = &registry.types.get(of)?.field_by_name(field)?.args;
            closest(argument, arguments.keys().map(String::as_str))
        }
        [name] if message == format!("cannot find type \"{name}\" in the schema") => {
            closest(MetaTypeName::concrete_typename(name), registry.types.keys().map(String::as_str))
        }
        _ => return None,
    };
    let (last, others) = names.split_last()?;
    let listed = if others.is_empty() { last.clone() } else { format!("{} or {last}", others.join(", ")) };
    Some(format!(". Did you mean {listed}?"))
}

fn closest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Vec<String> {
    let similarity =
        |other: &&str| strsim::normalized_damerau_levenshtein(&name.to_lowercase(), &other.to_lowercase());
    let mut similar: Vec<(f64, &str)> = known
        .filter(|other| !other.starts_with("__"))
        .map(|other| (similarity(&other), other))
        .filter(|(similarity, _)| *similarity >= LEAST_SIMILARITY)
        .collect();
    similar.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    similar.into_iter().take(MOST).map(|(_, name)| format!("\"{name}\"")).collect()
}
