//! The input types of the schema, by introspection.

use serde_json::{Value, json};

use super::TestApp;

/// Input types, and the root fields that use them.
pub struct InputSchema(Value);

/// A position in a document where a nullable value can be present or absent.
pub struct InputPlace {
    /// `query` or `mutation`.
    pub kind: &'static str,
    /// The document before the position, without its beginning.
    pub before: String,
    /// The document after the position.
    pub after: String,
    /// The argument or input field.
    pub key: String,
    /// Its nullable type.
    pub of: String,
    /// A value of this type. The server's rules refuse it where possible.
    pub literal: String,
}

const QUERY: &str = "{ __schema {
    types { name kind enumValues { name } inputFields { ...Input } isOneOf fields { name args { ...Input } type { ...Type } } } } }
    fragment Input on __InputValue { name defaultValue type { ...Type } }
    fragment Type on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }";

impl InputSchema {
    pub async fn of(app: &TestApp) -> Self {
        Self(app.query(QUERY).await.data("/__schema"))
    }

    fn named(&self, name: &str) -> &Value {
        let types = self.0["types"].as_array().expect("types");
        types.iter().find(|of| of["name"] == name).unwrap_or_else(|| panic!("no type {name}"))
    }

    /// The nullable fields of an input with their types, except the expected version.
    pub fn nullable_fields(&self, input: &str) -> Vec<(String, String)> {
        let fields = self.named(input)["inputFields"].as_array().expect("fields").iter();
        let nullable = fields.filter(|field| field["type"]["kind"] != "NON_NULL");
        let named = nullable.map(|field| (text(&field["name"]), written(&field["type"])));
        named.filter(|(name, _)| name != "expectedVersion").collect()
    }

    /// Every position in the arguments of root fields, including lists and nested inputs.
    pub fn places(&self) -> Vec<InputPlace> {
        let mut places = Vec::new();
        for (kind, root) in [("query", "Query"), ("mutation", "Mutation")] {
            for field in self.named(root)["fields"].as_array().expect("fields") {
                let select = if is_leaf(&field["type"]) { "}" } else { " { __typename } }" };
                let (before, after) = (format!("{{ {}(", text(&field["name"])), format!("){select}"));
                self.add_places(kind, &before, &after, &field["args"], 0, &mut places);
            }
        }
        places
    }

    /// The positions among the members of one object, and below them.
    fn add_places(
        &self,
        kind: &'static str,
        before: &str,
        after: &str,
        members: &Value,
        depth: usize,
        places: &mut Vec<InputPlace>,
    ) {
        let members = members.as_array().expect("members");
        for member in members {
            let name = text(&member["name"]);
            let others = members.iter().filter(|other| other["name"] != member["name"] && is_required(other));
            let others: Vec<String> = others
                .map(|other| format!("{}: {}, ", text(&other["name"]), self.literal(&other["type"])))
                .collect();
            let others = others.concat();
            // A field without arguments has no parentheses. Otherwise they contain the other arguments.
            let before = format!("{before}{others}");
            if !is_required(member) && (depth > 0 || !others.is_empty() || members.len() > 1) {
                let filler =
                    members.iter().find(|other| other["name"] != member["name"] && !is_required(other));
                let filler = match filler {
                    Some(other) if others.is_empty() && depth == 0 => {
                        format!("{}: null, ", text(&other["name"]))
                    }
                    _ => String::new(),
                };
                places.push(InputPlace {
                    kind,
                    before: format!("{before}{filler}"),
                    after: after.to_owned(),
                    key: name.clone(),
                    of: written(&member["type"]).trim_end_matches('!').to_owned(),
                    literal: self.literal(&member["type"]),
                });
            }
            let (of, lists) = innermost(&member["type"]);
            let inner = self.named(&text(&of["name"]));
            // A oneOf input has exactly one field, so it cannot be absent.
            if inner["kind"] == "INPUT_OBJECT" && inner["isOneOf"] != true && depth < 4 {
                let before = format!("{before}{name}: {}{{", "[".repeat(lists));
                let after = format!("}}{}{after}", "]".repeat(lists));
                self.add_places(kind, &before, &after, &inner["inputFields"], depth + 1, places);
            }
        }
    }

    /// A literal of a type with required fields only.
    fn literal(&self, of: &Value) -> String {
        match of["kind"].as_str() {
            Some("NON_NULL") => self.literal(&of["ofType"]),
            Some("LIST") => format!("[{}]", self.literal(&of["ofType"])),
            _ => self.named_literal(self.named(&text(&of["name"]))),
        }
    }

    fn named_literal(&self, of: &Value) -> String {
        match (of["kind"].as_str(), of["name"].as_str()) {
            (Some("ENUM"), _) => text(&of["enumValues"][0]["name"]),
            (Some("INPUT_OBJECT"), _) if of["isOneOf"] == true => "{ id: \"\" }".to_owned(),
            (Some("INPUT_OBJECT"), _) => {
                let fields =
                    of["inputFields"].as_array().expect("fields").iter().filter(|field| is_required(field));
                let fields =
                    fields.map(|field| format!("{}: {}", text(&field["name"]), self.literal(&field["type"])));
                format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
            }
            (_, Some("Int")) => "-7".to_owned(),
            (_, Some("Boolean")) => "true".to_owned(),
            _ => "\"\"".to_owned(),
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn is_required(member: &Value) -> bool {
    member["type"]["kind"] == "NON_NULL" && member["defaultValue"] == json!(null)
}

fn written(of: &Value) -> String {
    match of["kind"].as_str() {
        Some("NON_NULL") => format!("{}!", written(&of["ofType"])),
        Some("LIST") => format!("[{}]", written(&of["ofType"])),
        _ => text(&of["name"]),
    }
}

/// The innermost type, and the number of lists around it.
fn innermost(of: &Value) -> (&Value, usize) {
    match of["kind"].as_str() {
        Some("NON_NULL") => innermost(&of["ofType"]),
        Some("LIST") => {
            let (of, lists) = innermost(&of["ofType"]);
            (of, lists + 1)
        }
        _ => (of, 0),
    }
}

fn is_leaf(of: &Value) -> bool {
    ["SCALAR", "ENUM"].iter().any(|kind| innermost(of).0["kind"] == *kind)
}
