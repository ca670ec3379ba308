//! The real program as a server process, and its costs.

pub mod cpu;
mod databases;
mod interval;
pub mod server;

pub use databases::{connect, copy};
pub use interval::{Interval, alternating};
pub use server::{OURS, Server};
