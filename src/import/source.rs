//! Reading a file of any size: row by row, a batch ahead of those who write.

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

/// The content of a file, wherever it comes from.
pub type Source = Box<dyn Read + Send>;

/// How many rows are handed over at a time.
const BATCH: usize = 1_000;
/// How many batches may wait for those who write: the reader's memory is bounded by them.
const AHEAD: usize = 8;
const BUFFER: usize = 1 << 18;

/// Rows with their places in the file, each judged by itself alone.
pub(super) type RowBatch<T> = Vec<(i64, Result<T, Violations>)>;

/// The batches of a file in turn; a file that cannot be read to its end closes with the reason.
pub(super) struct Batches<T> {
    receiver: mpsc::Receiver<Result<RowBatch<T>, ImportAborted>>,
    unknown: Arc<Mutex<UnknownMembers>>,
}

impl<T> Batches<T> {
    pub(super) async fn next(&mut self) -> Option<Result<RowBatch<T>, ImportAborted>> {
        self.receiver.recv().await
    }

    /// The members that no row should have, as far as the file has been read.
    pub(super) fn unknown_members(&self) -> UnknownMembers {
        self.unknown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Reads and judges the rows of a file on a thread of its own, for as long as somebody wants them.
pub(super) fn read<T: Send + 'static, const N: usize>(
    file: File,
    source: Source,
    fields: &'static [&'static str; N],
    judge: impl Fn(FieldValues<N>) -> Result<T, Violations> + Send + 'static,
) -> Batches<T> {
    let (send, receiver) = mpsc::channel(AHEAD);
    let unknown = Arc::<Mutex<UnknownMembers>>::default();
    let batches = Batches { receiver, unknown: unknown.clone() };
    tokio::task::spawn_blocking(move || {
        let row = RowReader { fields, unknown: &unknown };
        let rows = RowSequence { row, judge, send: &send, batch: Vec::with_capacity(BATCH), index: 0 };
        if let Err(error) = parse(source, rows) {
            // Whoever has gone does not need to know.
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

/// The array of a file.
struct RowSequence<'a, T, F, const N: usize> {
    row: RowReader<'a, N>,
    judge: F,
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
            self.batch.push((self.index, (self.judge)(cells)));
            self.index += 1;
            if self.batch.len() == BATCH && !self.hand_over() {
                // Nobody waits for the rest, which is therefore not read.
                return Err(serde::de::Error::custom("nobody reads on"));
            }
        }
        self.hand_over();
        Ok(())
    }
}

impl<T, F, const N: usize> RowSequence<'_, T, F, N> {
    fn hand_over(&mut self) -> bool {
        let batch = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
        self.send.blocking_send(Ok(batch)).is_ok()
    }
}
