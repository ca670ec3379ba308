//! Global identifiers: opaque to clients, and each for one kind of object.

use async_graphql::ID;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

use crate::error::{Failure, GeneralError};

/// An identifier that `Query.node` resolves.
pub trait GlobalId: Copy {
    /// The letter of the entity in `entities!`.
    const KIND: u8;

    fn from_uuid(uuid: Uuid) -> Self;
    fn uuid(self) -> Uuid;

    fn to_global(self) -> ID {
        let mut bytes = vec![Self::KIND];
        bytes.extend(self.uuid().as_bytes());
        ID(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Parses an identifier. `None` if it is malformed or of another kind.
    fn from_global(id: &ID) -> Option<Self> {
        let (kind, uuid) = split(id)?;
        (kind == Self::KIND).then(|| Self::from_uuid(uuid))
    }

    /// Parses an identifier that must be of this kind. Any other text is refused as malformed.
    fn parse_global(id: &ID) -> Result<Self, GeneralError> {
        Self::from_global(id).ok_or(GeneralError::IdMalformed)
    }
}

/// The kind and key of an identifier. `None` if it is malformed.
pub(super) fn split(id: &ID) -> Option<(u8, Uuid)> {
    let bytes = URL_SAFE_NO_PAD.decode(id.as_bytes()).ok()?;
    let (kind, uuid) = bytes.split_first()?;
    Some((*kind, Uuid::from_slice(uuid).ok()?))
}

/// The identifier of the record that a mutation changes. A malformed identifier is refused as not found,
/// because no record has it.
pub(super) fn subject<I: GlobalId>(id: &ID) -> Result<I, Failure> {
    I::from_global(id).ok_or_else(|| Failure::refuse_field("id", GeneralError::NotFound).under("input"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{account::UserId, patient::PatientId};

    proptest! {
        #[test]
        fn an_identifier_round_trips_and_has_one_kind(key in any::<u128>()) {
            let id = PatientId(Uuid::from_u128(key)).to_global();
            prop_assert_eq!(PatientId::from_global(&id), Some(PatientId(Uuid::from_u128(key))));
            prop_assert_eq!(UserId::from_global(&id), None);
            prop_assert_eq!(split(&id), Some((b'p', Uuid::from_u128(key))));
        }

        #[test]
        fn each_identifier_has_one_spelling(text in "\\PC*|[A-Za-z0-9_-]{22,24}") {
            if let Some((kind, uuid)) = split(&ID(text.clone())) {
                let bytes = [&[kind], uuid.as_bytes().as_slice()].concat();
                prop_assert_eq!(URL_SAFE_NO_PAD.encode(bytes), text);
            }
        }
    }
}
