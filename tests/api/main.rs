//! The API as a user meets it, against a real PostgreSQL. One file per story.

mod support;

mod conformance;
mod patients;
