//! Objects and lists whose fields are answered on the spot.
//!
//! The library gives every field of every object a future on the heap and a place in a queue, which is most of what a page of a
//! hundred entries costs. Nearly all fields are ready at once, so here each is polled where it stands, in one place that
//! they share, and only those that wait get one of their own. Fields come in the order in which the operation names them.
//!
//! Where the table of permissions has to be asked for each field (`RequestContext::is_guarded`), the library resolves them as
//! ever, so that its extensions are asked.

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

/// An object of the API, as resolvers hand it on.
pub(super) struct InlineResolved<T>(pub T);

/// A list of such objects.
pub(super) struct InlineList<'a, T>(pub &'a [T]);

/// A list of such objects, in which null stands for those that cannot be read.
pub(super) struct NullableInlineList<'a, T>(pub &'a [T]);

/// What holds an object, unless that cannot be read.
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
            // Objects stand within objects of their own type, hence the box.
            let selected = selected(ctx);
            let resolving: BoxFuture<'_, Value> = Box::pin(object(&self.0, ctx.clone(), &selected));
            Ok(resolving.await)
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

/// What is selected of an object.
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

/// Resolves one field. A failed field is null here; [`null_propagation`](super::null_propagation) applies its error later.
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

/// The fields that are selected of an object. A prepared operation has no fragments beneath an object.
fn selected<'a>(ctx: &ContextSelectionSet<'a>) -> Vec<&'a Positioned<Field>> {
    let fields = ctx.item.node.items.iter().filter_map(|selection| match &selection.node {
        Selection::Field(field) => Some(field),
        Selection::InlineFragment(_) | Selection::FragmentSpread(_) => None,
    });
    fields.collect()
}

/// Has one future after the other made and polled in the same place, for it would be slow to move them, and takes what comes of
/// each. Those that wait get places of their own.
async fn poll_in_place<F: Future>(
    number: usize,
    make: impl Fn(usize) -> F,
    mut take: impl FnMut(usize, F::Output),
) {
    let mut waiting = Vec::new();
    let mut place = Box::pin(OptionFuture::default());
    for index in 0..number {
        place.set(Some(make(index)).into());
        match poll_fn(|cx| Poll::Ready(place.as_mut().poll(cx))).await {
            Poll::Ready(outcome) => outcome.into_iter().for_each(|outcome| take(index, outcome)),
            Poll::Pending => {
                let free = Box::pin(OptionFuture::default());
                waiting.push((index, mem::replace(&mut place, free)));
            }
        }
    }
    join(waiting, |index, outcome| outcome.into_iter().for_each(|outcome| take(index, outcome))).await;
}

/// Waits for all, and takes each when it is there. They have been polled in this turn already: another time would be taken for
/// another turn by whoever waits for those who ask in the same one.
async fn join<F: Future + ?Sized>(
    mut waiting: Vec<(usize, Pin<Box<F>>)>,
    mut take: impl FnMut(usize, F::Output),
) {
    let mut is_another_turn = false;
    let mut look = |cx: &mut Context<'_>| {
        if mem::replace(&mut is_another_turn, true) {
            waiting.retain_mut(|(index, future)| match future.as_mut().poll(cx) {
                Poll::Ready(value) => {
                    take(*index, value);
                    false
                }
                Poll::Pending => true,
            });
        }
        if waiting.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    };
    poll_fn(|cx| look(cx)).await;
}
