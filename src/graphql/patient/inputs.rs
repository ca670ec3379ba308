//! The inputs of queries and mutations on patients.

use async_graphql::{Enum, ID, InputObject, MaybeUndefined, OneofObject};

use crate::{
    error::Violations,
    graphql::{
        amendment::change,
        filters::{fragment, present},
        page::OrderDirection,
        scalars::{DateText, NhsNumberText, PostcodeText},
    },
    patient::{
        self, Amendment, OrderField, PatientScope, Registration, Search, Typed, store::PostcodeFilter,
    },
    value::parse_date,
};

/// Identifies one patient.
#[derive(OneofObject)]
pub(in crate::graphql) enum PatientBy {
    /// By identifier.
    Id(ID),
    /// By NHS number.
    NhsNumber(NhsNumberText),
}

/// A filter for patients. All of its conditions must hold.
#[derive(InputObject, Default)]
pub(super) struct PatientFilter {
    /// The text of a search box. It may contain names, an NHS number, a telephone number, a date of birth, a full postcode and an e-mail address. A patient must match all of them. In numbers and postcodes, spaces and punctuation do not matter. Accepted dates are `1970-02-01`, `01/02/1970` (the day first), `1 Feb 1970` and similar; a two-digit year may be of either century. A telephone number without a country code is British.
    ///
    /// The rest of the text is names. The name of the patient must contain every word: up to ten words or parts of words, in any order and of any length. Spaces, commas and hyphens separate words, as in `O'Brien, Zoe`. Case, width, invisible characters, and accents of Latin, Greek and Cyrillic letters do not matter. Apostrophes and hyphens may be omitted. `ü` may be typed as `u` or `ue`, and `ə` as `a` or `e`. By default, names that start with the text come first, then names in which each word of the text starts a word, then all others.
    search: Option<String>,
    /// The patient with this NHS number.
    nhs_number: Option<NhsNumberText>,
    /// Patients with this postcode, or with this outward code at the start of their postcode, as in `"SW1A"`.
    postcode: Option<PostcodeText>,
    /// Patients with this date of birth.
    date_of_birth: Option<DateText>,
}

impl PatientFilter {
    pub(super) fn validate(self, scope: PatientScope) -> Result<patient::Filter, Violations> {
        let mut violations = Violations::default();
        // Text pasted from a table contains tabs and line feeds.
        let pasted = self.search.map(|text| text.replace(['\t', '\n', '\r'], " "));
        let typed = fragment(&mut violations, "search", pasted).map(|text| Typed::parse(&text));
        let (identifiers, names) =
            typed.map_or_else(Default::default, |typed| (typed.identifiers, typed.names));
        let search = names.and_then(|names| violations.check("search", Search::new(names)));
        let nhs_number =
            present(self.nhs_number).and_then(|text| violations.check("nhsNumber", text.0.parse()));
        let postcode = present(self.postcode)
            .and_then(|text| violations.check("postcode", PostcodeFilter::parse(&text.0)));
        let date_of_birth =
            present(self.date_of_birth).and_then(|text| violations.check("dateOfBirth", parse_date(&text.0)));
        violations.or(Some(patient::Filter {
            scope,
            search,
            identifiers,
            nhs_number,
            postcode,
            date_of_birth,
        }))
    }
}

/// The fields by which patients can be ordered.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "OrderField")]
pub(super) enum PatientOrderField {
    /// By name, in the order of the database's collation.
    Name,
    /// By date of birth.
    DateOfBirth,
    /// By the instant at which the record was created.
    CreatedAt,
}

/// The order of a list of patients.
#[derive(InputObject)]
pub(super) struct PatientOrder {
    /// The field by which the list is ordered.
    pub field: PatientOrderField,
    /// The direction of the order.
    #[graphql(default)]
    pub direction: OrderDirection,
}

/// A new patient.
#[derive(InputObject)]
pub(super) struct RegisterPatientInput {
    /// The NHS number, which no other patient may have.
    nhs_number: NhsNumberText,
    /// The full name, in any script, of up to 300 characters. It is stored exactly as entered.
    name: String,
    /// The date of birth: not in the future, and not before 1850.
    date_of_birth: DateText,
    /// The postcode of the home address.
    postcode: PostcodeText,
    /// The address lines above the postcode of the home address: up to five lines.
    address_lines: Option<Vec<String>>,
    /// The e-mail address, of at most 254 octets. Spaces around it are removed.
    email: Option<String>,
    /// The telephone number: at most 15 digits, without an extension. A number without a country code is British.
    phone: Option<String>,
    /// Idempotency key, which makes the request safe to repeat: for 24 hours, the same key with the same input returns the record of the patient that the first request registered, in its current state. The input must be identical, character for character. The same key with another input is refused. A refused request does not use up its key. The key is any 1 to 255 visible ASCII characters, for example a random UUID.
    pub idempotency_key: Option<String>,
}

impl From<RegisterPatientInput> for Registration {
    fn from(input: RegisterPatientInput) -> Self {
        Self {
            nhs_number: input.nhs_number.0,
            name: input.name,
            date_of_birth: input.date_of_birth.0,
            postcode: input.postcode.0,
            address_lines: input.address_lines.unwrap_or_default(),
            email: input.email,
            phone: input.phone,
        }
    }
}

/// Changes to a patient's record. Absent fields keep their values.
#[derive(InputObject)]
pub(super) struct AmendPatientInput {
    /// The identifier of the patient.
    pub id: ID,
    /// The version that the caller has read. If the record has changed since, the request is refused with `VERSION_CONFLICT` and nothing is written.
    pub expected_version: Option<i32>,
    /// The NHS number; cannot be cleared.
    nhs_number: MaybeUndefined<NhsNumberText>,
    /// The full name; cannot be cleared.
    name: MaybeUndefined<String>,
    /// The date of birth; cannot be cleared.
    date_of_birth: MaybeUndefined<DateText>,
    /// The postcode; cannot be cleared.
    postcode: MaybeUndefined<PostcodeText>,
    /// The address above the postcode; null clears it.
    address_lines: MaybeUndefined<Vec<String>>,
    /// The e-mail address, of at most 254 octets; null clears it. Spaces around it are removed.
    email: MaybeUndefined<String>,
    /// The telephone number: at most 15 digits, without an extension; null clears it.
    phone: MaybeUndefined<String>,
    /// Idempotency key, which makes the request safe to repeat: for 24 hours, the same key with the same input returns the current record of the patient and changes nothing again. The input must be identical, character for character. The same key with another input is refused. A refused request does not use up its key. The key is any 1 to 255 visible ASCII characters, for example a random UUID.
    pub idempotency_key: Option<String>,
}

impl From<AmendPatientInput> for Amendment {
    fn from(input: AmendPatientInput) -> Self {
        Self {
            nhs_number: change(input.nhs_number, |text| text.0),
            name: change(input.name, |text| text),
            date_of_birth: change(input.date_of_birth, |text| text.0),
            postcode: change(input.postcode, |text| text.0),
            address_lines: change(input.address_lines, |lines| lines),
            email: change(input.email, |text| text),
            phone: change(input.phone, |text| text),
        }
    }
}

/// The patient to remove.
#[derive(InputObject)]
pub(super) struct RemovePatientInput {
    /// The identifier of the patient.
    pub id: ID,
    /// The version that the caller has read. If the record has changed since, the request is refused with `VERSION_CONFLICT` and nothing is removed.
    pub expected_version: Option<i32>,
    /// Idempotency key, which makes the request safe to repeat: for 24 hours, the same key with the same input returns the same `removedId`. The input must be identical, character for character. The same key with another input is refused. A refused request does not use up its key. The key is any 1 to 255 visible ASCII characters, for example a random UUID.
    pub idempotency_key: Option<String>,
}
