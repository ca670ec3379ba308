//! How many entries the lists of `__schema` and `__type` have.
//!
//! Their length is known, so it is counted exactly: each step of a document leads from some entries of the schema to
//! others, and each entry is counted as often as the answer repeats it.

use async_graphql::indexmap::IndexMap;
use async_graphql::registry::{MetaDirective, MetaField, MetaInputValue, MetaType, Registry};

/// Something that introspection describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum SchemaEntry<'a> {
    Schema,
    /// A type as it is written, with its wrappings.
    Type(&'a str),
    /// A field, by its object and its name.
    Field(&'a str, &'a str),
    /// An argument or input field, of which only the type matters.
    Input(&'a str),
    EnumValue,
    Directive(&'a str),
}

/// Entries, each with how often it is answered.
#[derive(Debug, Clone, Default)]
pub(super) struct SchemaEntries<'a>(IndexMap<SchemaEntry<'a>, u64>);

impl<'a> SchemaEntries<'a> {
    /// What `__schema` answers.
    pub(super) fn schema() -> Self {
        Self(IndexMap::from([(SchemaEntry::Schema, 1)]))
    }

    /// What `__type` answers: nothing for an unknown name.
    pub(super) fn named(registry: &'a Registry, name: &str) -> Self {
        let known = registry.types.get_key_value(name);
        Self(known.map(|(name, _)| (SchemaEntry::Type(name), 1)).into_iter().collect())
    }

    /// How many there are.
    pub(super) fn count(&self) -> u64 {
        self.0.values().copied().fold(0, u64::saturating_add)
    }

    /// What a field of all these entries answers; nothing if that is a text or a number.
    pub(super) fn within(&self, registry: &'a Registry, field: &str) -> Self {
        let mut inner = IndexMap::new();
        for (entry, times) in &self.0 {
            entry.visit(registry, field, |entry| {
                let count: &mut u64 = inner.entry(entry).or_default();
                *count = count.saturating_add(*times);
            });
        }
        Self(inner)
    }
}

impl<'a> SchemaEntry<'a> {
    fn visit(self, registry: &'a Registry, field: &str, mut visit: impl FnMut(Self)) {
        let types = &registry.types;
        match (self, field) {
            (Self::Schema, "types") => types.keys().for_each(|name| visit(Self::Type(name))),
            (Self::Schema, "queryType") => visit(Self::Type(&registry.query_type)),
            (Self::Schema, "mutationType") => {
                registry.mutation_type.iter().for_each(|name| visit(Self::Type(name)));
            }
            (Self::Schema, "directives") => {
                registry.directives.keys().for_each(|name| visit(Self::Directive(name)));
            }
            (Self::Type(ty), "ofType") => unwrapped(ty).into_iter().for_each(|ty| visit(Self::Type(ty))),
            (Self::Type(name), _) => {
                if let Some((name, meta)) = types.get_key_value(name) {
                    of_type(registry, name, meta, field, visit);
                }
            }
            (Self::Field(object, name), _) => {
                let Some(meta) = types.get(object).and_then(|object| object.field_by_name(name)) else {
                    return;
                };
                let MetaField { args, ty, .. } = meta;
                match field {
                    "args" => inputs(args.values(), visit),
                    "type" => visit(Self::Type(ty)),
                    _ => {}
                }
            }
            (Self::Input(ty), "type") => visit(Self::Type(ty)),
            (Self::Directive(name), "args") => {
                if let Some(MetaDirective { args, .. }) = registry.directives.get(name) {
                    inputs(args.values(), visit);
                }
            }
            _ => {}
        }
    }
}

/// What a field of a type without wrappings answers.
fn of_type<'a>(
    registry: &'a Registry,
    name: &'a str,
    meta: &'a MetaType,
    field: &str,
    mut visit: impl FnMut(SchemaEntry<'a>),
) {
    match (field, meta) {
        ("fields", _) => {
            meta.fields()
                .into_iter()
                .flat_map(IndexMap::keys)
                .for_each(|of| visit(SchemaEntry::Field(name, of)));
        }
        ("inputFields", MetaType::InputObject { input_fields, .. }) => inputs(input_fields.values(), visit),
        ("enumValues", MetaType::Enum { enum_values, .. }) => {
            enum_values.values().for_each(|_| visit(SchemaEntry::EnumValue));
        }
        ("interfaces", _) => {
            registry.implements.get(name).into_iter().flatten().for_each(|of| visit(SchemaEntry::Type(of)));
        }
        (
            "possibleTypes",
            MetaType::Interface { possible_types, .. } | MetaType::Union { possible_types, .. },
        ) => possible_types.iter().for_each(|of| visit(SchemaEntry::Type(of))),
        _ => {}
    }
}

fn inputs<'a>(inputs: impl Iterator<Item = &'a MetaInputValue>, mut visit: impl FnMut(SchemaEntry<'a>)) {
    inputs.for_each(|input| visit(SchemaEntry::Input(&input.ty)));
}

/// The type within a list, or within what is never null.
fn unwrapped(ty: &str) -> Option<&str> {
    ty.strip_suffix('!').or_else(|| ty.strip_prefix('[')?.strip_suffix(']'))
}
