//! Reads the known fields of a row, with any other content of the file around them.
//!
//! A row that is not an object, a field that is not text and a repeated field do not stop the reader, because
//! every fault of a file is reported. The values of unknown fields are skipped. Only their names are kept.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{guard::HALF_PAIR, unknown::UnknownMembers};

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FieldValue {
    /// The field is absent, or null.
    Nothing,
    Text(String),
    /// An array of texts.
    Lines(Vec<String>),
    /// The field occurs more than once.
    Repeated,
    /// Any other value. Its content is discarded.
    Other,
}

/// The values of the named fields, in the order of the names.
pub(super) type FieldValues<const N: usize> = [FieldValue; N];

/// Reads one row, and collects the names of unknown fields.
#[derive(Clone, Copy)]
pub(super) struct RowReader<'a, const N: usize> {
    pub fields: &'static [&'static str; N],
    pub unknown: &'a Mutex<UnknownMembers>,
}

/// Reads a value, and keeps it only if it is a text or an array of texts.
struct Text;

/// Reads a field name, and returns its index.
struct FieldNameReader<'a, const N: usize>(RowReader<'a, N>);

/// More lines than the field may have, so that validation reports the excess as a fault of the field.
const MAXIMUM_LINES: usize = 100;

/// The visitor methods for values of other types.
macro_rules! visit_other_types {
    ($value:expr) => {
        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok($value)
        }
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok($value)
        }
        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok($value)
        }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok($value)
        }
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("any value")
        }
    };
}

impl<'de, const N: usize> DeserializeSeed<'de> for RowReader<'_, N> {
    type Value = FieldValues<N>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, const N: usize> Visitor<'de> for RowReader<'_, N> {
    type Value = FieldValues<N>;

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let mut cells = [const { None }; N];
        while let Some(place) = fields.next_key_seed(FieldNameReader(self))? {
            let Some(place) = place else {
                fields.next_value::<IgnoredAny>()?;
                continue;
            };
            let cell = fields.next_value_seed(Text)?;
            cells[place] = Some(if cells[place].is_none() { cell } else { FieldValue::Repeated });
        }
        Ok(cells.map(|cell| cell.unwrap_or(FieldValue::Nothing)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        while entries.next_element::<IgnoredAny>()?.is_some() {}
        Ok([const { FieldValue::Nothing }; N])
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok([const { FieldValue::Nothing }; N])
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok([const { FieldValue::Nothing }; N])
    }

    visit_other_types!([const { FieldValue::Nothing }; N]);
}

impl<'de> DeserializeSeed<'de> for Text {
    type Value = FieldValue;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Text {
    type Value = FieldValue;

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(if text.contains(HALF_PAIR) { FieldValue::Other } else { FieldValue::Text(text.to_owned()) })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut lines = Some(Vec::new());
        while let Some(entry) = entries.next_element_seed(Text)? {
            match (entry, &mut lines) {
                (FieldValue::Text(line), Some(lines)) if lines.len() < MAXIMUM_LINES => lines.push(line),
                (_, lines) => *lines = None,
            }
        }
        Ok(lines.map_or(FieldValue::Other, FieldValue::Lines))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(FieldValue::Other)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(FieldValue::Nothing)
    }

    visit_other_types!(FieldValue::Other);
}

impl<'de, const N: usize> DeserializeSeed<'de> for FieldNameReader<'_, N> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<const N: usize> Visitor<'_> for FieldNameReader<'_, N> {
    type Value = Option<usize>;

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        let RowReader { fields, unknown } = self.0;
        let place = fields.iter().position(|known| *known == name);
        if place.is_none() {
            unknown.lock().unwrap_or_else(PoisonError::into_inner).add(name);
        }
        Ok(place)
    }

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cells(json: &str) -> Result<FieldValues<2>, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let unknown = Mutex::default();
        RowReader { fields: &["name", "time"], unknown: &unknown }.deserialize(&mut deserializer)
    }

    #[test]
    fn only_texts_and_arrays_of_texts_are_kept() {
        let name = FieldValue::Text("Zoe\u{308}".to_owned());
        let row = r#"{"more": {"name": ["x"]}, "time": 7, "na\u006de": "Zoe\u0308"}"#;
        assert_eq!(cells(row).unwrap(), [name, FieldValue::Other]);
        let lines = FieldValue::Lines(vec!["a".to_owned()]);
        assert_eq!(cells(r#"{"name": ["a"], "time": ["a", 1]}"#).unwrap(), [lines, FieldValue::Other]);
        assert_eq!(
            cells(r#"{"name": null, "name": "x"}"#).unwrap(),
            [FieldValue::Repeated, FieldValue::Nothing]
        );
        assert_eq!(
            cells(r#"{"name": {"a": 1}, "time": null}"#).unwrap(),
            [FieldValue::Other, FieldValue::Nothing]
        );
        for other in
            ["null", "[{}, 1]", "\"name\"", "true", "-1", "2", "1.5", "{}", r#"{"other": {"name": "x"}}"#]
        {
            assert_eq!(cells(other).unwrap(), [FieldValue::Nothing, FieldValue::Nothing], "{other}");
        }
    }

    #[test]
    fn invalid_json_is_an_error() {
        for bad in ["{\"name\": }", "{name: 1}", "[1", "{\"name\": \"\u{1}\"}", ""] {
            assert!(cells(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn any_row_yields_only_the_texts_of_its_known_fields(value in "[\\[{\"a-c:,0-9\\]}]{0,20}", text in "[a-z]{0,5}") {
            use serde::de::DeserializeSeed;
            const NAMES: [&str; 2] = ["id", "name"];
            let unknown = Mutex::default();
            let row = |json: &str| {
                let row = RowReader { fields: &NAMES, unknown: &unknown };
                row.deserialize(&mut serde_json::Deserializer::from_str(json)).ok()
            };
            let kept = row(&format!("{{\"id\":\"{text}\",\"other\":{value},\"name\":7}}"));
            if serde_json::from_str::<serde_json::Value>(&value).is_ok() {
                prop_assert_eq!(kept, Some([FieldValue::Text(text), FieldValue::Other]));
            }
            // Any result is right, but there must be no panic.
            row(&value);
        }
    }
}
