//! The API as a user meets it, against a real PostgreSQL. One file per story.

mod support;

mod patients;
mod plurals;
mod translations;
