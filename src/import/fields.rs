//! The texts of a row, whatever else stands in the file.
//!
//! A row that is not an object, a field that is not a text, a field that comes twice: nothing of that ends the reading,
//! for every fault of a file is to be told. Texts of other fields are passed over and never kept.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The texts of the named fields, in the order of the names; `None` where there is no text. The last of a name counts.
pub(super) type Texts<const N: usize> = [Option<String>; N];

/// Reads one row.
#[derive(Clone, Copy)]
pub(super) struct Row<const N: usize>(pub &'static [&'static str; N]);

/// Reads a value of which only a text is kept.
struct Text;

/// Reads the name of a field, and answers its place.
struct Place<const N: usize>(&'static [&'static str; N]);

/// What is kept of a value that is not of the kind asked for: nothing.
macro_rules! scalars_are {
    ($nothing:expr) => {
        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok($nothing)
        }
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok($nothing)
        }
        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok($nothing)
        }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok($nothing)
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($nothing)
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
            while entries.next_element::<IgnoredAny>()?.is_some() {}
            Ok($nothing)
        }
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("any value")
        }
    };
}

impl<'de, const N: usize> DeserializeSeed<'de> for Row<N> {
    type Value = Texts<N>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, const N: usize> Visitor<'de> for Row<N> {
    type Value = Texts<N>;

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let mut texts = [const { None }; N];
        while let Some(place) = fields.next_key_seed(Place(self.0))? {
            match place {
                Some(place) => texts[place] = fields.next_value_seed(Text)?,
                None => drop(fields.next_value::<IgnoredAny>()?),
            }
        }
        Ok(texts)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok([const { None }; N])
    }

    scalars_are!([const { None }; N]);
}

impl<'de> DeserializeSeed<'de> for Text {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Text {
    type Value = Option<String>;

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Some(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    scalars_are!(None);
}

impl<'de, const N: usize> DeserializeSeed<'de> for Place<N> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<const N: usize> Visitor<'_> for Place<N> {
    type Value = Option<usize>;

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().position(|known| *known == name))
    }

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(json: &str) -> Result<Texts<2>, serde_json::Error> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        Row(&["name", "time"]).deserialize(&mut deserializer)
    }

    #[test]
    fn texts_are_kept_wherever_they_stand_and_nothing_else_is() {
        let name = Some("Zoe\u{308}".to_owned());
        let row = r#"{"more": {"name": ["x"]}, "time": 7, "name": "y", "na\u006de": "Zoe\u0308"}"#;
        assert_eq!(texts(row).unwrap(), [name, None]);
        for other in [
            r#"{"name": {"a": 1}, "time": [[2]]}"#,
            "null",
            "[{}, 1]",
            "\"name\"",
            "true",
            "-1",
            "2",
            "1.5",
            "{}",
        ] {
            assert_eq!(texts(other).unwrap(), [None, None], "{other}");
        }
    }

    #[test]
    fn what_is_no_json_is_an_error() {
        for bad in ["{\"name\": }", "{name: 1}", "[1", "{\"name\": \"\u{1}\"}", ""] {
            assert!(texts(bad).is_err(), "{bad}");
        }
    }
}
