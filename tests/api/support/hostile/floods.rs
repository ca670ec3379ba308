//! Documents with very many, very long or unusual elements.

use super::documents::{BRACKETS, BYTES, Document, document, filled, numbered};

/// All such documents.
pub fn floods() -> Vec<Document> {
    [of_fields(), of_values(), of_definitions(), of_characters()].into_iter().flatten().collect()
}

fn of_fields() -> Vec<Document> {
    vec![
        document("spreads of nothing", filled("{ ", |_| "...A ".to_owned(), "}")),
        document(
            "directives that include",
            filled("{ __typename ", |_| "@include(if: true) ".to_owned(), "}"),
        ),
        document(
            "directives on every field",
            filled("{ ", |_| "__typename @include(if:true) @skip(if:false) ".to_owned(), "}"),
        ),
        document("unknown directives", filled("{ __typename ", |_| "@a".to_owned(), "}")),
        document("different unknown directives", filled("{ __typename ", |n| format!("@a{n}"), "}")),
        document(
            "directives of an operation",
            filled("query ", |_| "@skip(if:true)".to_owned(), "{ __typename }"),
        ),
        document("one field again and again", filled("{ ", |_| "__typename ".to_owned(), "}")),
        document("one field as often as permitted", format!("{{ {} }}", "__typename ".repeat(2_000))),
        document("one read as often as permitted", format!("{{ {} }}", "viewer{id}".repeat(190))),
        document("unknown fields", filled("{ ", |n| format!("f{n} "), "}")),
        document(
            "unknown fields as many as permitted",
            format!("{{ {} }}", numbered(1_999, |n| format!("patint{n} "))),
        ),
        document(
            "unknown fields of a long name",
            format!("{{ {} }}", format!("{} ", "patients".repeat(60)).repeat(60)),
        ),
    ]
}

fn of_values() -> Vec<Document> {
    vec![
        document("unknown arguments", filled("{ viewer(", |n| format!("a{n}:1 "), ") { id } }")),
        document(
            "unknown arguments that look alike",
            filled("{ patients(", |n| format!("firs{n}:1 "), ") { totalCount } }"),
        ),
        document(
            "an argument again and again",
            filled("{ patients(", |_| "first:1 ".to_owned(), ") { totalCount } }"),
        ),
        document("fields that overlap with many arguments", {
            let arguments: String = numbered(2_000, |n| format!("a{n}:1 "));
            format!("{{ viewer({arguments}) {{ id }} viewer({arguments}) {{ id }} }}")
        }),
        document("aliases", filled("{ ", |n| format!("a{n}:__typename "), "}")),
        document("variables", filled("query(", |n| format!("$a{n}:Int "), ") { __typename }")),
        document(
            "variables with defaults",
            filled("query(", |n| format!("$a{n}:Int=1 "), ") { __typename }"),
        ),
        document("variables of one name", filled("query(", |_| "$a:Int ".to_owned(), ") { __typename }")),
        document(
            "variables of unknown types",
            filled("query(", |n| format!("$a{n}:T{n} "), ") { __typename }"),
        ),
        document("variables that are used", {
            let definitions: String = numbered(1_300, |n| format!("$a{n}:ID!"));
            let uses: String = numbered(1_300, |n| format!("$a{n} "));
            format!("query({definitions}) {{ nodes(ids: [{uses}]) {{ id }} }}")
        }),
        document(
            "variables that are not defined",
            filled("{ nodes(ids: [", |n| format!("$a{n} "), "]) { id } }"),
        ),
        document("identifiers", filled("{ nodes(ids: [", |_| "1 ".to_owned(), "]) { id } }")),
        document(
            "members of an object",
            filled("mutation { login(input: {", |n| format!("a{n}:1 "), "}) { __typename } }"),
        ),
        document(
            "a member again and again",
            filled("mutation { login(input: {", |_| "email:1 ".to_owned(), "}) { __typename } }"),
        ),
        document(
            "mutations",
            filled("mutation { ", |n| format!("a{n}:logoutEverywhere{{endedSessions}}"), "}"),
        ),
    ]
}

fn of_definitions() -> Vec<Document> {
    vec![
        document(
            "a thousand spreads of one",
            format!("{{ {} }} fragment A on Query {{ __typename }}", "...A ".repeat(990)),
        ),
        document("many fragments, all in all", {
            let spreads: String = numbered(60, |n| format!("...F{n} "));
            let fragments: String =
                numbered(60, |n| format!("fragment F{n} on Query {{ {} }} ", "__typename ".repeat(15)));
            format!("{{ {spreads}}} {fragments}")
        }),
        document("inline fragments", format!("{{ {} __typename {}", "... { ".repeat(198), "} ".repeat(199))),
        document("inline fragments beside each other", format!("{{ {} }}", "...{__typename}".repeat(198))),
        document(
            "conditions on a type",
            format!("{{ {} __typename {}", "... on Query { ".repeat(198), "} ".repeat(199)),
        ),
        document(
            "conditions on unknown types",
            format!("{{ {} }}", numbered(198, |n| format!("... on T{n} {{ id }} "))),
        ),
        document(
            "fields within fields",
            format!("{{ patients {{ {} id {}", "edges { node { appointments { ".repeat(60), "} ".repeat(182)),
        ),
        document("operations", numbered(190, |n| format!("query Q{n} {{ __typename }} "))),
        document("operations of one name", "query Q { __typename } ".repeat(150)),
        document("operations without a name", "{ __typename } ".repeat(150)),
        document("subscriptions", "subscription { __typename }"),
        document(
            "introspection of everything",
            "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } }",
        ),
        document(
            "introspection again and again",
            format!("{{ {} }}", "__schema { types { name fields { name args { name } } } } ".repeat(20)),
        ),
        document(
            "introspection under aliases",
            format!("{{ {} }}", numbered(45, |n| format!("a{n}: __schema {{ types {{ name }} }} "))),
        ),
    ]
}

fn of_characters() -> Vec<Document> {
    vec![
        document("a long name", format!("{{ {} }}", "a".repeat(30_000))),
        document("a long alias", format!("{{ {}: __typename }}", "a".repeat(30_000))),
        document("a long type", format!("query($a: {}) {{ __typename }}", "T".repeat(30_000))),
        document("comments", filled("{ __typename } ", |_| "#\n".to_owned(), "")),
        document("one comment", filled("{ __typename } #", |_| "\"".to_owned(), "")),
        document("commas", filled("{ __typename ", |_| ",".to_owned(), "}")),
        document("byte order marks", filled("", |_| "\u{feff}".to_owned(), "{ __typename }")),
        document("ends of lines", filled("{ __typename ", |n| ["\r", "\n", "\r\n"][n % 3].to_owned(), "}")),
        document(
            "a block of lines",
            filled("{ node(id: \"\"\"", |n| format!("\n{}é", " ".repeat(n % 7)), "\"\"\") { id } }"),
        ),
        document("blocks", filled("{ nodes(ids: [", |_| "\"\"\"\n a\n\"\"\"".to_owned(), "]) { id } }")),
        document("escapes", filled("{ node(id: \"", |_| "\\u0061\\n\\\\".to_owned(), "\") { id } }")),
        document("quotes that never end", filled("{ node(id: ", |_| "\"\"\"\"".to_owned(), "")),
        document("digits", filled("{ node(id: ", |_| "9".to_owned(), ") { id } }")),
        document("a great exponent", format!("{{ node(id: 1e{}) {{ id }} }}", "9".repeat(30_000))),
        document(
            "lists of lists of a type",
            format!("query($a: {}Int{} = 1) {{ __typename }}", "[".repeat(198), "]".repeat(198)),
        ),
        document("lists of an unknown type", "query($a: [Nope] = 1, $b: [[Nope!]!]! = [[1]]) { __typename }"),
        document(
            "lists of an output type",
            "query($a: [Patient] = 1, $b: Node = {}, $c: [__Type] = []) { __typename }",
        ),
        document(
            "a type that no parser reads",
            filled("query($a: Int", |_| "!".to_owned(), ") { __typename }"),
        ),
        document("dots", filled("{ ", |_| "...".to_owned(), "}")),
        document("nothing but braces", "{".repeat(BRACKETS)),
        document("closing braces", "}".repeat(BYTES)),
        document("zeros", "\u{0}".repeat(BYTES)),
        document("more than is looked at", " ".repeat(BYTES + 1)),
    ]
}
