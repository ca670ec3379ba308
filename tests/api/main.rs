//! The API as a user meets it, against a real PostgreSQL. One file per story.

mod support;

mod graphiql;
mod http;
mod migrations;
mod patients;
mod plurals;
mod refusals;
mod schema;
mod translations;
