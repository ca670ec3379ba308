//! The places of rows, as clients keep them.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    clinician::ClinicianId,
    department::DepartmentId,
    organisation::OrganisationId,
    statistics::{Key, Place},
};

/// Which report in which order it is, its instant, the bits of the value by which the row is ordered, and its key.
type Parts = (u64, DateTime<Utc>, Option<u64>, usize, [Option<Uuid>; 3], [Option<u8>; 2]);

pub(super) fn encode(fingerprint: u64, as_of: DateTime<Utc>, place: &Place) -> String {
    let Key { part, department_id, clinician_id, organisation_id, weekday, hour } = place.key;
    let ids = [department_id.map(|id| id.0), clinician_id.map(|id| id.0), organisation_id.map(|id| id.0)];
    let parts: Parts = (fingerprint, as_of, place.value.map(f64::to_bits), part, ids, [weekday, hour]);
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(&parts).expect("numbers and identifiers have a JSON form"))
}

/// The instant of the report and the place; nothing, for what is no place in this report and order.
pub(super) fn decode(fingerprint: u64, text: &str) -> Option<(DateTime<Utc>, Place)> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (of, as_of, value, part, [department, clinician, organisation], [weekday, hour]): Parts =
        serde_json::from_slice(&bytes).ok()?;
    let key = Key {
        part,
        department_id: department.map(DepartmentId),
        clinician_id: clinician.map(ClinicianId),
        organisation_id: organisation.map(OrganisationId),
        weekday,
        hour,
    };
    (of == fingerprint).then(|| (as_of, Place { value: value.map(f64::from_bits), key }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_place_survives_its_journey(
            fingerprint in any::<u64>(), value in any::<Option<i32>>(), part in any::<usize>(),
            id in any::<Option<u128>>(), hour in any::<Option<u8>>(),
        ) {
            let key = Key { part, clinician_id: id.map(|id| ClinicianId(Uuid::from_u128(id))), hour, ..Key::default() };
            let place = Place { value: value.map(|value| f64::from(value) / 7.0), key };
            let as_of = DateTime::from_timestamp_nanos(i64::from(hour.unwrap_or_default()) * 1_234_567_891);
            let cursor = encode(fingerprint, as_of, &place);
            prop_assert_eq!(decode(fingerprint, &cursor), Some((as_of, place)));
            prop_assert_eq!(decode(fingerprint.wrapping_add(1), &cursor), None);
        }

        #[test]
        fn other_text_is_no_place(text in "\\PC*") {
            prop_assert_eq!(decode(0, &text), None);
        }
    }
}
