//! Idempotency keys: the key, its scope and the hash of its input.

use std::{collections::BTreeMap, str::FromStr};

use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use strum::{EnumIter, EnumProperty, IntoStaticStr};

/// A key as a client has chosen it: visible characters of ASCII, so that none looks like another.
#[derive(Clone, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Key(String);

impl Key {
    pub const MAXIMUM: usize = 255;

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Key {
    type Err = IdempotencyKeyError;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        if (1..=Self::MAXIMUM).contains(&raw.len()) && raw.bytes().all(|c| c.is_ascii_graphic()) {
            Ok(Self(raw.to_owned()))
        } else {
            Err(IdempotencyKeyError::Invalid { maximum: Self::MAXIMUM })
        }
    }
}

// Masked in logs, because clients may put personal data into keys.
crate::database::personal_text_column!(Key);

/// Why a key is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, IntoStaticStr, EnumIter, EnumProperty)]
#[serde(untagged)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE", prefix = "IDEMPOTENCY_KEY_")]
pub enum IdempotencyKeyError {
    Invalid {
        maximum: usize,
    },
    /// The key was used with another input.
    Reused,
}

/// The raw key of a request, with its principal and the hash of its input.
#[derive(Clone)]
pub struct RawKey {
    /// Identifies the principal. It is kept in the database, so the text of one principal never changes.
    pub scope: String,
    pub key: String,
    pub input: InputHash,
}

/// The scope of a key. The same text in another scope is another key.
pub struct Scope {
    /// The scope of the [`RawKey`].
    pub principal: String,
    pub operation: &'static str,
    pub key: Key,
}

/// Compares two inputs, character for character, without storing personal data.
impl Scope {
    /// The key of the lock that repeats wait for.
    pub(super) fn lock_key(&self) -> (String, &'static str, String) {
        (self.principal.clone(), self.operation, self.key.as_str().to_owned())
    }
}

/// Tells whether two inputs are the same, character for character, without keeping what they say of a person.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct InputHash([u8; 32]);

impl InputHash {
    /// SHA-256 of the input as JSON, with fields sorted by name. A field that is null counts as absent. A
    /// field added to the API later therefore does not change the hash of older clients' inputs.
    pub fn of(input: Value) -> Self {
        Self(Sha256::digest(canonical(input).to_string()).into())
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

fn canonical(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let present = fields.into_iter().filter(|(_, value)| !value.is_null());
            let sorted: BTreeMap<String, Value> =
                present.map(|(name, value)| (name, canonical(value))).collect();
            Value::Object(sorted.into_iter().collect())
        }
        Value::Array(entries) => Value::Array(entries.into_iter().map(canonical).collect()),
        text_or_number @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => {
            text_or_number
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_key_consists_of_visible_ascii_characters() {
        let longest = "k".repeat(255);
        for good in ["k", "9f1b6c1e-1f2a-4d7b-8a53-0d6f4e1c2b3a", "!~", longest.as_str()] {
            assert_eq!(good.parse::<Key>().map(|key| key.0), Ok(good.to_owned()));
        }
        let too_long = "k".repeat(256);
        for bad in ["", " ", "a b", "a\n", "\0", "é", "\u{200b}", "\u{7f}", too_long.as_str()] {
            assert_eq!(bad.parse::<Key>(), Err(IdempotencyKeyError::Invalid { maximum: 255 }), "{bad:?}");
        }
    }

    #[test]
    fn debug_does_not_show_a_key() {
        assert_eq!(format!("{:?}", "9434765919".parse::<Key>()), "Ok(Key(…))");
    }

    #[test]
    fn the_hash_ignores_field_order_and_null_fields() {
        let one = json!({ "a": "1", "b": { "c": [1, { "d": null, "e": "x" }], "f": true } });
        let other: Value =
            serde_json::from_str(r#"{"z":null,"b":{"f":true,"c":[1,{"e":"x"}]},"a":"1"}"#).unwrap();
        assert!(InputHash::of(one) == InputHash::of(other));
    }

    #[test]
    fn different_inputs_have_different_hashes() {
        let inputs = [
            json!({}),
            json!({ "a": "" }),
            json!({ "a": "1" }),
            json!({ "a": 1 }),
            json!({ "a": "1 " }),
            json!({ "A": "1" }),
            json!({ "a": ["1"] }),
            json!({ "a": [["1"]] }),
            json!({ "a": [] }),
            json!({ "a": {} }),
            json!({ "a": [null] }),
            json!({ "a": "1", "b": "2" }),
            json!({ "a": "2", "b": "1" }),
            json!({ "a": "1\",\"b\":\"2" }),
            json!({ "a": ["1", "2"] }),
            json!({ "a": ["2", "1"] }),
            json!({ "a": ["12"] }),
            json!({ "a": "Zo\u{eb}" }),
            json!({ "a": "Zoe\u{308}" }),
        ];
        for (n, one) in inputs.iter().enumerate() {
            for other in &inputs[..n] {
                assert!(InputHash::of(one.clone()) != InputHash::of(other.clone()), "{one} and {other}");
            }
        }
    }
}
