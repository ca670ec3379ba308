//! Defects of async-graphql-parser 7.2.1.

use std::{env, process::Command, thread};

use async_graphql::parser::{parse_query, types::Selection};

use crate::assert_defect;

/// Which of the texts are accepted.
fn accepted<const N: usize>(texts: [&str; N]) -> [bool; N] {
    texts.map(|text| parse_query(text).is_ok())
}

#[test]
fn the_grammar_is_not_that_of_the_specification() {
    let texts = [
        "queryQ { a }",
        "query Q() { a }",
        "{ ...on } fragment on on T { a }",
        "query($a: Int @x = 1) { a(b: $a) }",
        "query($a: Int = 1 @x) { a(b: $a) }",
        "query Q($a: [ Int ]) { a }",
    ];
    assert_defect("async-graphql-grammar", accepted(texts), [true, true, true, true, false, false]);
}

#[test]
fn escapes_above_the_basic_multilingual_plane_are_refused() {
    let texts = [r#"{ a(b: "\u{1F600}") }"#, r#"{ a(b: "\ud83d\ude00") }"#];
    assert_defect("async-graphql-unicode-escapes", accepted(texts), [false, false]);
}

#[test]
fn descriptions_are_refused() {
    let texts = [
        r#""An operation" query Q { a }"#,
        r#"query Q("A variable" $a: Int) { a(b: $a) }"#,
        r#"{ ...F } "A fragment" fragment F on T { a }"#,
    ];
    assert_defect("async-graphql-descriptions", accepted(texts), [false, false, false]);
}

#[test]
fn quotes_in_a_block_string_keep_their_backslash() {
    let document = parse_query(r#"{ a(b: """say \"""hello\"""""") }"#).expect("a document");
    let (_, operation) = document.operations.iter().next().expect("an operation");
    let Selection::Field(field) = &operation.node.selection_set.node.items[0].node else {
        panic!("not a field");
    };
    let value = field.node.get_argument("b").expect("an argument").node.to_string();
    assert_defect("async-graphql-block-strings", value, r#""say \\\"\"\"hello\\\"\"\"""#);
}

/// Set for the process whose stack overflows.
const OVERFLOW: &str = "GRAPHQL_STRICT_OVERFLOW";

#[test]
fn nested_lists_overflow_the_stack() {
    let mut process = Command::new(env::current_exe().expect("a path"));
    process.args(["--exact", "parsing::parses_nested_lists_when_another_test_asks"]).env(OVERFLOW, "1");
    let ended = process.output().expect("it runs");
    let message = String::from_utf8_lossy(&ended.stderr);
    assert_defect("async-graphql-deep-lists", message.contains("has overflowed its stack"), true);
}

/// The process that overflows: it does nothing unless another test starts it.
#[test]
fn parses_nested_lists_when_another_test_asks() {
    if env::var_os(OVERFLOW).is_none() {
        return;
    }
    // The first depth overflows a debug build, the second one a release build.
    for depth in [450, 2_000] {
        let text = format!("{{ a(b: {}{}) }}", "[".repeat(depth), "]".repeat(depth));
        // The stack size of Tokio's worker threads.
        let parser = thread::Builder::new().stack_size(2 * 1024 * 1024);
        let parsing = parser.spawn(move || drop(parse_query(text))).expect("a thread");
        parsing.join().expect("it returns");
    }
}
