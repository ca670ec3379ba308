//! The enum of error codes in the schema.

use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value,
    indexmap::IndexMap,
    parser::types::Field,
    registry::{Deprecation, MetaEnumValue, MetaType, MetaTypeId, Registry},
};
use graphql_strict::{Output, Place, PlanOutput};

use crate::{error_catalogue, i18n::Locale};

/// A code of the catalogue. The enum values of the schema come from the Rust enums of refusals. The English
/// message describes each value.
pub(super) struct ErrorCode(pub &'static str);

impl OutputType for ErrorCode {
    fn type_name() -> Cow<'static, str> {
        "ErrorCode".into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Enum, |_| MetaType::Enum {
            name: Self::type_name().into_owned(),
            description: Some(
                "The code of an error. `extensions.code` has the same text.\n\nNew releases add codes. Handle \
                 an unknown code by its message."
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

impl PlanOutput for ErrorCode {
    fn write_now(&self, _: &Place<'_>, out: &mut Output) {
        out.write_json(self.0);
    }
}

fn values() -> IndexMap<String, MetaEnumValue> {
    let value = |entry: error_catalogue::MessageEntry| {
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
    error_catalogue::entries(Locale::default()).into_iter().map(value).collect()
}
