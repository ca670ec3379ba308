//! What the stories stand on: a server with a database of its own, and words to speak to it.

mod answer;
mod app;
mod appointments;
mod crowd;
mod databases;
mod fixtures;
mod lists;
mod server;

pub use answer::{Answer, Fault};
pub use app::TestApp;
pub use appointments::with;
pub use crowd::Crowd;
pub use databases::TestDatabase;
pub use fixtures::{nhs_number, nhs_numbers};
pub use lists::{List, Page, Walk};
