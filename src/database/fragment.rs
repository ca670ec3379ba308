//! Trait implementations for expressions that are written as SQL.

/// Makes a type with a `QueryFragment` an expression of the given SQL type. The fragment must refer only to
/// tables of its query, because diesel does not check that.
macro_rules! sql_fragment {
    ($name:ident, $sql_type:ty) => {
        impl diesel::expression::Expression for $name {
            type SqlType = $sql_type;
        }
        impl<T> diesel::expression::AppearsOnTable<T> for $name {}
        impl<T> diesel::expression::SelectableExpression<T> for $name {}
        impl diesel::expression::ValidGrouping<()> for $name {
            type IsAggregate = diesel::expression::is_aggregate::No;
        }
        impl diesel::query_builder::QueryId for $name {
            type QueryId = ();
            const HAS_STATIC_QUERY_ID: bool = false;
        }
    };
}

pub(crate) use sql_fragment;
