//! What the stories stand on: a server with a database of its own, and words to speak to it.

mod answer;
mod app;
mod appointments;
mod authority;
mod crowd;
mod databases;
mod fixtures;
mod fluent;
mod holder;
mod lists;
mod million;
mod place;
mod plans;
mod population;
mod program;
mod rows;
mod server;
mod tcp_server;

pub use answer::Answer;
pub use app::TestApp;
pub use appointments::with;
pub use authority::{Authority, Certified};
pub use crowd::Crowd;
pub use databases::{TestDatabase, connect, execute, texts};
pub use fixtures::{nhs_number, nhs_numbers};
pub use fluent::{Message, Translations};
pub use holder::Holder;
pub use lists::{List, Page, Walk};
pub use million::million;
pub use place::Place;
pub use plans::{Plan, Planned, Planning, plans_can_be_read};
pub use program::{Ended, Program, panda};
pub use rows::{altered, appointment_row, file_of, patient_row, refusals};
pub use server::{Server, eventually};
pub use tcp_server::{PASSWORD, TcpServer};
