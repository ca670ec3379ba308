//! The API as a user meets it, against a real PostgreSQL. One file per story.

mod support;

mod amendments;
mod batching;
mod booking;
mod clinicians;
mod cluster;
mod concurrency;
mod conformance;
mod connections;
mod demo;
mod departments;
mod graphiql;
mod history;
mod http;
mod import;
mod import_conflicts;
mod import_program;
mod logs;
mod migrations;
mod operations;
mod organisations;
mod overlap;
mod pages;
mod patients;
mod plurals;
mod posts;
mod refusals;
mod schema;
mod settings;
mod several_at_once;
mod status;
mod tls;
mod translations;
mod waiting;
