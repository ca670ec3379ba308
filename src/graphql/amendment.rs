//! Input fields of an amendment: absent, null or a value.

use async_graphql::MaybeUndefined;

use crate::value::Change;

/// Converts an input field: absent keeps the stored value, null clears it, a value sets it.
pub(super) fn change<G, T>(field: MaybeUndefined<G>, raw: impl FnOnce(G) -> T) -> Change<T> {
    match field {
        MaybeUndefined::Undefined => Change::Keep,
        MaybeUndefined::Null => Change::Clear,
        MaybeUndefined::Value(value) => Change::Set(raw(value)),
    }
}
