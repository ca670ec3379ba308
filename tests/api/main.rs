//! The API as a user meets it, against a real PostgreSQL. One file per story.

mod support;

mod amendments;
mod booking;
mod clinicians;
mod concurrency;
mod connections;
mod departments;
mod history;
mod operations;
mod organisations;
mod overlap;
mod pages;
mod patients;
mod posts;
mod status;
mod waiting;
