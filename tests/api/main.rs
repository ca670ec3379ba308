//! The API as a user meets it, against a real PostgreSQL. One file per story.

mod support;

mod amendments;
mod booking;
mod concurrency;
mod history;
mod operations;
mod overlap;
mod patients;
mod status;
mod waiting;
