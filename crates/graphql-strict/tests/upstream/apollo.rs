//! Defects of apollo-compiler 1.33.1 and apollo-parser 0.8.7.

use apollo_compiler::{ExecutableDocument, Schema, parser::Parser};

use crate::assert_defect;

/// The messages about a document.
fn errors(schema: &str, query: &str) -> Vec<String> {
    let schema = Schema::parse_and_validate(schema, "schema.graphql").expect("a schema");
    match ExecutableDocument::parse_and_validate(&schema, query, "query.graphql") {
        Ok(_) => Vec::new(),
        Err(refused) => refused.errors.iter().map(|error| error.error.to_string()).collect(),
    }
}

/// Which of the documents are valid.
fn valid<const N: usize>(schema: &str, queries: [&str; N]) -> [bool; N] {
    queries.map(|query| errors(schema, query).is_empty())
}

#[test]
fn descriptions_are_refused() {
    let texts = [
        "\"An operation\" query Q { user }",
        "query Q(\"A variable\" $id: Int) { user(id: $id) }",
        "{ ...F } \"A fragment\" fragment F on Query { user }",
    ];
    let actual = texts.map(|text| Parser::new().parse_ast(text, "query.graphql").is_ok());
    assert_defect("apollo-descriptions", actual, [false; 3]);
}

#[test]
fn duplicate_input_fields_are_valid() {
    let schema = "type Query { user(by: By): Int } input By { id: Int! }";
    let queries = ["{ user(by: { id: 1, id: 2 }) }", "query($by: By = { id: 1, id: 2 }) { user(by: $by) }"];
    assert_defect("apollo-duplicate-input-fields", valid(schema, queries), [true, true]);
}

#[test]
fn is_one_of_is_unknown() {
    let actual = errors("type Query { id: Int }", "{ __type(name: \"Query\") { isOneOf } }");
    assert_defect("apollo-is-one-of", actual.len(), 2);
}

#[test]
fn lists_of_different_lengths_are_the_same_argument() {
    let queries = [
        "{ posts(ids: [1]) posts(ids: [2]) }",
        "{ posts(ids: [1]) posts(ids: [1, 2]) }",
        "{ posts(ids: []) posts(ids: [1, 2]) }",
    ];
    let actual = valid("type Query { posts(ids: [Int!]!): [Int!]! }", queries);
    assert_defect("apollo-list-arguments", actual, [false, true, true]);
}

#[test]
fn a_name_without_a_colon_is_dropped() {
    let schema = "type Query { user(id: Int, by: By): Int } input By { id: Int }";
    let queries = ["{ user(id) }", "{ user(id 1) }", "{ user(by: { id }) }", "{ user(by: { id 1 }) }"];
    assert_defect("apollo-missing-colon", valid(schema, queries), [true, false, true, false]);
}

#[test]
fn a_selection_of_unknown_fields_is_reported_twice() {
    let actual = errors("type Query { user: User } type User { name: String }", "{ user { unknown } }");
    assert_defect("apollo-missing-subselection", actual.len(), 2);
}

#[test]
fn the_types_of_nested_variables_are_not_compared() {
    let schema =
        "type Query { user(ids: [Int!], filter: Filter): Int } input Filter { id: Int! ids: [Int!] }";
    let queries = [
        "query($n: [Int]) { user(ids: $n) }",
        "query($n: Int) { user(ids: [$n]) }",
        "query($n: [Int!]) { user(ids: [$n]) }",
        "query($n: Int) { user(filter: { id: $n }) }",
        "query($n: [Int]) { user(filter: { id: 1, ids: $n }) }",
    ];
    assert_defect("apollo-nested-variables", valid(schema, queries), [false, true, true, true, true]);
}

#[test]
fn a_null_argument_is_reported_twice() {
    let actual = errors("type Query { user(id: Int!): Int }", "{ user(id: null) }");
    assert_defect("apollo-null-argument", actual.len(), 2);
}

#[test]
fn a_default_of_null_makes_a_variable_non_null() {
    let queries = [
        "query($id: Int) { user(id: $id) }",
        "query($id: Int = null) { user(id: $id) }",
        "query($skip: Boolean = null) { user(id: 1) @skip(if: $skip) }",
    ];
    let actual = valid("type Query { user(id: Int!): Int }", queries);
    assert_defect("apollo-null-default", actual, [false, true, true]);
}

#[test]
fn one_of_has_no_meaning() {
    let schema = "directive @oneOf on INPUT_OBJECT
        type Query { user(by: By): Int }
        input By @oneOf { id: ID name: String }";
    let queries = [
        "{ user(by: { id: 1, name: \"a\" }) }",
        "{ user(by: {}) }",
        "{ user(by: { id: null }) }",
        "query($id: ID) { user(by: { id: $id }) }",
    ];
    assert_defect("apollo-one-of", valid(schema, queries), [true; 4]);
}
