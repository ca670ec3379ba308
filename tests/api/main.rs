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
mod departments;
mod history;
mod ids;
mod names;
mod organisations;
mod overlap;
mod pages;
mod patients;
mod plurals;
mod posts;
mod several_at_once;
mod status;
mod tls;
mod translations;
mod waiting;
