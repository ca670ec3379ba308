//! Objects and lists whose fields resolve inline, without a heap allocation for each field.
//!
//! The library allocates a future and a queue entry for every field of every object. That is most of the cost
//! of a page with a hundred entries. Nearly all fields are ready at their first poll. So this module polls
//! each field in one shared allocation, and allocates another only for fields that are pending. Fields
//! resolve in the order in which the operation selects them.
//!
//! Where permissions must be checked at each field (`RequestContext::is_guarded`), the library resolves the
//! fields, because only then it calls its extensions.

use std::{
    borrow::Cow,
    future::poll_fn,
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use async_graphql::{
    ContainerType, ContextSelectionSet, OutputType, Positioned, ServerResult, Value,
    parser::types::{Field, Selection},
    registry::Registry,
    resolver_utils::resolve_list,
};
use futures_util::future::{BoxFuture, OptionFuture};

use super::{answer_size, request::RequestContext};
use crate::error::Failure;

/// An object that a resolver returns.
pub(super) struct InlineResolved<T>(pub T);

/// A list of such objects.
pub(super) struct InlineList<'a, T>(pub &'a [T]);

/// A list of such objects, with null for each record that cannot be read.
pub(super) struct NullableInlineList<'a, T>(pub &'a [T]);

/// A list entry whose object may be unreadable.
pub(super) trait NullableEntry: Sync {
    type Object: ContainerType;

    fn object(&self) -> Result<&Self::Object, Failure>;
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

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        if is_guarded(ctx) {
            self.0.resolve(ctx, field).await
        } else {
            // Boxed, because an object can contain objects of its own type: the future would be recursive.
            let selected = selected(ctx);
            let resolution: BoxFuture<'_, Value> = Box::pin(object(&self.0, ctx.clone(), &selected));
            Ok(resolution.await)
        }
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

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        if is_guarded(ctx) {
            return resolve_list(ctx, field, self.0, Some(self.0.len())).await;
        }
        let mut entries = vec![Value::Null; self.0.len()];
        let selected = selected(ctx);
        let resolve = |index| object(&self.0[index], ctx.with_index(index), &selected);
        poll_in_place(entries.len(), resolve, |index, value| entries[index] = value).await;
        Ok(Value::List(entries))
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

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        if is_guarded(ctx) {
            let entries = self.0.iter().map(|entry| Some(entry.object().map(InlineResolved)));
            return resolve_list(ctx, field, entries, Some(self.0.len())).await;
        }
        let mut entries = vec![Value::Null; self.0.len()];
        let selected = selected(ctx);
        let resolve = async |index: usize| {
            let ctx = ctx.with_index(index);
            match self.0[index].object() {
                Ok(entry) => object(entry, ctx, &selected).await,
                Err(failure) => {
                    let error = async_graphql::Error::from(failure).into_server_error(field.pos);
                    ctx.add_error(ctx.set_error_path(error));
                    Value::Null
                }
            }
        };
        poll_in_place(entries.len(), resolve, |index, value| entries[index] = value).await;
        Ok(Value::List(entries))
    }
}

fn is_guarded(ctx: &ContextSelectionSet<'_>) -> bool {
    ctx.data_unchecked::<Arc<RequestContext>>().is_guarded
}

/// Resolves the selected fields of an object.
async fn object<'a, T: ContainerType>(
    object: &'a T,
    ctx: ContextSelectionSet<'a>,
    selected: &[&'a Positioned<Field>],
) -> Value {
    let request: &Arc<RequestContext> = ctx.data_unchecked();
    if answer_size::is_exceeded(request) {
        return Value::Null;
    }
    let mut values = vec![Value::Null; selected.len()];
    let resolve = |index: usize| field(object, &ctx, selected[index]);
    poll_in_place(selected.len(), resolve, |index, value| values[index] = value).await;
    answer_size::grow(request, &values);
    let keys = selected.iter().map(|field| field.node.response_key().node.clone());
    Value::Object(keys.zip(values).collect())
}

/// Resolves one field. A failed field is null here; [`null_propagation`](super::null_propagation) applies its
/// error later.
async fn field<'a, T: ContainerType>(
    object: &'a T,
    ctx: &'a ContextSelectionSet<'a>,
    field: &'a Positioned<Field>,
) -> Value {
    if field.node.name.node == "__typename" {
        return Value::String(object.introspection_type_name().into_owned());
    }
    let ctx = ctx.with_field(field);
    match object.resolve_field(&ctx).await {
        Ok(value) => value.unwrap_or_default(),
        Err(error) => {
            ctx.add_error(error);
            Value::Null
        }
    }
}

/// The selected fields of an object. A prepared operation has no fragments below an object.
fn selected<'a>(ctx: &ContextSelectionSet<'a>) -> Vec<&'a Positioned<Field>> {
    let fields = ctx.item.node.items.iter().filter_map(|selection| match &selection.node {
        Selection::Field(field) => Some(field),
        Selection::InlineFragment(_) | Selection::FragmentSpread(_) => None,
    });
    fields.collect()
}

/// Creates and polls the futures one after the other in one pinned allocation, because moving them would be
/// slow. Passes each output to `take`. A pending future keeps its allocation, and the next one gets a new
/// one.
async fn poll_in_place<F: Future>(
    count: usize,
    make: impl Fn(usize) -> F,
    mut take: impl FnMut(usize, F::Output),
) {
    let mut pending = Vec::new();
    let mut slot = Box::pin(OptionFuture::default());
    for index in 0..count {
        slot.set(Some(make(index)).into());
        match poll_fn(|cx| Poll::Ready(slot.as_mut().poll(cx))).await {
            Poll::Ready(outcome) => outcome.into_iter().for_each(|outcome| take(index, outcome)),
            Poll::Pending => {
                let empty_slot = Box::pin(OptionFuture::default());
                pending.push((index, mem::replace(&mut slot, empty_slot)));
            }
        }
    }
    join(pending, |index, outcome| outcome.into_iter().for_each(|outcome| take(index, outcome))).await;
}

/// Awaits all pending futures and passes each output to `take`. The first poll skips the futures, because
/// `poll_in_place` has polled them in the same scheduler turn. A second poll in that turn would count as a
/// further turn for the batch loaders, which would close their batches too early.
async fn join<F: Future + ?Sized>(
    mut pending: Vec<(usize, Pin<Box<F>>)>,
    mut take: impl FnMut(usize, F::Output),
) {
    let mut is_later_turn = false;
    let mut poll_all = |cx: &mut Context<'_>| {
        if mem::replace(&mut is_later_turn, true) {
            pending.retain_mut(|(index, future)| match future.as_mut().poll(cx) {
                Poll::Ready(value) => {
                    take(*index, value);
                    false
                }
                Poll::Pending => true,
            });
        }
        if pending.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    };
    poll_fn(|cx| poll_all(cx)).await;
}
