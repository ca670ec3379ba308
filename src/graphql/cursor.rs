//! Cursors: the position of an entry, and the list to which it belongs.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use uuid::Uuid;

use crate::database::{Key, Position};

/// A place in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cursor {
    /// Of list, order and filter: elsewhere the position would mean another place.
    pub fingerprint: u64,
    pub position: Position,
}

impl Cursor {
    pub(super) fn encode(&self) -> String {
        let parts = (self.fingerprint, &self.position.key, self.position.id);
        let text = serde_json::to_vec(&parts).expect("numbers, texts and dates have a JSON form");
        URL_SAFE_NO_PAD.encode(text)
    }

    pub(super) fn decode(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (fingerprint, key, id): (u64, Key, Uuid) = serde_json::from_slice(&bytes).ok()?;
        is_storable(&key).then_some(Self { fingerprint, position: Position { key, id } })
    }
}

/// Whether the database could hold such a value at all.
fn is_storable(key: &Key) -> bool {
    // Earlier days than 4713 BC stand for its `-infinity`.
    const EARLIEST_YEAR: i32 = -4712;
    match key {
        Key::Instant(instant) => instant.year() >= EARLIEST_YEAR || *instant == DateTime::<Utc>::MIN_UTC,
        Key::Day(day) => day.year() >= EARLIEST_YEAR || *day == NaiveDate::MIN,
        Key::Text(text) | Key::Ranked(_, text) => !text.contains('\0'),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_survives_its_journey(fingerprint in any::<u64>(), text in "[^\0]*", id in any::<u128>()) {
            let position = Position { key: Key::Text(text), id: Uuid::from_u128(id) };
            let cursor = Cursor { fingerprint, position };
            prop_assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        }

        #[test]
        fn other_text_is_no_cursor(text in "\\PC*") {
            prop_assert_eq!(Cursor::decode(&text), None);
        }
    }
}
