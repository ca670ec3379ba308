//! Reads a file of any size row by row, in batches, ahead of the consumer.

use std::{
    io::{BufReader, Read},
    sync::{Arc, Mutex, PoisonError},
};

use serde::de::{Deserializer, SeqAccess, Visitor};
use tokio::sync::mpsc;

use super::{
    File, ImportAborted,
    fields::{FieldValues, RowReader},
    guard::Guard,
    unknown::UnknownMembers,
};
use crate::error::Violations;

/// The content of a file from any source.
pub type Source = Box<dyn Read + Send>;

/// The number of rows per batch.
const BATCH: usize = 1_000;
/// The capacity of the channel in batches. It bounds the reader's memory.
const CHANNEL_CAPACITY: usize = 8;
const BUFFER: usize = 1 << 18;

/// Rows with their positions in the file, each validated by itself.
pub(super) type RowBatch<T> = Vec<(i64, Result<T, Violations>)>;

/// The batches of a file in order. If the file cannot be read to its end, the last item is the error.
pub(super) struct Batches<T> {
    receiver: mpsc::Receiver<Result<RowBatch<T>, ImportAborted>>,
    unknown: Arc<Mutex<UnknownMembers>>,
}

impl<T> Batches<T> {
    pub(super) async fn next(&mut self) -> Option<Result<RowBatch<T>, ImportAborted>> {
        self.receiver.recv().await
    }

    /// The unknown members in the part of the file that has been read.
    pub(super) fn unknown_members(&self) -> UnknownMembers {
        self.unknown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Reads and validates the rows of a file on a blocking thread, until the consumer is dropped.
pub(super) fn read<T: Send + 'static, const N: usize>(
    file: File,
    source: Source,
    fields: &'static [&'static str; N],
    validate: impl Fn(FieldValues<N>) -> Result<T, Violations> + Send + 'static,
) -> Batches<T> {
    let (send, receiver) = mpsc::channel(CHANNEL_CAPACITY);
    let unknown = Arc::<Mutex<UnknownMembers>>::default();
    let batches = Batches { receiver, unknown: unknown.clone() };
    tokio::task::spawn_blocking(move || {
        let row = RowReader { fields, unknown: &unknown };
        let rows = RowSequence { row, validate, send: &send, batch: Vec::with_capacity(BATCH), index: 0 };
        if let Err(error) = parse(source, rows) {
            // The send fails only if the consumer was dropped.
            let _ = send.blocking_send(Err(ImportAborted::unreadable(file, error)));
        }
    });
    batches
}

fn parse<V: for<'de> Visitor<'de>>(source: Source, visitor: V) -> Result<(), serde_json::Error> {
    let reader = BufReader::with_capacity(BUFFER, Guard::new(source));
    let mut deserializer = serde_json::Deserializer::from_reader(reader);
    deserializer.deserialize_any(visitor)?;
    deserializer.end()
}

/// The top-level array of a file.
struct RowSequence<'a, T, F, const N: usize> {
    row: RowReader<'a, N>,
    validate: F,
    send: &'a mpsc::Sender<Result<RowBatch<T>, ImportAborted>>,
    batch: RowBatch<T>,
    index: i64,
}

impl<'de, T, F, const N: usize> Visitor<'de> for RowSequence<'_, T, F, N>
where
    F: Fn(FieldValues<N>) -> Result<T, Violations>,
{
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut rows: A) -> Result<(), A::Error> {
        while let Some(cells) = rows.next_element_seed(self.row)? {
            self.batch.push((self.index, (self.validate)(cells)));
            self.index += 1;
            if self.batch.len() == BATCH && !self.send_batch() {
                // The consumer was dropped, so the rest is not read.
                return Err(serde::de::Error::custom("the receiver was dropped"));
            }
        }
        self.send_batch();
        Ok(())
    }
}

impl<T, F, const N: usize> RowSequence<'_, T, F, N> {
    fn send_batch(&mut self) -> bool {
        let batch = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
        self.send.blocking_send(Ok(batch)).is_ok()
    }
}
