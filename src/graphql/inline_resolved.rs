//! Objects and lists as resolvers return them: see [`graphql_strict::inline`].

use std::borrow::Cow;

use async_graphql::{
    ContainerType, ContextSelectionSet, OutputType, Positioned, ServerResult, Value, parser::types::Field,
    registry::Registry,
};
pub(super) use graphql_strict::inline::NullableEntry;
use graphql_strict::inline::{ResponseContext, resolve_entries, resolve_object, resolve_objects};

use super::{answer_size, request::RequestContext};

/// An object of the API, as resolvers return it.
pub(super) struct InlineResolved<T>(pub T);

/// A list of such objects.
pub(super) struct InlineList<'a, T>(pub &'a [T]);

/// A list of such objects, with null for each record that cannot be read.
pub(super) struct NullableInlineList<'a, T>(pub &'a [T]);

impl ResponseContext for RequestContext {
    fn is_guarded(&self) -> bool {
        self.is_guarded
    }

    fn is_exceeded(&self) -> bool {
        answer_size::is_exceeded(self)
    }

    fn grow(&self, values: &[Value]) {
        answer_size::grow(self, values);
    }
}

impl<T: ContainerType> OutputType for InlineResolved<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn introspection_type_name(&self) -> Cow<'static, str> {
        self.0.introspection_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> impl Future<Output = ServerResult<Value>> + Send {
        resolve_object::<RequestContext, T>(&self.0, ctx, field)
    }
}

impl<T: ContainerType> OutputType for InlineList<'_, T> {
    fn type_name() -> Cow<'static, str> {
        format!("[{}]", T::qualified_type_name()).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry);
        Self::qualified_type_name()
    }

    fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> impl Future<Output = ServerResult<Value>> + Send {
        resolve_objects::<RequestContext, T>(self.0, ctx, field)
    }
}

impl<T: NullableEntry> OutputType for NullableInlineList<'_, T> {
    fn type_name() -> Cow<'static, str> {
        format!("[{}]", T::Object::type_name()).into()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::Object::create_type_info(registry);
        Self::qualified_type_name()
    }

    fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> impl Future<Output = ServerResult<Value>> + Send {
        resolve_entries::<RequestContext, T>(self.0, ctx, field)
    }
}
