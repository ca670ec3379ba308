//! Reading a file of any size: row by row, a batch ahead of those who write.

use std::io::{self, BufRead, BufReader, Read};

use serde::de::{Deserializer, SeqAccess, Visitor};
use tokio::sync::mpsc;

use super::{
    File, Stopped,
    fields::{Cells, Row},
};
use crate::error::Violations;

/// The content of a file, wherever it comes from.
pub type Source = Box<dyn Read + Send>;

/// How many rows are handed over at a time.
const BATCH: usize = 1_000;
/// How many batches may wait for those who write: the reader's memory is bounded by them.
const AHEAD: usize = 8;
const BUFFER: usize = 1 << 18;
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Rows with their places in the file, each judged by itself alone.
pub(super) type Batch<T> = Vec<(i64, Result<T, Violations>)>;

/// The batches of a file in turn; a file that cannot be read to its end closes with the reason.
pub(super) type Batches<T> = mpsc::Receiver<Result<Batch<T>, Stopped>>;

/// Reads and judges the rows of a file on a thread of its own, for as long as somebody wants them.
pub(super) fn read<T: Send + 'static, const N: usize>(
    file: File,
    source: Source,
    fields: &'static [&'static str; N],
    judge: impl Fn(Cells<N>) -> Result<T, Violations> + Send + 'static,
) -> Batches<T> {
    let (send, batches) = mpsc::channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        let rows = Rows { row: Row(fields), judge, send: &send, batch: Vec::with_capacity(BATCH), index: 0 };
        if let Err(error) = parse(source, rows) {
            // Whoever has gone does not need to know.
            let _ = send.blocking_send(Err(Stopped::unreadable(file, &error)));
        }
    });
    batches
}

fn parse<V: for<'de> Visitor<'de>>(source: Source, visitor: V) -> Result<(), serde_json::Error> {
    let mut reader = BufReader::with_capacity(BUFFER, source);
    skip_byte_order_mark(&mut reader).map_err(serde_json::Error::io)?;
    let mut deserializer = serde_json::Deserializer::from_reader(reader);
    deserializer.deserialize_any(visitor)?;
    deserializer.end()
}

/// Some systems put it before every text.
fn skip_byte_order_mark(reader: &mut impl BufRead) -> io::Result<()> {
    if reader.fill_buf()?.starts_with(BYTE_ORDER_MARK) {
        reader.consume(BYTE_ORDER_MARK.len());
    }
    Ok(())
}

/// The array of a file.
struct Rows<'a, T, F, const N: usize> {
    row: Row<N>,
    judge: F,
    send: &'a mpsc::Sender<Result<Batch<T>, Stopped>>,
    batch: Batch<T>,
    index: i64,
}

impl<'de, T, F, const N: usize> Visitor<'de> for Rows<'_, T, F, N>
where
    F: Fn(Cells<N>) -> Result<T, Violations>,
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

impl<T, F, const N: usize> Rows<'_, T, F, N> {
    fn hand_over(&mut self) -> bool {
        let batch = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
        self.send.blocking_send(Ok(batch)).is_ok()
    }
}
