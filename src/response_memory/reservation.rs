//! The memory reservation of one response.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use super::{Exhausted, ResponseMemory};

/// The memory reservation of one response, released when it is dropped.
pub struct Reservation {
    memory: Arc<ResponseMemory>,
    number: u64,
    /// The reserved memory, in bytes.
    reserved: AtomicUsize,
    /// The memory that the response uses so far, in bytes.
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

    /// Sets the reservation to this number of bytes, or leaves it unchanged on an error.
    pub fn resize(&self, bytes: usize) -> Result<(), Exhausted> {
        let is_certain = self.is_certain.load(Ordering::Relaxed);
        self.memory.lock().resize(self.number, bytes, is_certain)?;
        self.reserved.store(bytes, Ordering::Relaxed);
        Ok(())
    }

    /// From now on the response is counted but never refused, because it reports the outcome of a mutation.
    pub fn make_certain(&self) {
        self.is_certain.store(true, Ordering::Relaxed);
    }

    /// The reserved memory, in bytes.
    pub fn bytes(&self) -> usize {
        self.reserved.load(Ordering::Relaxed)
    }

    /// Counts additional bytes, and extends the reservation if they exceed it.
    pub fn grow(&self, bytes: usize) {
        let grown = self.grown.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if grown > self.bytes()
            && let Err(exhausted) = self.resize(grown + grown / 2)
        {
            self.exhausted.get_or_init(|| exhausted);
        }
    }

    /// The limit that the growing response has reached.
    pub fn exhausted(&self) -> Option<Exhausted> {
        self.exhausted.get().copied()
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        self.memory.lock().close(self.number);
    }
}
