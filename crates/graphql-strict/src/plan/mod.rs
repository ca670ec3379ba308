//! Plans: operations that were seen before, prepared so that a response is written without looking anything
//! up.
//!
//! A plan lists the fields of each object in their order: the response key as JSON, the position of the field
//! in its Rust type, who may read it, and the plan of the objects below. Executing a plan writes JSON
//! straight into one buffer.
//!
//! - A field that is ready ([`PlanObject::write_ready`]) is written where it stands, without a future.
//! - A field that awaits is polled where it stands, and usually is ready too. If it is not, a hole stays in
//!   its place; its text is inserted at the end. All fields that await are polled together, so batch loaders
//!   see their keys in one turn of the scheduler.
//! - A field that the reader may not read is a step like any other, and writes null and an error.
//! - A failed field writes null. [`Plan::execute`] then propagates nulls, and orders the errors as the
//!   document orders the fields.
//!
//! Only introspection is not planned: see [`crate::document`].

mod answer;
mod compile;
mod leaf;
mod object;
mod page_info;
mod place;
mod poll;
mod text;

pub(crate) use self::compile::compile;
pub use self::{
    answer::{Answer, ResponseData},
    compile::{FieldTable, Plan},
    object::{ObjectField, PlanObject, PlanOutput, Resolving},
    place::{Place, ResponseContext},
    text::Output,
};
use self::{
    compile::{Below, ObjectPlan, PlanStep},
    place::Execution,
};
