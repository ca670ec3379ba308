//! The real program as a server in a process of its own, and what it spends.

pub mod cpu;
mod server;

pub use server::{OURS, Server};
