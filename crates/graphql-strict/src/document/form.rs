//! Compares documents, ignoring what code generators and client libraries change: `__typename`, order, white
//! space and comments.

use async_graphql::{
    Name, Positioned,
    parser::types::{
        Directive, DocumentOperations, ExecutableDocument, Field, OperationDefinition, Selection,
        SelectionSet, VariableDefinition,
    },
};
use async_graphql_value::Value;
use sha2::{Digest, Sha256};

/// A hash of the normal form of a document. Documents that differ only in the ignored parts have the same
/// hash.
pub fn form(document: &ExecutableDocument) -> [u8; 32] {
    let operations = match &document.operations {
        DocumentOperations::Single(one) => vec![operation(None, &one.node)],
        DocumentOperations::Multiple(all) => {
            all.iter().map(|(name, one)| operation(Some(name), &one.node)).collect()
        }
    };
    let fragments = document.fragments.iter().map(|(name, fragment)| {
        let fragment = &fragment.node;
        let on = &fragment.type_condition.node.on.node;
        let (directives, fields) =
            (directives(&fragment.directives), selections(&fragment.selection_set.node));
        format!("fragment {name} {on} {directives} {fields}")
    });
    Sha256::digest(sorted(operations.into_iter().chain(fragments))).into()
}

fn operation(name: Option<&Name>, operation: &OperationDefinition) -> String {
    let name = name.map_or("", Name::as_str);
    let variables =
        sorted(operation.variable_definitions.iter().map(|variable| self::variable(&variable.node)));
    let fields = selections(&operation.selection_set.node);
    format!("{} {name} ({variables}) {} {fields}", operation.ty, directives(&operation.directives))
}

fn variable(variable: &VariableDefinition) -> String {
    let VariableDefinition { name, var_type, default_value, .. } = variable;
    let default = default_value.as_ref().map(|value| value.node.to_string());
    format!("{}: {} {default:?} {}", name.node, var_type.node, directives(&variable.directives))
}

fn selections(set: &SelectionSet) -> String {
    let all = set.items.iter().filter_map(|selection| match &selection.node {
        Selection::Field(field) if is_plain_typename(&field.node) => None,
        Selection::Field(field) => {
            let Field { alias, name, arguments, selection_set, .. } = &field.node;
            let alias = alias.as_ref().map_or("", |alias| alias.node.as_str());
            let (arguments, fields) = (self::arguments(arguments), selections(&selection_set.node));
            Some(format!(
                "{alias}:{} ({arguments}) {} {fields}",
                name.node,
                directives(&field.node.directives)
            ))
        }
        Selection::FragmentSpread(spread) => {
            Some(format!("...{} {}", spread.node.fragment_name.node, directives(&spread.node.directives)))
        }
        Selection::InlineFragment(fragment) => {
            let fragment = &fragment.node;
            let on = fragment.type_condition.as_ref().map_or("", |condition| condition.node.on.node.as_str());
            let fields = selections(&fragment.selection_set.node);
            Some(format!("... on {on} {} {fields}", directives(&fragment.directives)))
        }
    });
    format!("{{{}}}", sorted(all))
}

fn is_plain_typename(field: &Field) -> bool {
    field.name.node == "__typename" && field.alias.is_none() && field.directives.is_empty()
}

fn directives(directives: &[Positioned<Directive>]) -> String {
    sorted(directives.iter().map(|directive| {
        let Directive { name, arguments } = &directive.node;
        format!("@{} ({})", name.node, self::arguments(arguments))
    }))
}

fn arguments(arguments: &[(Positioned<Name>, Positioned<Value>)]) -> String {
    sorted(arguments.iter().map(|(name, value)| format!("{}: {}", name.node, value.node)))
}

fn sorted(texts: impl Iterator<Item = String>) -> String {
    let mut texts: Vec<String> = texts.collect();
    texts.sort_unstable();
    texts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DocumentLimits, parse};

    fn of(text: &str) -> [u8; 32] {
        form(&parse(text, &DocumentLimits::default()).expect("a document"))
    }

    #[test]
    fn documents_that_differ_in_typename_order_and_white_space_have_one_form() {
        let reference = of(
            "query Q($a: Int, $b: Int) { b(c: $a, d: $b) { d ... on E { f } } ...G } fragment G on H { i }",
        );
        for text in [
            "query Q($a: Int, $b: Int) {\n  b(c: $a, d: $b) {\n    d\n    ... on E { f __typename }\n    __typename\n  }\n  ...G # no\n}\nfragment G on H { i }",
            "fragment G on H { __typename i } query Q($b: Int, $a: Int) { __typename ...G b(d: $b, c: $a) { ... on E { f } d } }",
        ] {
            assert_eq!(of(text), reference, "{text}");
        }
    }

    #[test]
    fn every_other_difference_changes_the_form() {
        let reference = of("query($a: Int) { a(x: 1, y: [1, 2]) { b c } d }");
        for text in [
            "query($a: Int) { a(x: 1, y: [1, 2]) { b } c d }",
            "query($a: Int) { a(x: 1, y: [2, 1]) { b c } d }",
            "query($a: Int) { a(x: 2, y: [1, 2]) { b c } d }",
            "query($a: Int!) { a(x: 1, y: [1, 2]) { b c } d }",
            "query($a: Int = 1) { a(x: 1, y: [1, 2]) { b c } d }",
            "query($a: Int) { a(x: 1, y: [1, 2]) { b c } d d }",
            "query($a: Int) { a(x: 1, y: [1, 2]) { b c t: __typename } d }",
            "query($a: Int) { a(x: 1, y: [1, 2]) { b c __typename @skip(if: true) } d }",
            "query($a: Int) { a(x: 1, y: [1, 2]) @skip(if: false) { b c } d }",
            "query($a: Int) { e: a(x: 1, y: [1, 2]) { b c } d }",
            "mutation($a: Int) { a(x: 1, y: [1, 2]) { b c } d }",
        ] {
            assert_ne!(of(text), reference, "{text}");
        }
    }
}
