//! The enum of error codes in the schema.

use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value,
    indexmap::IndexMap,
    parser::types::Field,
    registry::{Deprecation, MetaEnumValue, MetaType, MetaTypeId, Registry},
};

use crate::i18n::{self, Locale};

/// A code of the catalogue. The schema has its values from the enums of refusals, and describes each by its English message.
pub(super) struct ErrorCode(pub &'static str);

impl OutputType for ErrorCode {
    fn type_name() -> Cow<'static, str> {
        "ErrorCode".into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Enum, |_| MetaType::Enum {
            name: Self::type_name().into_owned(),
            description: Some(
                "The code of an error. `extensions.code` has the same text.\n\nReleases add codes: treat \
                 one that you do not know by its message."
                    .to_owned(),
            ),
            enum_values: values(),
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            rust_typename: Some(std::any::type_name::<Self>()),
            directive_invocations: Vec::new(),
            requires_scopes: Vec::new(),
        })
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        Ok(Value::Enum(Name::new(self.0)))
    }
}

fn values() -> IndexMap<String, MetaEnumValue> {
    let value = |entry: i18n::MessageEntry| {
        let value = MetaEnumValue {
            name: entry.definition.code.to_owned(),
            description: Some(entry.template),
            deprecation: Deprecation::NoDeprecated,
            visible: None,
            inaccessible: false,
            tags: Vec::new(),
            directive_invocations: Vec::new(),
        };
        (value.name.clone(), value)
    };
    i18n::catalogue(Locale::default()).into_iter().map(value).collect()
}
