//! The entities of the API: the kinds of record that have a global identifier.
//!
//! `entities!` is invoked once, in `graphql/mod.rs`, with a row for each entity. From the rows follow the
//! letters of global identifiers, the interface `Node`, the loaders of records, and the lookup of
//! `node(id:)`.

use super::loaders::LoaderSource;

/// An object of the API whose record is read by its global identifier.
pub(super) trait Entity {
    /// `Loader`, or `ReferenceLoader` for records that the server caches across requests.
    type Loader;

    /// Creates the loader of one request. If records belong to patients, it reads only those in the scope of
    /// the source.
    fn loader(source: &LoaderSource) -> Self::Loader;
}

/// Declares every entity. A row has the object of the API with its module, the type of the identifier in the
/// feature of the same name, the letter that begins global identifiers, and the field of `RecordLoaders`.
///
/// A letter belongs to one entity and never changes, because clients store identifiers.
macro_rules! entities {
    ($($module:ident::$object:ident, $id:ident, $letter:literal, $loader:ident;)+) => {
        $(
            impl $crate::graphql::GlobalId for $crate::$module::$id {
                const KIND: u8 = $letter;

                fn from_uuid(uuid: uuid::Uuid) -> Self {
                    Self(uuid)
                }

                fn uuid(self) -> uuid::Uuid {
                    self.0
                }
            }
        )+

        /// An object with a global identifier.
        #[derive(async_graphql::Interface, graphql_strict::PlanOutput)]
        #[graphql(field(
            name = "id",
            ty = "async_graphql::ID",
            desc = "The global identifier of the object. Opaque."
        ))]
        enum Node {
            $($object($module::$object),)+
        }

        /// The loader of each entity.
        struct RecordLoaders {
            $($loader: <$module::$object as entity::Entity>::Loader,)+
        }

        impl RecordLoaders {
            fn new(source: &loaders::LoaderSource) -> Self {
                Self { $($loader: <$module::$object as entity::Entity>::loader(source),)+ }
            }

            fn clear(&self) {
                $(self.$loader.clear();)+
            }

            /// The record of a global identifier, whose kind is its letter.
            async fn find(
                &self,
                kind: u8,
                uuid: uuid::Uuid,
            ) -> Result<Option<Node>, $crate::error::Failure> {
                Ok(match kind {
                    $($letter => {
                        let found = self.$loader.record($crate::$module::$id(uuid)).await?;
                        found.map(|found| Node::$object(found.into()))
                    })+
                    _ => None,
                })
            }
        }
    };
}

pub(super) use entities;
