//! Inline resolution: objects and lists whose fields are polled where they stand.
//!
//! `async-graphql` gives every field of every object a future on the heap and a place in a queue, which is
//! most of the cost of a page of a hundred entries. Nearly all fields are ready at once. So each field is
//! polled in one place that the fields of an object share, and only fields that await get a place of their
//! own. Fields come in the order of the operation.
//!
//! Where permissions are checked at each field ([`ResponseContext::is_guarded`]), `async-graphql` resolves
//! the fields, so that its extensions are called.
//!
//! The functions implement [`OutputType::resolve`](async_graphql::OutputType::resolve) for types of the
//! application. Its context `C` is in the data of the request, as an `Arc<C>`.

use std::{
    future::poll_fn,
    mem,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use async_graphql::{
    ContainerType, ContextSelectionSet, Error, Positioned, ServerResult, Value,
    parser::types::{Field, Selection},
    resolver_utils::resolve_list,
};
use futures_util::future::{BoxFuture, OptionFuture};

/// What the application says about the request that a response is for.
pub trait ResponseContext: Send + Sync + 'static {
    /// Whether permissions are checked at each field, because the reader may not read all of them.
    fn is_guarded(&self) -> bool;

    /// Whether the response exceeds a limit, so that the rest is not needed.
    fn is_exceeded(&self) -> bool;

    /// Counts the values of an object that has been resolved.
    fn grow(&self, values: &[Value]);
}

/// An entry of a list, which may have an error in place of an object.
pub trait NullableEntry: Sync {
    type Object: ContainerType;
    type Error: Into<Error> + Clone + Send + Sync;

    fn object(&self) -> Result<&Self::Object, Self::Error>;
}

/// Resolves an object.
pub async fn resolve_object<C: ResponseContext, T: ContainerType>(
    value: &T,
    ctx: &ContextSelectionSet<'_>,
    field: &Positioned<Field>,
) -> ServerResult<Value> {
    if is_guarded::<C>(ctx) {
        value.resolve(ctx, field).await
    } else {
        // Boxed, because an object can contain objects of its own type: the future would be recursive.
        let selected = selected(ctx);
        let resolving: BoxFuture<'_, Value> = Box::pin(object::<C, T>(value, ctx.clone(), &selected));
        Ok(resolving.await)
    }
}

/// Resolves a list of objects.
pub async fn resolve_objects<C: ResponseContext, T: ContainerType>(
    objects: &[T],
    ctx: &ContextSelectionSet<'_>,
    field: &Positioned<Field>,
) -> ServerResult<Value> {
    if is_guarded::<C>(ctx) {
        return resolve_list(ctx, field, objects, Some(objects.len())).await;
    }
    let mut entries = vec![Value::Null; objects.len()];
    let selected = selected(ctx);
    let resolve = |index| object::<C, T>(&objects[index], ctx.with_index(index), &selected);
    poll_in_place(entries.len(), resolve, |index, value| entries[index] = value).await;
    Ok(Value::List(entries))
}

/// Resolves a list of entries, in which null stands for those that have an error.
pub async fn resolve_entries<C: ResponseContext, T: NullableEntry>(
    list: &[T],
    ctx: &ContextSelectionSet<'_>,
    field: &Positioned<Field>,
) -> ServerResult<Value> {
    if is_guarded::<C>(ctx) {
        let entries = list.iter().map(|entry| Some(entry.object()));
        return resolve_list(ctx, field, entries, Some(list.len())).await;
    }
    let mut entries = vec![Value::Null; list.len()];
    let selected = selected(ctx);
    let resolve = async |index: usize| {
        let ctx = ctx.with_index(index);
        match list[index].object() {
            Ok(entry) => object::<C, _>(entry, ctx, &selected).await,
            Err(error) => {
                let error = error.into().into_server_error(field.pos);
                ctx.add_error(ctx.set_error_path(error));
                Value::Null
            }
        }
    };
    poll_in_place(entries.len(), resolve, |index, value| entries[index] = value).await;
    Ok(Value::List(entries))
}

fn is_guarded<C: ResponseContext>(ctx: &ContextSelectionSet<'_>) -> bool {
    ctx.data_unchecked::<Arc<C>>().is_guarded()
}

/// Resolves the selected fields of an object.
async fn object<'a, C: ResponseContext, T: ContainerType>(
    object: &'a T,
    ctx: ContextSelectionSet<'a>,
    selected: &[&'a Positioned<Field>],
) -> Value {
    let response: &Arc<C> = ctx.data_unchecked();
    if response.is_exceeded() {
        return Value::Null;
    }
    let mut values = vec![Value::Null; selected.len()];
    let resolve = |index: usize| field(object, &ctx, selected[index]);
    poll_in_place(selected.len(), resolve, |index, value| values[index] = value).await;
    response.grow(&values);
    let keys = selected.iter().map(|field| field.node.response_key().node.clone());
    Value::Object(keys.zip(values).collect())
}

/// Resolves one field. A failed field is null here; [`propagate_nulls`](crate::propagate_nulls) applies its
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
