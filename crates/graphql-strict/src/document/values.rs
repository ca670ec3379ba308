//! Validates the types of values (GraphQL specification, "Values of Correct Type" and "Coercing Variable
//! Values").
//!
//! Literals are checked once for each document, in all of its operations and fragments. The values of
//! variables are checked for each request. All errors are reported, up to a limit, each with its path. No
//! error quotes a value.

use async_graphql::{
    Name, PathSegment, Pos, Positioned, Variables,
    parser::types::OperationDefinition,
    registry::{MetaInputValue, MetaType, MetaTypeName, Registry},
};
use async_graphql_value::ConstValue;

use super::{
    argument_paths::{self, InputPath},
    input_value::InputValue,
    walk::VisitedField,
};
use crate::{DocumentError, DocumentLimits, Reason};

/// A position in a document that uses a variable.
pub(super) struct VariableUsage<'a> {
    pub name: &'a Name,
    pub pos: Pos,
    /// The type that the position expects.
    pub expected: String,
    /// Whether the schema has a default for the position.
    pub has_default: bool,
    /// Whether the position is the one field of a `@oneOf` input.
    pub is_one_of: bool,
}

/// The errors of the variable values of a request, for an operation with these fields.
pub(super) fn variable_errors(
    registry: &Registry,
    operation: &OperationDefinition,
    fields: &[VisitedField<'_>],
    variables: &Variables,
) -> Vec<DocumentError> {
    let mut validator = ValueValidator::new(registry, fields);
    for Positioned { node: definition, pos } in &operation.variable_definitions {
        let (name, expected) = (&definition.name.node, definition.var_type.node.to_string());
        validator.pos = *pos;
        validator.variable = Some(name);
        let mut path = InputPath::new();
        match variables.get(name) {
            Some(value) => {
                validator.check(
                    ExpectedInput::without_default(&expected),
                    InputValue::Json(value),
                    &mut path,
                );
            }
            None if !definition.var_type.node.nullable && definition.default_value.is_none() => {
                validator.add_error(&path, Reason::ValueRequired);
            }
            None => {}
        }
    }
    validator.errors
}

/// Validates values, and collects their errors and the variables in them.
pub(super) struct ValueValidator<'a> {
    registry: &'a Registry,
    /// The fields of the operation to run.
    fields: &'a [VisitedField<'a>],
    pub errors: Vec<DocumentError>,
    pub usages: Vec<VariableUsage<'a>>,
    /// The position of the checked value in the document.
    pos: Pos,
    /// The variable whose value or default is checked. Error paths are relative to it.
    variable: Option<&'a Name>,
}

/// The expected type at a position.
#[derive(Clone, Copy)]
struct ExpectedInput<'a> {
    expected: &'a str,
    has_default: bool,
    is_one_of: bool,
}

impl<'a> ValueValidator<'a> {
    pub(super) fn new(registry: &'a Registry, fields: &'a [VisitedField<'a>]) -> Self {
        let (errors, usages) = (Vec::new(), Vec::new());
        Self { registry, fields, errors, usages, pos: Pos::default(), variable: None }
    }

    /// Checks the literal of an argument.
    pub(super) fn argument(
        &mut self,
        name: &Positioned<Name>,
        expected: &MetaInputValue,
        value: InputValue<'a>,
    ) {
        self.pos = name.pos;
        self.variable = None;
        let mut path = vec![PathSegment::Field(name.node.to_string())];
        self.check(ExpectedInput::of(expected), value, &mut path);
    }

    /// Checks the default of a variable.
    pub(super) fn default_of(&mut self, name: &'a Positioned<Name>, expected: &str, value: &'a ConstValue) {
        self.pos = name.pos;
        self.variable = Some(&name.node);
        let mut path = InputPath::new();
        self.check(ExpectedInput::without_default(expected), InputValue::Default(value), &mut path);
    }

    fn check(&mut self, place: ExpectedInput<'_>, value: InputValue<'a>, path: &mut InputPath) {
        if self.errors.len() >= DocumentLimits::ERRORS {
            return;
        }
        if let Some(name) = value.variable() {
            let ExpectedInput { expected, has_default, is_one_of } = place;
            let expected = expected.to_owned();
            self.usages.push(VariableUsage { name, pos: self.pos, expected, has_default, is_one_of });
            return;
        }
        match (MetaTypeName::create(place.expected), value.entries()) {
            (MetaTypeName::NonNull(_), _) if value.is_null() => {
                self.add_error(path, Reason::ValueRequired);
            }
            (MetaTypeName::NonNull(expected), _) => {
                self.check(ExpectedInput { expected, ..place }, value, path);
            }
            _ if value.is_null() => {}
            (MetaTypeName::List(expected), Some(entries)) => {
                let place = ExpectedInput::without_default(expected);
                self.each(entries, path, |validator, entry, path| validator.check(place, entry, path));
            }
            (MetaTypeName::List(expected), None) => {
                self.check(ExpectedInput { expected, ..place }, value, path);
            }
            (MetaTypeName::Named(expected), _) => self.check_named(expected, value, path),
        }
    }

    fn each(
        &mut self,
        entries: Vec<InputValue<'a>>,
        path: &mut InputPath,
        mut check: impl FnMut(&mut Self, InputValue<'a>, &mut InputPath),
    ) {
        for (index, entry) in entries.into_iter().enumerate() {
            path.push(PathSegment::Index(index));
            check(self, entry, path);
            path.pop();
        }
    }

    fn check_named(&mut self, expected: &str, value: InputValue<'a>, path: &mut InputPath) {
        let fits = match self.registry.types.get(expected) {
            Some(MetaType::Scalar { is_valid, .. }) => value.scalar().is_some_and(|scalar| {
                is_in_range(expected, &scalar) && is_valid.as_ref().is_none_or(|valid| valid(&scalar))
            }),
            Some(MetaType::Enum { enum_values, .. }) => {
                value.enum_value().is_some_and(|value| enum_values.contains_key(value))
            }
            Some(MetaType::InputObject { .. }) => {
                return match value.members() {
                    Some(members) => self.check_members(expected, &members, path),
                    None => self.refuse(path, format!("expected an object of type \"{expected}\"")),
                };
            }
            // Validation refuses variables and arguments of other types.
            Some(MetaType::Object { .. } | MetaType::Interface { .. } | MetaType::Union { .. }) | None => {
                true
            }
        };
        if !fits {
            self.refuse(path, format!("expected a value of type \"{expected}\""));
        }
    }

    fn check_members(
        &mut self,
        expected: &str,
        members: &[(&'a Name, InputValue<'a>)],
        path: &mut InputPath,
    ) {
        let Some(MetaType::InputObject { input_fields, oneof, .. }) = self.registry.types.get(expected)
        else {
            return;
        };
        if *oneof && (members.len() != 1 || members.iter().any(|(_, value)| value.is_null())) {
            return self.refuse(path, format!("exactly one field of \"{expected}\" must be given"));
        }
        for (name, value) in members {
            let field = input_fields.get(name.as_str());
            let is_shown = field.is_some() || is_name(name);
            if is_shown {
                path.push(PathSegment::Field(name.to_string()));
            }
            match field {
                Some(field) => {
                    self.check(ExpectedInput { is_one_of: *oneof, ..ExpectedInput::of(field) }, *value, path);
                }
                None => self.refuse(path, format!("\"{expected}\" has no such field")),
            }
            if is_shown {
                path.pop();
            }
        }
        for field in input_fields.values() {
            let is_present = members.iter().any(|(name, _)| name.as_str() == field.name);
            if !is_present && field.ty.ends_with('!') && field.default_value.is_none() {
                path.push(PathSegment::Field(field.name.clone()));
                self.add_error(path, Reason::ValueRequired);
                path.pop();
            }
        }
    }

    fn refuse(&mut self, path: &[PathSegment], detail: String) {
        self.add_error(path, Reason::InvalidValue { detail });
    }

    fn add_error(&mut self, path: &[PathSegment], reason: Reason) {
        if self.errors.len() < DocumentLimits::ERRORS {
            let start = self.variable.map(|name| argument_paths::of_variable(name, self.fields));
            let input = start.into_iter().flatten().chain(path.iter().cloned()).collect();
            self.errors.push(DocumentError { input, ..DocumentError::new(reason, Some(self.pos)) });
        }
    }
}

impl<'a> ExpectedInput<'a> {
    fn without_default(expected: &'a str) -> Self {
        Self { expected, has_default: false, is_one_of: false }
    }

    fn of(expected: &'a MetaInputValue) -> Self {
        Self { expected: &expected.ty, has_default: expected.default_value.is_some(), is_one_of: false }
    }
}

/// The maximum length of an unknown field name that an error quotes, in characters.
const LONGEST_NAME: usize = 32;

/// Whether a key can be a field name. A number, address or token that was sent by mistake is not quoted.
fn is_name(name: &str) -> bool {
    let is_allowed = |c: u8| c.is_ascii_alphanumeric() || c == b'_';
    (1..=LONGEST_NAME).contains(&name.len())
        && name.bytes().all(is_allowed)
        && !name.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a number is within the range of `Int`. The library checks that range only when it executes the
/// field.
fn is_in_range(scalar: &str, value: &ConstValue) -> bool {
    match value {
        ConstValue::Number(number) if scalar == "Int" => {
            number.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
        }
        _ => true,
    }
}
