//! Absent, null or given: the three things that an amendment can say of a field.

use async_graphql::MaybeUndefined;

use crate::value::Change;

/// The change that a field of an input asks for.
pub(super) fn change<G, T>(given: MaybeUndefined<G>, raw: impl FnOnce(G) -> T) -> Change<T> {
    match given {
        MaybeUndefined::Undefined => Change::Keep,
        MaybeUndefined::Null => Change::Clear,
        MaybeUndefined::Value(value) => Change::Set(raw(value)),
    }
}
