//! Generates operations from introspection.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::TestApp;

/// Every type by name, except the introspection types.
pub struct Types(BTreeMap<String, Value>);

/// A field of an object or interface.
#[derive(Debug, Clone)]
pub struct Field {
    pub object: String,
    pub name: String,
    definition: Value,
}

/// An argument or an input field (`__InputValue`).
#[derive(Debug, Clone)]
pub struct InputValue {
    pub name: String,
    /// Whether it must be present and not null.
    pub is_required: bool,
    definition: Value,
}

const INTROSPECTION: &str = "{ __schema { queryType { name } mutationType { name } types {
    kind name isOneOf enumValues(includeDeprecated: true) { name }
    fields(includeDeprecated: true) { name args { ...Given } type { ...Type } } inputFields { ...Given } } } }
fragment Given on __InputValue { name defaultValue type { ...Type } }
fragment Type on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }";

impl Types {
    pub async fn of(app: &TestApp) -> Self {
        let types = app.query(INTROSPECTION).await.data("/__schema/types");
        let ours = list(&types).into_iter().filter(|kind| !name(kind).starts_with("__"));
        Self(ours.map(|kind| (name(&kind), kind)).collect())
    }

    /// The names of the types with fields.
    pub fn with_fields(&self) -> impl Iterator<Item = &str> {
        let has_fields =
            |kind: &Value| ["OBJECT", "INTERFACE"].contains(&kind["kind"].as_str().expect("a kind"));
        self.0.iter().filter(move |(_, kind)| has_fields(kind)).map(|(name, _)| name.as_str())
    }

    pub fn fields(&self, object: &str) -> Vec<Field> {
        let fields = list(&self.0[object]["fields"]).into_iter();
        fields
            .map(|definition| Field { object: object.to_owned(), name: name(&definition), definition })
            .collect()
    }

    /// The members of an input type. Empty for other types.
    pub fn members(&self, of: &str) -> Vec<InputValue> {
        given_of(&self.0[of]["inputFields"])
    }

    /// Whether exactly one member of an input type must be present (`isOneOf`).
    pub fn is_one_of(&self, input: &str) -> bool {
        self.0[input]["isOneOf"] == json!(true)
    }

    /// The first value of an enumeration.
    pub fn enum_value(&self, of: &str) -> String {
        name(&self.0[of]["enumValues"][0])
    }

    pub fn kind(&self, of: &str) -> &str {
        self.0[of]["kind"].as_str().expect("a kind")
    }

    /// The field as selected in an operation, with required arguments only, and `__typename` of an object.
    pub fn minimal_selection(&self, field: &Field) -> String {
        let given = self.given(&list(&field.definition["args"]));
        let arguments = if given.is_empty() { String::new() } else { format!("({given})") };
        let selection = match self.kind(&field.type_name()) {
            "OBJECT" | "INTERFACE" | "UNION" => " { __typename }",
            _ => "",
        };
        format!("{}{arguments}{selection}", field.name)
    }

    /// Values for the required ones among these arguments or input fields.
    fn given(&self, values: &[Value]) -> String {
        let must = |value: &&Value| value["type"]["kind"] == "NON_NULL" && value["defaultValue"].is_null();
        let given = values.iter().filter(must).map(|value| self.member(value));
        given.collect::<Vec<_>>().join(", ")
    }

    fn member(&self, value: &Value) -> String {
        format!("{}: {}", name(value), self.value(&value["type"]))
    }

    /// A value of the type.
    fn value(&self, of: &Value) -> String {
        match of["kind"].as_str().expect("a kind") {
            "NON_NULL" => self.value(&of["ofType"]),
            "LIST" => format!("[{}]", self.value(&of["ofType"])),
            _ => self.named_value(&name(of)),
        }
    }

    fn named_value(&self, of: &str) -> String {
        let kind = &self.0[of];
        match self.kind(of) {
            "ENUM" => name(&kind["enumValues"][0]),
            "INPUT_OBJECT" if kind["isOneOf"] == json!(true) => {
                format!("{{ {} }}", self.member(&kind["inputFields"][0]))
            }
            "INPUT_OBJECT" => format!("{{ {} }}", self.given(&list(&kind["inputFields"]))),
            "SCALAR" => scalar(of).to_owned(),
            other => panic!("{of} is no type of a value but {other}"),
        }
    }
}

fn scalar(of: &str) -> &'static str {
    match of {
        "Boolean" => "true",
        "Int" | "Float" => "30",
        "ID" => r#""nothing""#,
        "String" => r#""Some text""#,
        "NhsNumber" => r#""9434765919""#,
        "Date" => r#""1980-05-17""#,
        "DateTime" => r#""2026-03-02T10:00:00Z""#,
        "Postcode" => r#""CF10 1EP""#,
        "Locale" => r#""en-GB""#,
        _ => panic!("say here what a value of the scalar {of} looks like"),
    }
}

impl Field {
    /// Its arguments.
    pub fn arguments(&self) -> Vec<InputValue> {
        given_of(&self.definition["args"])
    }

    /// The name of its type without wrapping types.
    pub fn type_name(&self) -> String {
        named(&self.definition["type"])
    }

    pub fn is_nullable(&self) -> bool {
        self.definition["type"]["kind"] != "NON_NULL"
    }
}

impl InputValue {
    /// Its type in the syntax of documents.
    pub fn type_text(&self) -> String {
        type_text(&self.definition["type"])
    }

    /// The name of its type without wrapping types.
    pub fn type_name(&self) -> String {
        named(&self.definition["type"])
    }

    pub fn is_list(&self) -> bool {
        self.type_text().starts_with('[')
    }
}

fn given_of(definition: &Value) -> Vec<InputValue> {
    let given = |definition: Value| InputValue {
        name: name(&definition),
        is_required: definition["type"]["kind"] == "NON_NULL" && definition["defaultValue"].is_null(),
        definition,
    };
    list(definition).into_iter().map(given).collect()
}

fn type_text(of: &Value) -> String {
    match of["kind"].as_str().expect("a kind") {
        "NON_NULL" => format!("{}!", type_text(&of["ofType"])),
        "LIST" => format!("[{}]", type_text(&of["ofType"])),
        _ => name(of),
    }
}

fn named(of: &Value) -> String {
    if of["ofType"].is_null() { name(of) } else { named(&of["ofType"]) }
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn name(value: &Value) -> String {
    value["name"].as_str().expect("a name").to_owned()
}
