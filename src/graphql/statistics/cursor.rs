//! The places of rows, as clients keep them.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    account::tokens::SealingKeys,
    clinician::ClinicianId,
    department::DepartmentId,
    graphql::cursor,
    organisation::OrganisationId,
    statistics::{BucketKey, RankedPosition},
};

/// The instant of the report, the bits of the value by which the row is ordered, and its key.
type CursorParts = (DateTime<Utc>, Option<u64>, usize, [Option<Uuid>; 3], [Option<u8>; 2]);

/// The cursor of a row. The fingerprint is that of its report and order.
pub(super) fn encode(
    keys: &SealingKeys,
    fingerprint: u64,
    as_of: DateTime<Utc>,
    place: &RankedPosition,
) -> String {
    let BucketKey { part, department_id, clinician_id, organisation_id, weekday, hour } = place.key;
    let ids = [department_id.map(|id| id.0), clinician_id.map(|id| id.0), organisation_id.map(|id| id.0)];
    let parts: CursorParts = (as_of, place.value.map(f64::to_bits), part, ids, [weekday, hour]);
    let content = serde_json::to_vec(&parts).expect("numbers and identifiers have a JSON form");
    cursor::seal(keys, fingerprint, &content)
}

/// The instant of the report and the place; nothing, for what is no place in this report and order.
pub(super) fn decode(
    keys: &SealingKeys,
    fingerprint: u64,
    text: &str,
) -> Option<(DateTime<Utc>, RankedPosition)> {
    let content = cursor::open(keys, fingerprint, text)?;
    let (as_of, value, part, [department, clinician, organisation], [weekday, hour]): CursorParts =
        serde_json::from_slice(&content).ok()?;
    let key = BucketKey {
        part,
        department_id: department.map(DepartmentId),
        clinician_id: clinician.map(ClinicianId),
        organisation_id: organisation.map(OrganisationId),
        weekday,
        hour,
    };
    Some((as_of, RankedPosition { value: value.map(f64::from_bits), key }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::account::tokens::{TokenKeys, TokenRules, Tokens, generate};

    fn keys() -> std::sync::Arc<SealingKeys> {
        Tokens::new(TokenKeys::parse(&[generate()]).unwrap(), TokenRules::default()).sealing_keys()
    }

    proptest! {
        #[test]
        fn a_place_survives_its_journey(
            fingerprint in any::<u64>(), value in any::<Option<i32>>(), part in any::<usize>(),
            id in any::<Option<u128>>(), hour in any::<Option<u8>>(),
        ) {
            let key = BucketKey { part, clinician_id: id.map(|id| ClinicianId(Uuid::from_u128(id))), hour, ..BucketKey::default() };
            let place = RankedPosition { value: value.map(|value| f64::from(value) / 7.0), key };
            let as_of = DateTime::from_timestamp_nanos(i64::from(hour.unwrap_or_default()) * 1_234_567_891);
            let keys = keys();
            let cursor = encode(&keys, fingerprint, as_of, &place);
            prop_assert_eq!(decode(&keys, fingerprint, &cursor), Some((as_of, place)));
            prop_assert_eq!(decode(&keys, fingerprint.wrapping_add(1), &cursor), None);
        }

        #[test]
        fn other_text_is_no_place(text in "\\PC*") {
            prop_assert_eq!(decode(&keys(), 0, &text), None);
        }
    }
}
