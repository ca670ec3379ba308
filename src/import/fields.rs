//! The fields of a row, whatever else stands in the file.
//!
//! A row that is not an object, a field that is not a text, a field that comes twice: nothing of that ends the reading,
//! because every fault of a file is reported. Texts of other fields are passed over and never kept; their names are.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{guard::HALF_PAIR, unknown::UnknownMembers};

/// What stands in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FieldValue {
    /// The field is absent, or null.
    Nothing,
    Text(String),
    /// An array of texts.
    Lines(Vec<String>),
    /// The field is given more than once.
    Repeated,
    /// Something else, which nobody needs to know.
    Other,
}

/// The named fields, in the order of the names.
pub(super) type FieldValues<const N: usize> = [FieldValue; N];

/// Reads one row, and adds the names of other fields to those that are not known.
#[derive(Clone, Copy)]
pub(super) struct RowReader<'a, const N: usize> {
    pub fields: &'static [&'static str; N],
    pub unknown: &'a Mutex<UnknownMembers>,
}

/// Reads a value of which only a text, or an array of texts, is kept.
struct Text;

/// Reads the name of a field, and returns its place.
struct FieldNameReader<'a, const N: usize>(RowReader<'a, N>);

/// More than a field may have, so that the fault is reported as one of the field.
const MOST_LINES: usize = 100;

/// What a value is taken for that is not of the kind asked for.
macro_rules! others_are {
    ($taken:expr) => {
        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok($taken)
        }
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok($taken)
        }
        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok($taken)
        }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok($taken)
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

    others_are!([const { FieldValue::Nothing }; N]);
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
                (FieldValue::Text(line), Some(lines)) if lines.len() < MOST_LINES => lines.push(line),
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

    others_are!(FieldValue::Other);
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
    fn texts_are_kept_wherever_they_stand_and_nothing_else_is() {
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
    fn what_is_no_json_is_an_error() {
        for bad in ["{\"name\": }", "{name: 1}", "[1", "{\"name\": \"\u{1}\"}", ""] {
            assert!(cells(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn whatever_stands_in_a_row_only_its_texts_are_kept(value in "[\\[{\"a-c:,0-9\\]}]{0,20}", text in "[a-z]{0,5}") {
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
            // Anything may come back, but it must come back.
            row(&value);
        }
    }
}
