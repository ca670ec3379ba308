//! Values without fields: numbers, texts and enum values.

use async_graphql::{ID, resolver_utils::EnumType};
use serde::Serialize;

use super::{Output, Place, PlanOutput};

macro_rules! json_leaf {
    ($($ty:ty),*) => {$(
        impl PlanOutput for $ty {
            fn write_now(&self, _: &Place<'_>, out: &mut Output) {
                out.write_json(self);
            }
        }
    )*};
}

json_leaf!(bool, i32, i64, u32, u64, usize, f64);

impl PlanOutput for str {
    fn write_now(&self, _: &Place<'_>, out: &mut Output) {
        out.write_json(self);
    }
}

impl PlanOutput for String {
    fn write_now(&self, _: &Place<'_>, out: &mut Output) {
        out.write_json(self.as_str());
    }
}

impl PlanOutput for ID {
    fn write_now(&self, _: &Place<'_>, out: &mut Output) {
        out.write_json(self.as_str());
    }
}

impl Output {
    /// Writes a value without fields as JSON.
    pub fn write_json(&mut self, value: &(impl Serialize + ?Sized)) {
        serde_json::to_writer(&mut self.bytes, value).expect("a value without fields has a JSON form");
    }

    /// Writes an enum value by its name.
    pub fn write_enum<E: EnumType>(&mut self, value: &E) {
        let item = E::items().iter().find(|item| item.value == *value);
        self.write_json(item.map_or("", |item| item.name));
    }
}
