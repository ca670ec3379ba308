//! What nobody sends who means well, where it is put, and what an answer to it may look like.

mod attempts;
mod books;
mod documents;
mod floods;
mod hostile_context;
mod judge;
mod known;
mod throng;
mod values;
mod writer;

pub use books::Books;
pub use documents::{Document, nested_values, numbered, spreading};
pub use floods::floods;
pub use hostile_context::Ground;
pub use judge::Judge;
pub use known::Known;
pub use throng::{Outcome, Sent};
pub use values::{Hostile, anything, literals, of_enumerations};
pub use writer::{Asked, Form, Spot, Writer};
