//! Whether what is given fits what the schema asks for (GraphQL specification, "Coercing Variable Values" and "Values of Correct
//! Type").
//!
//! The library finds out some of it only when it comes to the field, and then refuses that alone; by the specification nothing
//! of such an operation may run. All faults are found, up to a limit, each with its path, and none of them quotes what was given.

use async_graphql::{
    Name, Pos, ServerError,
    registry::{MetaType, MetaTypeName, Registry},
};
use async_graphql_value::{ConstValue, Value};

use super::{
    given::Given,
    walk::{Seen, Walk},
};
use crate::{
    error::{FieldPath, GeneralError, Segment, Violation},
    graphql::{DocumentLimits, failure::refused},
};

/// Every fault of the values of an operation, those of its variables first.
pub(super) fn faults(walk: &Walk<'_>, fields: &[Seen<'_>]) -> Vec<ServerError> {
    let mut found = Found { walk, errors: Vec::new(), pos: Pos::default() };
    for definition in &walk.operation.variable_definitions {
        found.pos = definition.pos;
        found.variable(&definition.node.name.node, &definition.node.var_type.node.to_string());
    }
    for seen in fields {
        for (name, value) in &seen.field.node.arguments {
            if let Some(argument) = seen.meta.args.get(name.node.as_str()) {
                found.pos = name.pos;
                let mut path = vec![Segment::Given(name.node.to_string())];
                found.check(&argument.ty, Given::Written(&value.node), &mut path);
            }
        }
    }
    found.errors
}

struct Found<'a> {
    walk: &'a Walk<'a>,
    errors: Vec<ServerError>,
    pos: Pos,
}

impl Found<'_> {
    fn variable(&mut self, name: &Name, wanted: &str) {
        let mut path = vec![Segment::Given(name.to_string())];
        match self.walk.variables.get(name) {
            Some(value) => self.check(wanted, Given::Sent(value), &mut path),
            None if wanted.ends_with('!') && self.walk.variable(name).is_none() => {
                self.require(&path, wanted);
            }
            None => {}
        }
    }

    fn check(&mut self, wanted: &str, given: Given<'_>, path: &mut FieldPath) {
        if self.errors.len() >= DocumentLimits::ERRORS || given.is_variable() {
            return;
        }
        match MetaTypeName::create(wanted) {
            MetaTypeName::NonNull(wanted) if given.is_null() => {
                self.require(path, wanted);
            }
            MetaTypeName::NonNull(wanted) => self.check(wanted, given, path),
            _ if given.is_null() => {}
            MetaTypeName::List(wanted) => match given.entries() {
                Some(entries) => {
                    for (index, entry) in entries.into_iter().enumerate() {
                        path.push(Segment::Index(index));
                        self.check(wanted, entry, path);
                        path.pop();
                    }
                }
                None => self.check(wanted, given, path),
            },
            MetaTypeName::Named(wanted) => self.check_named(wanted, given, path),
        }
    }

    fn check_named(&mut self, wanted: &str, given: Given<'_>, path: &mut FieldPath) {
        let registry: &Registry = self.walk.registry;
        let fits = match registry.types.get(wanted) {
            Some(MetaType::Scalar { is_valid, .. }) => given.leaf().is_some_and(|leaf| {
                fits_its_range(wanted, &leaf) && is_valid.as_ref().is_none_or(|valid| valid(&leaf))
            }),
            Some(MetaType::Enum { enum_values, .. }) => {
                given.enum_value().is_some_and(|value| enum_values.contains_key(value))
            }
            Some(MetaType::InputObject { .. }) => {
                let Some(members) = given.members() else {
                    return self.refuse(path, format!("expected an object of type \"{wanted}\""));
                };
                return self.check_members(wanted, &members, path);
            }
            Some(MetaType::Object { .. } | MetaType::Interface { .. } | MetaType::Union { .. }) | None => {
                true
            }
        };
        if !fits {
            self.refuse(path, format!("expected a value of type \"{wanted}\""));
        }
    }

    fn check_members(&mut self, wanted: &str, members: &[(&Name, Given<'_>)], path: &mut FieldPath) {
        let registry: &Registry = self.walk.registry;
        let Some(MetaType::InputObject { input_fields, oneof, .. }) = registry.types.get(wanted) else {
            return;
        };
        let is_left_out = |given: &Given<'_>| match given {
            Given::Written(Value::Variable(name)) => {
                // One that has to be given is refused for itself.
                let is_required = self.walk.definition(name).is_some_and(|it| !it.var_type.node.nullable);
                !is_required && self.walk.variable(name).is_none_or(|value| *value == ConstValue::Null)
            }
            given => given.is_null(),
        };
        if *oneof && (members.len() != 1 || members.iter().any(|(_, given)| is_left_out(given))) {
            return self.refuse(path, format!("exactly one field of \"{wanted}\" must be given"));
        }
        for (name, given) in members {
            let field = input_fields.get(name.as_str());
            let is_told = field.is_some() || is_name(name);
            if is_told {
                path.push(Segment::Given(name.to_string()));
            }
            match field {
                Some(field) => self.check(&field.ty, *given, path),
                None => self.refuse(path, format!("\"{wanted}\" has no such field")),
            }
            if is_told {
                path.pop();
            }
        }
        for field in input_fields.values() {
            let is_given = members.iter().any(|(name, _)| name.as_str() == field.name);
            if !is_given && field.ty.ends_with('!') && field.default_value.is_none() {
                path.push(Segment::Given(field.name.clone()));
                self.require(path, &field.ty);
                path.pop();
            }
        }
    }

    fn require(&mut self, path: &FieldPath, wanted: &str) {
        let wanted = wanted.strip_suffix('!').unwrap_or(wanted);
        self.refuse(path, format!("a value of type \"{wanted}\" is required"));
    }

    fn refuse(&mut self, path: &FieldPath, detail: String) {
        if self.errors.len() < DocumentLimits::ERRORS {
            let violation =
                Violation { field: path.clone(), ..Violation::new(GeneralError::BadUserInput { detail }) };
            self.errors.push(refused(violation, Some(self.pos)));
        }
    }
}

/// The longest name of no field that is repeated to whoever gave it.
const LONGEST_NAME: usize = 32;

/// Whether it could be a field's name, and so is no number, address or token that came there by mistake.
fn is_name(name: &str) -> bool {
    let is_allowed = |c: u8| c.is_ascii_alphanumeric() || c == b'_';
    (1..=LONGEST_NAME).contains(&name.len())
        && name.bytes().all(is_allowed)
        && !name.starts_with(|c: char| c.is_ascii_digit())
}

/// Of the library's own scalars, `Int` has a range that it finds out too late.
fn fits_its_range(scalar: &str, value: &ConstValue) -> bool {
    match value {
        ConstValue::Number(number) if scalar == "Int" => {
            number.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
        }
        _ => true,
    }
}
