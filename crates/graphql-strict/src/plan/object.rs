//! The types that plans write.

use std::pin::Pin;

use super::{FieldTable, Output, Place};

/// A field that is being resolved and written.
pub type Resolving<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// A field of a Rust type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ObjectField {
    /// The number by which the type knows its field.
    pub index: usize,
    /// Whether the value of the field is there without awaiting.
    pub is_ready: bool,
}

/// An object of the schema. [`planned`](crate::planned) and `#[derive(PlanOutput)]` implement it.
pub trait PlanObject: Send + Sync {
    /// The field with this name in the schema.
    fn field(name: &str) -> Option<ObjectField>;

    /// Adds the types of the fields to the table.
    fn collect_fields(fields: &mut FieldTable);

    /// Writes a ready field whose value contains nothing that awaits.
    fn write_ready(&self, index: usize, place: Place<'_>, out: &mut Output);

    /// Resolves and writes any field.
    fn resolve<'a>(&'a self, index: usize, place: Place<'a>) -> Resolving<'a>;
}

/// A value that fields return.
pub trait PlanOutput: Send + Sync {
    /// Adds the object types of this type to the table.
    fn collect(_fields: &mut FieldTable) {}

    /// Writes a value that contains nothing that awaits.
    fn write_now(&self, place: &Place<'_>, out: &mut Output);

    /// Writes a value. Everything that does not await is written at the first poll, and nothing before.
    fn write<'a>(&'a self, place: &'a Place<'a>) -> Resolving<'a> {
        Box::pin(async move { self.write_now(place, &mut place.execution.output()) })
    }
}

impl ObjectField {
    /// The field of a merged object, which has it from one of its parts.
    #[must_use]
    pub fn of_part(self, part: usize, parts: usize) -> Self {
        Self { index: self.index * parts + part, ..self }
    }
}

impl<T: PlanOutput + ?Sized> PlanOutput for &T {
    fn collect(fields: &mut FieldTable) {
        T::collect(fields);
    }

    fn write_now(&self, place: &Place<'_>, out: &mut Output) {
        T::write_now(self, place, out);
    }

    fn write<'a>(&'a self, place: &'a Place<'a>) -> Resolving<'a> {
        T::write(self, place)
    }
}

impl<T: PlanOutput> PlanOutput for Option<T> {
    fn collect(fields: &mut FieldTable) {
        T::collect(fields);
    }

    fn write_now(&self, place: &Place<'_>, out: &mut Output) {
        match self {
            Some(value) => value.write_now(place, out),
            None => out.null(),
        }
    }

    fn write<'a>(&'a self, place: &'a Place<'a>) -> Resolving<'a> {
        match self {
            Some(value) => value.write(place),
            None => Box::pin(async move { place.execution.output().null() }),
        }
    }
}

impl<T: PlanOutput, E: Into<async_graphql::Error> + Clone + Send + Sync> PlanOutput for Result<T, E> {
    fn collect(fields: &mut FieldTable) {
        T::collect(fields);
    }

    fn write_now(&self, place: &Place<'_>, out: &mut Output) {
        match self {
            Ok(value) => value.write_now(place, out),
            Err(error) => place.fail_with(out, error.clone()),
        }
    }

    fn write<'a>(&'a self, place: &'a Place<'a>) -> Resolving<'a> {
        match self {
            Ok(value) => value.write(place),
            Err(error) => Box::pin(async move {
                place.fail_with(&mut place.execution.output(), error.clone());
            }),
        }
    }
}

impl<T: PlanOutput> PlanOutput for Vec<T> {
    fn collect(fields: &mut FieldTable) {
        T::collect(fields);
    }

    fn write_now(&self, place: &Place<'_>, out: &mut Output) {
        self.as_slice().write_now(place, out);
    }

    fn write<'a>(&'a self, place: &'a Place<'a>) -> Resolving<'a> {
        self.as_slice().write(place)
    }
}

impl<T: PlanOutput> PlanOutput for [T] {
    fn collect(fields: &mut FieldTable) {
        T::collect(fields);
    }

    fn write_now(&self, place: &Place<'_>, out: &mut Output) {
        out.begin_list();
        for (index, entry) in self.iter().enumerate() {
            out.begin_entry(index);
            entry.write_now(&place.entry(index), out);
        }
        out.end_list();
    }

    fn write<'a>(&'a self, place: &'a Place<'a>) -> Resolving<'a> {
        place.write_list(self)
    }
}
