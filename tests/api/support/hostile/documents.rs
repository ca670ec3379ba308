//! Documents that try to overload or crash a server.

/// A document, and a description of the attack.
pub struct Document {
    pub what: String,
    pub text: String,
}

/// The limits of a document: bytes, and opening braces and brackets.
pub(super) const BYTES: usize = 32 * 1024;
pub(super) const BRACKETS: usize = 200;

pub(super) fn document(what: &str, text: impl Into<String>) -> Document {
    Document { what: what.to_owned(), text: text.into() }
}

fn nested(open: &str, close: &str, depth: usize) -> String {
    format!("{}{}", open.repeat(depth), close.repeat(depth))
}

/// As many repetitions as the limit of bytes allows.
pub(super) fn filled(begin: &str, of: impl Fn(usize) -> String, end: &str) -> String {
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

/// That many repetitions.
pub fn numbered(count: usize, of: impl Fn(usize) -> String) -> String {
    (0..count).map(of).collect()
}

/// Nested values in every position of a document, at the limit of brackets, one above it, and with thousands.
pub fn nested_values() -> Vec<Document> {
    let mut all = Vec::new();
    for brackets in [BRACKETS, BRACKETS + 1, 5_000, 15_000] {
        for (of, open, inner) in [("lists", "[", "]"), ("objects", "{a:", "}")] {
            let value = |own: usize| {
                let depth = brackets - own;
                // The innermost object must have a value.
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

/// Fragments that spread the next one twice, and cycles of fragments.
pub fn spreading() -> Vec<Document> {
    let doubling = |depth: usize| {
        let fragments: String =
            numbered(depth, |n| format!("fragment F{n} on Query {{ ...F{0} ...F{0} }} ", n + 1));
        format!("{{ ...F0 }} {fragments}fragment F{depth} on Query {{ __typename }}")
    };
    let mut all: Vec<Document> = [5, 25, 30, 60, 190]
        .iter()
        .map(|depth| document(&format!("{depth} doubling fragments"), doubling(*depth)))
        .collect();
    let through: String = numbered(30, |n| {
        format!(
            "fragment F{n} on Patient {{ appointments {{ edges {{ node {{ patient {{ ...F{0} ...F{0} }} }} }} }} }} ",
            n + 1
        )
    });
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
        "an unused cycle",
        "{ __typename } fragment A on Query { ...B } fragment B on Query { ...A }",
    ));
    all.push(document("circles through fields", "{ node(id: 1) { ...A } } fragment A on Patient { appointments { edges { node { patient { ...A } } } } }"));
    all
}
