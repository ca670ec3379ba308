//! Builds operations with hostile values in selected input paths, and valid ones elsewhere.

use std::collections::BTreeMap;

use serde_json::json;

use super::{Hostile, Known};
use crate::support::{Field, InputValue, Types};

/// The path of an input value: the names from the argument on. `0` is an entry of a list.
pub type InputPath = Vec<String>;

/// How values are passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As JSON variables.
    Variables,
    /// As literals in the document.
    Literals,
}

/// A field to call, and the document around it.
pub struct TargetField {
    pub kind: &'static str,
    pub before: String,
    pub field: Field,
    pub after: &'static str,
}

pub struct Writer<'a> {
    pub types: &'a Types,
    pub known: &'a Known,
    pub target: &'a TargetField,
}

impl Writer<'_> {
    /// Every path of an input value in the arguments.
    pub fn paths(&self) -> Vec<(InputPath, InputValue)> {
        let mut paths = Vec::new();
        for input in self.target.field.arguments() {
            self.add_paths(&input, vec![input.name.clone()], &mut paths);
        }
        paths
    }

    fn add_paths(&self, input: &InputValue, path: InputPath, paths: &mut Vec<(InputPath, InputValue)>) {
        let within =
            if input.is_list() { [path.clone(), vec!["0".to_owned()]].concat() } else { path.clone() };
        for member in self.types.members(&input.type_name()) {
            self.add_paths(&member, [within.clone(), vec![member.name.clone()]].concat(), paths);
        }
        if within != path {
            paths.push((within, input.clone()));
        }
        paths.push((path, input.clone()));
    }

    /// The request body with these values in these paths.
    pub fn body(&self, hostile: &BTreeMap<InputPath, Hostile>, form: Form) -> String {
        let input: Vec<(InputValue, String)> = self
            .target
            .field
            .arguments()
            .into_iter()
            .filter(|input| input.is_required || contains_hostile(std::slice::from_ref(&input.name), hostile))
            .map(|input| {
                let value = self.value(&input, &mut vec![input.name.clone()], hostile, form);
                (input, value)
            })
            .collect();
        let listed = |one: &dyn Fn(&InputValue, &str) -> String, (open, close): (&str, &str)| {
            let all: Vec<String> = input.iter().map(|(input, value)| one(input, value)).collect();
            if all.is_empty() { String::new() } else { format!("{open}{}{close}", all.join(", ")) }
        };
        let TargetField { kind, before, field, after } = self.target;
        let selection = self.selection(field);
        let (definitions, arguments) = match form {
            Form::Variables => (
                listed(&|input, _| format!("${}: {}", input.name, input.type_text()), ("(", ")")),
                listed(&|input, _| format!("{0}: ${0}", input.name), ("(", ")")),
            ),
            Form::Literals => {
                (String::new(), listed(&|input, value| format!("{}: {value}", input.name), ("(", ")")))
            }
        };
        let document = format!("{kind}{definitions} {before} {}{arguments}{selection} {after}", field.name);
        let variables = match form {
            Form::Variables => listed(&|input, value| format!("\"{}\": {value}", input.name), ("{", "}")),
            Form::Literals => String::new(),
        };
        let variables = if variables.is_empty() { "{}" } else { &variables };
        format!("{{\"query\":{},\"variables\":{variables}}}", json!(document))
    }

    fn value(
        &self,
        input: &InputValue,
        path: &mut InputPath,
        hostile: &BTreeMap<InputPath, Hostile>,
        form: Form,
    ) -> String {
        if let Some(value) = hostile.get(path) {
            return value.clone();
        }
        if input.is_list() && path.last().is_none_or(|last| last != "0") {
            path.push("0".to_owned());
            let entry = self.value(input, path, hostile, form);
            path.pop();
            return format!("[{entry}]");
        }
        let of = input.type_name();
        match self.types.kind(&of) {
            "INPUT_OBJECT" => self.object(&of, path, hostile, form),
            "ENUM" if form == Form::Literals => self.types.enum_value(&of),
            "ENUM" => json!(self.types.enum_value(&of)).to_string(),
            _ => self.known.value(&self.target.field, &input.name, &of),
        }
    }

    fn object(
        &self,
        of: &str,
        path: &mut InputPath,
        hostile: &BTreeMap<InputPath, Hostile>,
        form: Form,
    ) -> String {
        let members = self.types.members(of);
        let first = members.first().map(|member| member.name.clone());
        let leads = |name: &str| contains_hostile(&[path.as_slice(), &[name.to_owned()]].concat(), hostile);
        let is_led = members.iter().any(|member| leads(&member.name));
        let is_first =
            |member: &InputValue| self.types.is_one_of(of) && !is_led && Some(&member.name) == first.as_ref();
        let chosen: Vec<InputValue> = members
            .iter()
            .filter(|member| member.is_required || leads(&member.name) || is_first(member))
            .cloned()
            .collect();
        let mut written = Vec::new();
        for member in chosen {
            path.push(member.name.clone());
            let value = self.value(&member, path, hostile, form);
            path.pop();
            let name = if form == Form::Variables { json!(member.name).to_string() } else { member.name };
            written.push(format!("{name}: {value}"));
        }
        format!("{{{}}}", written.join(", "))
    }

    /// Selects the ID and version of every record.
    fn selection(&self, field: &Field) -> String {
        let of = field.type_name();
        if ["SCALAR", "ENUM"].contains(&self.types.kind(&of)) {
            return String::new();
        }
        let has_version = |of: &str| {
            self.types.kind(of) == "OBJECT" && self.types.fields(of).iter().any(|it| it.name == "version")
        };
        let mut selected = vec!["__typename".to_owned()];
        for inner in self.types.fields(&of) {
            match inner.name.as_str() {
                "removedId" | "endedSessions" | "totalCount" => selected.push(inner.name),
                "edges" => selected.push("edges { cursor node { __typename } }".to_owned()),
                name if of.ends_with("Payload") && has_version(&inner.type_name()) => {
                    selected.push(format!("{name} {{ id version }}"));
                }
                _ => {}
            }
        }
        format!(" {{ {} }}", selected.join(" "))
    }
}

/// Whether a hostile value lies at or below this path.
fn contains_hostile(path: &[String], hostile: &BTreeMap<InputPath, Hostile>) -> bool {
    hostile.keys().any(|place| place.starts_with(path))
}
