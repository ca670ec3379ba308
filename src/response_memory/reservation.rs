//! The memory of one response.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use super::{Exhausted, ResponseMemory};

/// The memory of one response, free again when this is dropped.
pub struct Reservation {
    memory: Arc<ResponseMemory>,
    number: u64,
    /// What is reserved, in bytes.
    reserved: AtomicUsize,
    /// What the response takes so far, in bytes.
    grown: AtomicUsize,
    is_certain: AtomicBool,
    exhausted: OnceLock<Exhausted>,
}

impl Reservation {
    pub(super) fn new(memory: Arc<ResponseMemory>, number: u64) -> Self {
        Self {
            memory,
            number,
            reserved: AtomicUsize::new(0),
            grown: AtomicUsize::new(0),
            is_certain: AtomicBool::new(false),
            exhausted: OnceLock::new(),
        }
    }

    /// Reserves so many bytes, or leaves the reservation as it is.
    pub fn resize(&self, bytes: usize) -> Result<(), Exhausted> {
        let is_certain = self.is_certain.load(Ordering::Relaxed);
        self.memory.lock().resize(self.number, bytes, is_certain)?;
        self.reserved.store(bytes, Ordering::Relaxed);
        Ok(())
    }

    /// From now on the response is not refused, only counted: it tells the outcome of a change.
    pub fn make_certain(&self) {
        self.is_certain.store(true, Ordering::Relaxed);
    }

    /// What is reserved, in bytes.
    pub fn bytes(&self) -> usize {
        self.reserved.load(Ordering::Relaxed)
    }

    /// Counts so many bytes more, and reserves more where they are more than was reserved.
    pub fn grow(&self, bytes: usize) {
        let grown = self.grown.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if grown > self.bytes()
            && let Err(exhausted) = self.resize(grown + grown / 2)
        {
            self.exhausted.get_or_init(|| exhausted);
        }
    }

    /// The limit that the growing response has met.
    pub fn exhausted(&self) -> Option<Exhausted> {
        self.exhausted.get().copied()
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.memory.lock().close(self.number);
    }
}
