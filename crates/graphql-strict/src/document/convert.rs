//! Converts the syntax tree of `apollo-compiler` to the syntax tree of `async-graphql`, which executes it.

use std::collections::HashMap;

use apollo_compiler::{Node, ast, parser::SourceSpan};
use async_graphql::{
    Name, Pos, Positioned,
    indexmap::IndexMap,
    parser::types::{
        BaseType, Directive, DocumentOperations, ExecutableDocument, Field, FragmentDefinition,
        FragmentSpread, InlineFragment, OperationDefinition, OperationType, Selection, SelectionSet, Type,
        TypeCondition, VariableDefinition,
    },
};
use async_graphql_value::{Number, Value};

use super::{position::Positions, size_limits::shown};
use crate::DocumentError;

/// A document, and the errors for what the syntax tree of `async-graphql` cannot hold: definitions and input
/// fields with duplicate names (GraphQL specification, "Operation Name Uniqueness", "Lone Anonymous
/// Operation", "Fragment Name Uniqueness", "Input Object Field Uniqueness").
pub(super) struct Converted {
    pub document: ExecutableDocument,
    pub duplicate_definitions: Vec<DocumentError>,
    pub duplicate_input_fields: Vec<DocumentError>,
}

pub(super) fn convert(tree: &ast::Document, text: &str) -> Converted {
    let (duplicate_definitions, duplicate_input_fields) = (Vec::new(), Vec::new());
    let mut converter =
        Converter { positions: Positions::of(text), duplicate_definitions, duplicate_input_fields };
    let document = converter.document(tree);
    let Converter { duplicate_definitions, duplicate_input_fields, .. } = converter;
    Converted { document, duplicate_definitions, duplicate_input_fields }
}

struct Converter<'a> {
    positions: Positions<'a>,
    duplicate_definitions: Vec<DocumentError>,
    duplicate_input_fields: Vec<DocumentError>,
}

impl Converter<'_> {
    fn document(&mut self, tree: &ast::Document) -> ExecutableDocument {
        let (mut anonymous, mut named, mut fragments) = (None, HashMap::new(), HashMap::new());
        for definition in &tree.definitions {
            if let Some(operation) = definition.as_operation_definition() {
                let converted = self.operation(operation);
                let pos = converted.pos;
                let Some(name) = &operation.name else {
                    if anonymous.replace(converted).is_some() {
                        self.refuse_anonymous(pos);
                    }
                    continue;
                };
                if named.insert(converted_name(name), converted).is_some() {
                    self.refuse(pos, format!("there can be only one operation named \"{}\"", shown(name)));
                }
            } else if let Some(fragment) = definition.as_fragment_definition() {
                let converted = self.fragment(fragment);
                let pos = converted.pos;
                if fragments.insert(converted_name(&fragment.name), converted).is_some() {
                    let name = shown(&fragment.name);
                    self.refuse(pos, format!("there can be only one fragment named \"{name}\""));
                }
            }
        }
        if let Some(operation) = anonymous.as_ref().filter(|_| !named.is_empty()) {
            self.refuse_anonymous(operation.pos);
        }
        let operations = match anonymous {
            Some(operation) if named.is_empty() => DocumentOperations::Single(operation),
            Some(_) | None => DocumentOperations::Multiple(named),
        };
        ExecutableDocument { operations, fragments }
    }

    fn operation(&mut self, operation: &Node<ast::OperationDefinition>) -> Positioned<OperationDefinition> {
        let pos = self.pos(operation.location());
        let definition = OperationDefinition {
            ty: match operation.operation_type {
                ast::OperationType::Query => OperationType::Query,
                ast::OperationType::Mutation => OperationType::Mutation,
                ast::OperationType::Subscription => OperationType::Subscription,
            },
            variable_definitions: operation.variables.iter().map(|it| self.variable(it)).collect(),
            directives: self.directives(&operation.directives),
            selection_set: self.selections(&operation.selection_set, pos),
        };
        Positioned::new(definition, pos)
    }

    fn fragment(&mut self, fragment: &Node<ast::FragmentDefinition>) -> Positioned<FragmentDefinition> {
        let pos = self.pos(fragment.location());
        let definition = FragmentDefinition {
            type_condition: self.type_condition(&fragment.type_condition),
            directives: self.directives(&fragment.directives),
            selection_set: self.selections(&fragment.selection_set, pos),
        };
        Positioned::new(definition, pos)
    }

    fn variable(&mut self, variable: &Node<ast::VariableDefinition>) -> Positioned<VariableDefinition> {
        let pos = self.pos(variable.location());
        let definition = VariableDefinition {
            name: self.name(&variable.name),
            var_type: Positioned::new(converted_type(&variable.ty), self.pos(variable.ty.location())),
            // The grammar allows no variables in defaults.
            default_value: variable.default_value.as_ref().map(|value| {
                let value = self.value(value);
                value.map(|value| value.into_const().unwrap_or_default())
            }),
            directives: self.directives(&variable.directives),
        };
        Positioned::new(definition, pos)
    }

    fn selections(&mut self, selections: &[ast::Selection], pos: Pos) -> Positioned<SelectionSet> {
        let items = selections.iter().map(|selection| self.selection(selection)).collect();
        Positioned::new(SelectionSet { items }, pos)
    }

    fn selection(&mut self, selection: &ast::Selection) -> Positioned<Selection> {
        let pos = self.pos(selection.location());
        let selection = match selection {
            ast::Selection::Field(field) => Selection::Field(Positioned::new(self.field(field, pos), pos)),
            ast::Selection::FragmentSpread(spread) => {
                let fragment_name = self.name(&spread.fragment_name);
                let spread =
                    FragmentSpread { fragment_name, directives: self.directives(&spread.directives) };
                Selection::FragmentSpread(Positioned::new(spread, pos))
            }
            ast::Selection::InlineFragment(fragment) => {
                let fragment = InlineFragment {
                    type_condition: fragment.type_condition.as_ref().map(|name| self.type_condition(name)),
                    directives: self.directives(&fragment.directives),
                    selection_set: self.selections(&fragment.selection_set, pos),
                };
                Selection::InlineFragment(Positioned::new(fragment, pos))
            }
        };
        Positioned::new(selection, pos)
    }

    fn field(&mut self, field: &ast::Field, pos: Pos) -> Field {
        Field {
            alias: field.alias.as_ref().map(|alias| self.name(alias)),
            name: self.name(&field.name),
            arguments: self.arguments(&field.arguments),
            directives: self.directives(&field.directives),
            selection_set: self.selections(&field.selection_set, pos),
        }
    }

    fn directives(&mut self, directives: &[Node<ast::Directive>]) -> Vec<Positioned<Directive>> {
        let convert = |directive: &Node<ast::Directive>| {
            let pos = self.pos(directive.location());
            let name = self.name(&directive.name);
            Positioned::new(Directive { name, arguments: self.arguments(&directive.arguments) }, pos)
        };
        directives.iter().map(convert).collect()
    }

    fn arguments(&mut self, arguments: &[Node<ast::Argument>]) -> Vec<(Positioned<Name>, Positioned<Value>)> {
        arguments.iter().map(|argument| (self.name(&argument.name), self.value(&argument.value))).collect()
    }

    fn value(&mut self, value: &Node<ast::Value>) -> Positioned<Value> {
        let pos = self.pos(value.location());
        let value = match &**value {
            ast::Value::Null => Value::Null,
            ast::Value::Enum(name) => Value::Enum(converted_name(name)),
            ast::Value::Variable(name) => Value::Variable(converted_name(name)),
            ast::Value::String(text) => Value::String(text.clone()),
            ast::Value::Boolean(value) => Value::Boolean(*value),
            ast::Value::Int(number) => number_value(number.as_str()),
            ast::Value::Float(number) => number_value(number.as_str()),
            ast::Value::List(entries) => Value::List(entries.iter().map(|it| self.value(it).node).collect()),
            ast::Value::Object(members) => Value::Object(self.members(members)),
        };
        Positioned::new(value, pos)
    }

    fn members(&mut self, members: &[(ast::NamedType, Node<ast::Value>)]) -> IndexMap<Name, Value> {
        let mut converted = IndexMap::with_capacity(members.len());
        for (name, value) in members {
            let pos = self.pos(name.location());
            if converted.insert(converted_name(name), self.value(value).node).is_some() {
                let detail = format!("there can be only one input field named \"{}\"", shown(name));
                self.duplicate_input_fields.push(DocumentError::invalid(detail, Some(pos)));
            }
        }
        converted
    }

    fn type_condition(&mut self, name: &ast::NamedType) -> Positioned<TypeCondition> {
        let on = self.name(name);
        let pos = on.pos;
        Positioned::new(TypeCondition { on }, pos)
    }

    fn name(&mut self, name: &ast::NamedType) -> Positioned<Name> {
        Positioned::new(converted_name(name), self.pos(name.location()))
    }

    fn pos(&mut self, span: Option<SourceSpan>) -> Pos {
        span.map(|span| self.positions.at(span.offset())).unwrap_or_default()
    }

    fn refuse(&mut self, pos: Pos, detail: String) {
        self.duplicate_definitions.push(DocumentError::invalid(detail, Some(pos)));
    }

    fn refuse_anonymous(&mut self, pos: Pos) {
        self.refuse(pos, "an operation without a name must be the only operation of its document".to_owned());
    }
}

fn converted_name(name: &ast::NamedType) -> Name {
    Name::new(name.as_str())
}

fn converted_type(of: &ast::Type) -> Type {
    let (base, nullable) = match of {
        ast::Type::Named(name) => (BaseType::Named(converted_name(name)), true),
        ast::Type::NonNullNamed(name) => (BaseType::Named(converted_name(name)), false),
        ast::Type::List(entry) => (BaseType::List(Box::new(converted_type(entry))), true),
        ast::Type::NonNullList(entry) => (BaseType::List(Box::new(converted_type(entry))), false),
    };
    Type { base, nullable }
}

/// A number. Digits that no number type of the library can hold become a string, because an `ID` may be such
/// a literal.
fn number_value(digits: &str) -> Value {
    let integer =
        || digits.parse::<i64>().map(Number::from).or_else(|_| digits.parse::<u64>().map(Number::from));
    let is_integer = !digits.contains(['.', 'e', 'E']);
    let number = if is_integer { integer().ok() } else { digits.parse().ok().and_then(Number::from_f64) };
    number.map_or_else(|| Value::String(digits.to_owned()), Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_value() {
        assert_eq!(number_value("-0"), Value::Number(0.into()));
        assert_eq!(number_value("2147483648"), Value::Number(2_147_483_648_i64.into()));
        assert_eq!(number_value("1.5e2"), Value::Number(Number::from_f64(150.0).expect("finite")));
        let long = "123456789012345678901234567890";
        assert_eq!(number_value(long), Value::String(long.to_owned()));
        assert_eq!(number_value("1e999"), Value::String("1e999".to_owned()));
    }
}
