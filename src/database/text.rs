//! How texts are compared in SQL: in the Unicode normal form C, and where people search, in any case.

use diesel::sql_types::Text;

diesel::define_sql_function! {
    /// The normal form C, which is the default of PostgreSQL's `normalize`.
    #[sql_name = "normalize"]
    fn nfc(text: Text) -> Text;
}

diesel::define_sql_function! {
    fn lower(text: Text) -> Text;
}

diesel::define_sql_function! {
    /// Where a fragment begins in a text, counted from one; zero when it is not there.
    fn strpos(text: Text, fragment: Text) -> diesel::sql_types::Integer;
}
