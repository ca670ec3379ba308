//! Hostile requests: their values, their input paths, and the checks of their responses.

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

pub use books::RecordVersions;
pub use documents::{Document, nested_values, numbered, spreading};
pub use floods::floods;
pub use hostile_context::HostileContext;
pub use judge::ResponseChecker;
pub use known::Known;
pub use throng::{HostileRequest, Outcome};
pub use values::{Hostile, anything, literals, of_enumerations};
pub use writer::{Form, InputPath, TargetField, Writer};
