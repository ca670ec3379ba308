//! How names are compared with what is looked for: in a form that the database makes of both.

use diesel::sql_types::Text;

diesel::define_sql_function! {
    /// Without case, without the marks of Latin, Greek and Cyrillic letters, and with one space between words.
    fn search_form(name: Text) -> Text;
}

diesel::define_sql_function! {
    /// Under what a name in that form is filed in the index of its fragments.
    fn search_keys(name: Text) -> Array<Text>;
}

diesel::define_sql_function! {
    /// Where a fragment begins in a text, counted from one; zero when it is not there.
    fn strpos(text: Text, fragment: Text) -> diesel::sql_types::Integer;
}
