//! The type `PageInfo` of the library.

use async_graphql::connection::PageInfo;

use super::{FieldTable, ObjectField, Output, Place, PlanObject, PlanOutput, Resolving};

/// The fields in the order of their numbers.
const FIELDS: [&str; 4] = ["hasPreviousPage", "hasNextPage", "startCursor", "endCursor"];

impl PlanObject for PageInfo {
    fn field(name: &str) -> Option<ObjectField> {
        let index = FIELDS.iter().position(|field| *field == name)?;
        Some(ObjectField { index, is_ready: true })
    }

    fn collect_fields(_: &mut FieldTable) {}

    fn write_ready(&self, index: usize, place: Place<'_>, out: &mut Output) {
        match index {
            0 => self.has_previous_page.write_now(&place, out),
            1 => self.has_next_page.write_now(&place, out),
            2 => self.start_cursor.write_now(&place, out),
            _ => self.end_cursor.write_now(&place, out),
        }
    }

    fn resolve<'a>(&'a self, index: usize, place: Place<'a>) -> Resolving<'a> {
        self.write_ready(index, place, &mut place.execution.output());
        Box::pin(std::future::ready(()))
    }
}

impl PlanOutput for PageInfo {
    fn collect(fields: &mut FieldTable) {
        fields.add::<Self>();
    }

    fn write_now(&self, place: &Place<'_>, out: &mut Output) {
        place.write_object_now(self, out);
    }

    fn write<'a>(&'a self, place: &'a Place<'a>) -> Resolving<'a> {
        place.write_object(self)
    }
}
