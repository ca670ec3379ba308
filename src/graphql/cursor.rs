//! Cursors: the sealed position of an entry in one list.
//!
//! A cursor lands in links and logs, and the position holds the value by which the list is ordered, which may be a name. So the
//! position is sealed, for the fingerprint of its list, order and filter: elsewhere it would mean another place.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Datelike, NaiveDate};
use uuid::Uuid;

use crate::{
    account::tokens::SealingKeys,
    database::{Key, Position},
};

/// Seals content for a list and writes it as text.
pub(super) fn seal(keys: &SealingKeys, fingerprint: u64, content: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(keys.seal(fingerprint, content))
}

/// The content of a cursor of this list.
pub(super) fn open(keys: &SealingKeys, fingerprint: u64, cursor: &str) -> Option<Vec<u8>> {
    keys.open(fingerprint, &URL_SAFE_NO_PAD.decode(cursor).ok()?)
}

const INSTANT: u8 = 0;
const DAY: u8 = 1;
const TEXT: u8 = 2;
const RANKED: u8 = 3;

/// The identifier, what kind of value follows, and the value.
pub(super) fn position_bytes(position: &Position) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(64);
    bytes.extend_from_slice(position.id.as_bytes());
    match &position.key {
        Key::Instant(instant) => {
            bytes.push(INSTANT);
            bytes.extend_from_slice(&instant.timestamp().to_be_bytes());
            bytes.extend_from_slice(&instant.timestamp_subsec_nanos().to_be_bytes());
        }
        Key::Day(day) => {
            bytes.push(DAY);
            bytes.extend_from_slice(&day.num_days_from_ce().to_be_bytes());
        }
        Key::Text(text) => {
            bytes.push(TEXT);
            bytes.extend_from_slice(text.as_bytes());
        }
        Key::Ranked(rank, text) => {
            bytes.extend_from_slice(&[RANKED, *rank]);
            bytes.extend_from_slice(text.as_bytes());
        }
    }
    bytes
}

pub(super) fn position(bytes: &[u8]) -> Option<Position> {
    let (id, rest) = bytes.split_first_chunk()?;
    let (kind, value) = rest.split_first()?;
    let text = |bytes: &[u8]| Some(std::str::from_utf8(bytes).ok()?.to_owned());
    let key = match *kind {
        INSTANT => {
            let (seconds, nanoseconds) = value.split_first_chunk()?;
            let nanoseconds = u32::from_be_bytes(nanoseconds.try_into().ok()?);
            Key::Instant(DateTime::from_timestamp(i64::from_be_bytes(*seconds), nanoseconds)?)
        }
        DAY => Key::Day(NaiveDate::from_num_days_from_ce_opt(i32::from_be_bytes(value.try_into().ok()?))?),
        TEXT => Key::Text(text(value)?),
        RANKED => {
            let (rank, name) = value.split_first()?;
            Key::Ranked(*rank, text(name)?)
        }
        _ => return None,
    };
    Some(Position { key, id: Uuid::from_bytes(*id) })
}

#[cfg(test)]
mod tests {
    use chrono::Utc;
    use proptest::prelude::*;

    use super::*;
    use crate::account::tokens::{TokenKeys, TokenRules, Tokens, generate};

    fn any_key() -> impl Strategy<Value = Key> {
        let instant = (any::<u32>(), 0_u32..1_000_000_000).prop_map(|(seconds, nanoseconds)| {
            Key::Instant(DateTime::from_timestamp(i64::from(seconds), nanoseconds).unwrap())
        });
        let day = any::<u16>().prop_map(|day| Key::Day(NaiveDate::default() + chrono::Days::new(day.into())));
        let ends = prop::sample::select(vec![
            Key::Instant(DateTime::<Utc>::MIN_UTC),
            Key::Instant(DateTime::<Utc>::MAX_UTC),
            Key::Day(NaiveDate::MIN),
            Key::Day(NaiveDate::MAX),
        ]);
        let ranked = (any::<u8>(), "[^\0]*").prop_map(|(rank, text)| Key::Ranked(rank, text));
        prop_oneof![instant, day, ends, "[^\0]*".prop_map(Key::Text), ranked]
    }

    proptest! {
        #[test]
        fn a_position_survives_its_journey(key in any_key(), id in any::<u128>()) {
            let at = Position { key, id: Uuid::from_u128(id) };
            prop_assert_eq!(position(&position_bytes(&at)), Some(at));
        }

        #[test]
        fn other_bytes_are_a_position_or_none(bytes in any::<Vec<u8>>()) {
            if let Some(at) = position(&bytes) {
                prop_assert_eq!(position_bytes(&at), bytes);
            }
        }

        #[test]
        fn other_text_is_no_cursor(text in "\\PC*|[A-Za-z0-9_-]{0,200}") {
            let keys = Tokens::new(TokenKeys::parse(&[generate()]).unwrap(), TokenRules::default()).sealing_keys();
            prop_assert_eq!(open(&keys, 0, &text), None);
        }
    }
}
