//! Whether values have the types that the schema expects (GraphQL specification, "Values of Correct Type" and
//! "Coercing Variable Values").
//!
//! Literals are checked once for each document, in all of its operations and fragments. The values of variables are
//! checked for each request. All errors are found, up to a limit, each with its path; none of them quotes a value.

use async_graphql::{
    Name, Pos, Positioned, ServerError, Variables,
    parser::types::OperationDefinition,
    registry::{MetaInputValue, MetaType, MetaTypeName, Registry},
};
use async_graphql_value::ConstValue;

use super::{argument_paths, input_value::InputValue, walk::VisitedField};
use crate::{
    error::{FieldPath, GeneralError, Segment, Violation},
    graphql::{DocumentLimits, failure::refused},
};

/// A place of a document where a variable is used.
pub(super) struct VariableUsage<'a> {
    pub name: &'a Name,
    pub pos: Pos,
    /// The type that the place expects.
    pub expected: String,
    /// Whether the schema has a default for the place.
    pub has_default: bool,
    /// Whether the place is the one field of a `@oneOf` input.
    pub is_one_of: bool,
}

/// The errors of the values that a request gives for the variables of an operation with these fields.
pub(super) fn variable_errors(
    registry: &Registry,
    operation: &OperationDefinition,
    fields: &[VisitedField<'_>],
    variables: &Variables,
) -> Vec<ServerError> {
    let mut validator = ValueValidator::new(registry, fields);
    for Positioned { node: definition, pos } in &operation.variable_definitions {
        let (name, expected) = (&definition.name.node, definition.var_type.node.to_string());
        validator.pos = *pos;
        validator.variable = Some(name);
        let mut path = FieldPath::new();
        match variables.get(name) {
            Some(value) => {
                validator.check(
                    ExpectedInput::without_default(&expected),
                    InputValue::Json(value),
                    &mut path,
                );
            }
            None if !definition.var_type.node.nullable && definition.default_value.is_none() => {
                validator.add_error(&path, GeneralError::FieldRequired);
            }
            None => {}
        }
    }
    validator.errors
}

/// Checks values one after the other, and collects their errors and the variables in them.
pub(super) struct ValueValidator<'a> {
    registry: &'a Registry,
    /// The fields of the operation that is to be run.
    fields: &'a [VisitedField<'a>],
    pub errors: Vec<ServerError>,
    pub usages: Vec<VariableUsage<'a>>,
    /// Where the value that is being checked stands in the document.
    pos: Pos,
    /// The variable whose value or default is being checked, to which paths are relative.
    variable: Option<&'a Name>,
}

/// What a place expects.
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
        let mut path = vec![Segment::Given(name.node.to_string())];
        self.check(ExpectedInput::of(expected), value, &mut path);
    }

    /// Checks the default of a variable.
    pub(super) fn default_of(&mut self, name: &'a Positioned<Name>, expected: &str, value: &'a ConstValue) {
        self.pos = name.pos;
        self.variable = Some(&name.node);
        let mut path = FieldPath::new();
        self.check(ExpectedInput::without_default(expected), InputValue::Default(value), &mut path);
    }

    fn check(&mut self, place: ExpectedInput<'_>, value: InputValue<'a>, path: &mut FieldPath) {
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
                self.add_error(path, GeneralError::FieldRequired);
            }
            (MetaTypeName::NonNull(expected), _) => {
                self.check(ExpectedInput { expected, ..place }, value, path)
            }
            _ if value.is_null() => {}
            (MetaTypeName::List(expected), Some(entries)) => {
                let place = ExpectedInput::without_default(expected);
                self.each(entries, path, |validator, entry, path| validator.check(place, entry, path));
            }
            (MetaTypeName::List(expected), None) => {
                self.check(ExpectedInput { expected, ..place }, value, path)
            }
            (MetaTypeName::Named(expected), _) => self.check_named(expected, value, path),
        }
    }

    fn each(
        &mut self,
        entries: Vec<InputValue<'a>>,
        path: &mut FieldPath,
        mut check: impl FnMut(&mut Self, InputValue<'a>, &mut FieldPath),
    ) {
        for (index, entry) in entries.into_iter().enumerate() {
            path.push(Segment::Index(index));
            check(self, entry, path);
            path.pop();
        }
    }

    fn check_named(&mut self, expected: &str, value: InputValue<'a>, path: &mut FieldPath) {
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
        path: &mut FieldPath,
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
                path.push(Segment::Given(name.to_string()));
            }
            match field {
                Some(field) => {
                    self.check(ExpectedInput { is_one_of: *oneof, ..ExpectedInput::of(field) }, *value, path)
                }
                None => self.refuse(path, format!("\"{expected}\" has no such field")),
            }
            if is_shown {
                path.pop();
            }
        }
        for field in input_fields.values() {
            let is_given = members.iter().any(|(name, _)| name.as_str() == field.name);
            if !is_given && field.ty.ends_with('!') && field.default_value.is_none() {
                path.push(Segment::Given(field.name.clone()));
                self.add_error(path, GeneralError::FieldRequired);
                path.pop();
            }
        }
    }

    fn refuse(&mut self, path: &[Segment], detail: String) {
        self.add_error(path, GeneralError::BadUserInput { detail });
    }

    fn add_error(&mut self, path: &[Segment], refusal: GeneralError) {
        if self.errors.len() < DocumentLimits::ERRORS {
            let start = self.variable.map(|name| argument_paths::of_variable(name, self.fields));
            let field = start.into_iter().flatten().chain(path.iter().cloned()).collect();
            let violation = Violation { field, ..Violation::new(refusal) };
            self.errors.push(refused(violation, Some(self.pos)));
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

/// The longest name of an unknown field that an error repeats, in characters.
const LONGEST_NAME: usize = 32;

/// Whether a key can be the name of a field, and so is no number, address or token that was sent by mistake.
fn is_name(name: &str) -> bool {
    let is_allowed = |c: u8| c.is_ascii_alphanumeric() || c == b'_';
    (1..=LONGEST_NAME).contains(&name.len())
        && name.bytes().all(is_allowed)
        && !name.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a number fits `Int`, whose range the library checks only when it runs the field.
fn is_in_range(scalar: &str, value: &ConstValue) -> bool {
    match value {
        ConstValue::Number(number) if scalar == "Int" => {
            number.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
        }
        _ => true,
    }
}
