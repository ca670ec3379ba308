//! Compiles an operation into a plan.

use std::{borrow::Cow, collections::HashMap};

use async_graphql::{
    Name, OutputType, Pos, Positioned,
    parser::types::{
        Field, InlineFragment, OperationDefinition, OperationType, Selection, SelectionSet, TypeCondition,
    },
    registry::{MetaType, MetaTypeName},
};

use super::{ObjectField, PlanObject};
use crate::{
    Readers, SchemaPolicy,
    document::{absent, collect::Collector, root},
};

/// The object types of a schema, and how each knows its fields.
#[derive(Default)]
pub struct FieldTable(HashMap<Cow<'static, str>, FindField>);

/// Finds a field of an object type by its name in the schema.
type FindField = fn(&str) -> Option<ObjectField>;

/// An operation that is ready to be executed.
#[derive(Debug)]
pub struct Plan {
    /// The definition of the operation without its selections.
    pub(crate) definition: Positioned<OperationDefinition>,
    pub(super) root: ObjectPlan,
}

/// The fields of an object.
#[derive(Debug)]
pub struct ObjectPlan {
    pub(super) type_name: Name,
    /// The name of the type as JSON.
    pub(super) type_name_json: Box<[u8]>,
    pub(super) steps: Vec<PlanStep>,
    /// Whether nothing of it awaits.
    is_flat: bool,
}

/// One field.
#[derive(Debug)]
pub struct PlanStep {
    /// The response key as JSON, with its colon.
    pub(super) key: Box<[u8]>,
    pub(super) kind: StepKind,
    /// The number by which the Rust type knows the field.
    pub(super) index: usize,
    /// Who may read the field.
    pub(super) readers: Readers,
    /// The field with all of its selections.
    pub(super) field: Positioned<Field>,
    pub(super) below: Below,
    /// Whether nothing below the field awaits.
    pub(super) is_flat: bool,
    /// Nullability from the outside inwards: first of the field, then of the entries if it is a list, and so
    /// on.
    pub(super) nullable: Vec<bool>,
}

/// How the value of a field is obtained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StepKind {
    /// At once.
    Ready,
    /// The field or something below it awaits.
    Awaits,
    TypeName,
    /// From the description of the schema.
    Introspection,
}

/// What the values of a field contain.
#[derive(Debug)]
pub enum Below {
    /// No fields: the values are scalars and enum values.
    Leaf,
    /// Objects of one type.
    Object(ObjectPlan),
    /// Objects of the types of an interface or union.
    Abstract(Vec<ObjectPlan>),
}

impl FieldTable {
    /// The types of a schema.
    pub fn new<Q: PlanObject + OutputType, M: PlanObject + OutputType>() -> Self {
        let mut table = Self::default();
        table.add::<Q>();
        table.add::<M>();
        table
    }

    /// Adds an object type and the types of its fields.
    pub fn add<T: PlanObject + OutputType>(&mut self) {
        if self.0.insert(T::type_name(), T::field).is_none() {
            T::collect_fields(self);
        }
    }

    /// The field of an object type with this name in the schema.
    pub fn field(&self, type_name: &str, field: &str) -> Option<ObjectField> {
        self.0.get(type_name).and_then(|find| find(field))
    }
}

impl Plan {
    pub fn is_mutation(&self) -> bool {
        self.definition.node.ty == OperationType::Mutation
    }

    /// The steps under a key of an object, one for each type that it can have.
    pub(super) fn steps<'a>(objects: &[&'a ObjectPlan], key: &str) -> Vec<(usize, &'a PlanStep)> {
        let steps = objects.iter().flat_map(|object| object.steps.iter().enumerate());
        steps.filter(|(_, step)| step.field.node.response_key().node == key).collect()
    }
}

impl Below {
    pub(super) fn objects(&self) -> Vec<&ObjectPlan> {
        match self {
            Self::Leaf => Vec::new(),
            Self::Object(object) => vec![object],
            Self::Abstract(objects) => objects.iter().collect(),
        }
    }

    fn is_flat(&self) -> bool {
        self.objects().iter().all(|object| object.is_flat)
    }
}

/// Compiles a valid operation, for the variables of the collector. Arguments with absent variables are
/// absent.
pub(crate) fn compile<P: SchemaPolicy>(
    fields: &FieldTable,
    collector: Collector<'_>,
    operation: &OperationDefinition,
    absent: &[Name],
) -> Plan {
    let compiler = Compiler::<P> { fields, collector, absent, policy: std::marker::PhantomData };
    let set = &operation.selection_set;
    let root = root(compiler.collector.registry, operation.ty).unwrap_or_default();
    let (_, root) = compiler.object(root, &[&set.node], set.pos);
    let definition = OperationDefinition {
        ty: operation.ty,
        variable_definitions: operation.variable_definitions.clone(),
        directives: Vec::new(),
        selection_set: Positioned::new(SelectionSet::default(), set.pos),
    };
    Plan { definition: Positioned::new(definition, set.pos), root }
}

struct Compiler<'a, P> {
    fields: &'a FieldTable,
    collector: Collector<'a>,
    absent: &'a [Name],
    policy: std::marker::PhantomData<P>,
}

impl<'a, P: SchemaPolicy> Compiler<'a, P> {
    /// Merges several selection sets of a type into one.
    fn selected(
        &self,
        type_name: &str,
        sets: &[&'a SelectionSet],
        pos: Pos,
    ) -> (Positioned<SelectionSet>, Below) {
        match self.collector.registry.types.get(type_name) {
            Some(MetaType::Interface { possible_types, .. } | MetaType::Union { possible_types, .. }) => {
                let objects = possible_types.iter().map(|object| self.object(object, sets, pos));
                let (sets, objects): (Vec<_>, Vec<_>) = objects.unzip();
                let items = possible_types.iter().zip(sets).map(|(object, set)| fragment(object, set, pos));
                (Positioned::new(SelectionSet { items: items.collect() }, pos), Below::Abstract(objects))
            }
            Some(MetaType::Object { .. }) => {
                let (set, object) = self.object(type_name, sets, pos);
                (set, Below::Object(object))
            }
            Some(MetaType::Scalar { .. } | MetaType::Enum { .. } | MetaType::InputObject { .. }) | None => {
                (Positioned::new(SelectionSet::default(), pos), Below::Leaf)
            }
        }
    }

    /// Merges the selections of an object type.
    fn object(
        &self,
        type_name: &str,
        sets: &[&'a SelectionSet],
        pos: Pos,
    ) -> (Positioned<SelectionSet>, ObjectPlan) {
        let fields = self.collector.fields(type_name, sets);
        let selections = fields.values().filter_map(|selections| Some((selections.first()?, selections)));
        let steps: Vec<PlanStep> = selections.map(|(first, all)| self.step(type_name, first, all)).collect();
        let items =
            steps.iter().map(|step| Positioned::new(Selection::Field(step.field.clone()), step.field.pos));
        let set = Positioned::new(SelectionSet { items: items.collect() }, pos);
        let plan = ObjectPlan {
            type_name: Name::new(type_name),
            type_name_json: json(type_name).into(),
            is_flat: steps.iter().all(|step| step.kind != StepKind::Awaits),
            steps,
        };
        (set, plan)
    }

    /// Merges the selections of one response key. Validation guarantees that they have the same arguments.
    fn step(&self, type_name: &str, first: &Positioned<Field>, all: &[&'a Positioned<Field>]) -> PlanStep {
        let Field { alias, name, arguments, .. } = &first.node;
        let meta = self.collector.field_meta(type_name, first);
        // The registry does not list `__typename`.
        let field_type = meta.map_or("String!", |meta| meta.ty.as_str());
        let is_introspection = name.node.starts_with("__");
        let sets: Vec<&SelectionSet> = all.iter().map(|field| &field.node.selection_set.node).collect();
        let (selection_set, below) = if is_introspection {
            (Positioned::new(SelectionSet::default(), first.pos), Below::Leaf)
        } else {
            self.selected(MetaTypeName::concrete_typename(field_type), &sets, first.pos)
        };
        let mut arguments = arguments.clone();
        absent::remove_from_arguments(&mut arguments, self.absent);
        let (alias, name) = (alias.clone(), name.clone());
        let object_field = self.fields.field(type_name, &name.node);
        let is_flat = below.is_flat();
        let kind = match name.node.as_str() {
            "__typename" => StepKind::TypeName,
            _ if is_introspection => StepKind::Introspection,
            _ if object_field.is_some_and(|field| field.is_ready) && is_flat => StepKind::Ready,
            _ => StepKind::Awaits,
        };
        let readers = P::readers(type_name, &name.node);
        let field = Field { alias, name, arguments, directives: Vec::new(), selection_set };
        let mut key = json(&field.response_key().node);
        key.push(b':');
        PlanStep {
            key: key.into(),
            kind,
            index: object_field.map_or(usize::MAX, |field| field.index),
            readers,
            field: Positioned::new(field, first.pos),
            below,
            is_flat,
            nullable: nullable(field_type),
        }
    }
}

fn fragment(on: &str, selection_set: Positioned<SelectionSet>, pos: Pos) -> Positioned<Selection> {
    let type_condition =
        Some(Positioned::new(TypeCondition { on: Positioned::new(Name::new(on), pos) }, pos));
    let fragment = InlineFragment { type_condition, directives: Vec::new(), selection_set };
    Positioned::new(Selection::InlineFragment(Positioned::new(fragment, pos)), pos)
}

fn json(text: &str) -> Vec<u8> {
    serde_json::to_vec(text).expect("a text has a JSON form")
}

/// The nullability of a type as the schema writes it, from the outside inwards: `[Node]!` is `[false, true]`.
fn nullable(mut type_name: &str) -> Vec<bool> {
    let mut nullable = Vec::new();
    loop {
        let inner = type_name.strip_suffix('!');
        nullable.push(inner.is_none());
        match inner.unwrap_or(type_name).strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
            Some(entries) => type_name = entries,
            None => return nullable,
        }
    }
}
