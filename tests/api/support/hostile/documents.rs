//! Documents that are made to keep a server busy, or to end it.

/// A document, and what is tried with it.
pub struct Document {
    pub what: String,
    pub text: String,
}

/// The most bytes of a document that are looked at, and the most opening braces and brackets.
const BYTES: usize = 32 * 1024;
const BRACKETS: usize = 200;

fn document(what: &str, text: impl Into<String>) -> Document {
    Document { what: what.to_owned(), text: text.into() }
}

fn nested(open: &str, close: &str, depth: usize) -> String {
    format!("{}{}", open.repeat(depth), close.repeat(depth))
}

/// As many of something as there are bytes for.
fn filled(begin: &str, of: impl Fn(usize) -> String, end: &str) -> String {
    let mut text = begin.to_owned();
    for n in 0.. {
        let next = of(n);
        if text.len() + next.len() + end.len() > BYTES {
            break;
        }
        text += &next;
    }
    text + end
}

/// Values within values, wherever values may stand; with as many brackets as are permitted, and with thousands.
pub fn nested_values() -> Vec<Document> {
    let mut all = Vec::new();
    for brackets in [BRACKETS, BRACKETS + 1, 5_000, 15_000] {
        for (of, open, inner) in [("lists", "[", "]"), ("objects", "{a:", "}")] {
            let value = |own: usize| {
                let depth = brackets - own;
                // An object must hold something in the end.
                if of == "lists" {
                    nested(open, inner, depth)
                } else {
                    format!("{}1{}", open.repeat(depth), inner.repeat(depth))
                }
            };
            let what = |place: &str| format!("{brackets} brackets of {of} {place}");
            all.push(document(&what("as an argument"), format!("{{ node(id: {}) {{ id }} }}", value(2))));
            all.push(document(
                &what("as a default"),
                format!("query($a: [Int] = {}) {{ __typename }}", value(2)),
            ));
            all.push(document(
                &what("as an unknown default"),
                format!("query($a: [Nope] = {}) {{ __typename }}", value(2)),
            ));
            all.push(document(
                &what("in a directive"),
                format!("{{ __typename @include(if: {}) }}", value(1)),
            ));
            all.push(document(
                &what("in a mutation"),
                format!("mutation {{ login(input: {}) {{ __typename }} }}", value(2)),
            ));
            all.push(document(&what("unclosed"), format!("{{ node(id: {}", open.repeat(brackets - 1))));
        }
    }
    all
}

/// Fragments that spread each other twice, and those that have no end.
pub fn spreading() -> Vec<Document> {
    let doubling = |depth: usize| {
        let fragments: String =
            (0..depth).map(|n| format!("fragment F{n} on Query {{ ...F{0} ...F{0} }} ", n + 1)).collect();
        format!("{{ ...F0 }} {fragments}fragment F{depth} on Query {{ __typename }}")
    };
    let mut all: Vec<Document> = [5, 25, 30, 60, 190]
        .iter()
        .map(|depth| document(&format!("{depth} doubling fragments"), doubling(*depth)))
        .collect();
    let through: String = (0..30)
        .map(|n| format!("fragment F{n} on Patient {{ appointments {{ edges {{ node {{ patient {{ ...F{0} ...F{0} }} }} }} }} }} ", n + 1))
        .collect();
    all.push(document(
        "doubling fragments with fields",
        format!(
            "{{ patients {{ edges {{ node {{ ...F0 }} }} }} }} {through}fragment F30 on Patient {{ id }}"
        ),
    ));
    all.push(document("a fragment that spreads itself", "{ ...A } fragment A on Query { ...A ...A }"));
    all.push(document(
        "fragments in a circle",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...C } fragment C on Query { ...A }",
    ));
    all.push(document(
        "a circle that nobody spreads",
        "{ __typename } fragment A on Query { ...B } fragment B on Query { ...A }",
    ));
    all.push(document("circles through fields", "{ node(id: 1) { ...A } } fragment A on Patient { appointments { edges { node { patient { ...A } } } } }"));
    all.push(document(
        "a thousand spreads of one",
        format!("{{ {} }} fragment A on Query {{ __typename }}", "...A ".repeat(990)),
    ));
    all.push(document("many fragments, all in all", {
        let spreads: String = (0..60).map(|n| format!("...F{n} ")).collect();
        let fragments: String =
            (0..60).map(|n| format!("fragment F{n} on Query {{ {} }} ", "__typename ".repeat(15))).collect();
        format!("{{ {spreads}}} {fragments}")
    }));
    all
}

/// What else is many, long or strange.
pub fn floods() -> Vec<Document> {
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
            format!("{{ {} }}", (0..1_999).map(|n| format!("patint{n} ")).collect::<String>()),
        ),
        document(
            "unknown fields of a long name",
            format!("{{ {} }}", format!("{} ", "patients".repeat(60)).repeat(60)),
        ),
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
            let arguments: String = (0..2_000).map(|n| format!("a{n}:1 ")).collect();
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
            let definitions: String = (0..1_300).map(|n| format!("$a{n}:ID!")).collect();
            let uses: String = (0..1_300).map(|n| format!("$a{n} ")).collect();
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
        document("inline fragments", format!("{{ {} __typename {}", "... { ".repeat(198), "} ".repeat(199))),
        document("inline fragments beside each other", format!("{{ {} }}", "...{__typename}".repeat(198))),
        document(
            "conditions on a type",
            format!("{{ {} __typename {}", "... on Query { ".repeat(198), "} ".repeat(199)),
        ),
        document(
            "conditions on unknown types",
            format!("{{ {} }}", (0..198).map(|n| format!("... on T{n} {{ id }} ")).collect::<String>()),
        ),
        document(
            "fields within fields",
            format!("{{ patients {{ {} id {}", "edges { node { appointments { ".repeat(60), "} ".repeat(182)),
        ),
        document("operations", (0..190).map(|n| format!("query Q{n} {{ __typename }} ")).collect::<String>()),
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
            format!(
                "{{ {} }}",
                (0..45).map(|n| format!("a{n}: __schema {{ types {{ name }} }} ")).collect::<String>()
            ),
        ),
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
