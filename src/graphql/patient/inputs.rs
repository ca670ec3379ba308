//! What clients send about patients.

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

/// Names one patient.
#[derive(OneofObject)]
pub(in crate::graphql) enum PatientBy {
    /// By identifier.
    Id(ID),
    /// By NHS number.
    NhsNumber(NhsNumberText),
}

/// Which patients are listed: those that satisfy everything that is given.
#[derive(InputObject, Default)]
pub(super) struct PatientFilter {
    /// What a person types into one search box: names, and beside or instead of them an NHS number, a telephone number, a day of
    /// birth, a whole postcode or an e-mail address. A patient matches all of them. Spaces and punctuation do not matter in
    /// numbers and postcodes. A day is `1970-02-01`, `01/02/1970` (the day first), `1 Feb 1970` or the like; one with a year
    /// of two digits is of either century. A telephone number without a country code is British.
    ///
    /// The rest of the text are names. The name of the patient contains every word of it: up to ten words or pieces of words, in any order and of any
    /// length. Spaces, commas and hyphens separate words, as in `O'Brien, Zoe`. Case, width, invisible characters, and the
    /// accents of Latin, Greek and Cyrillic letters, do not matter. Apostrophes and hyphens may be left out. `ü` may be typed
    /// as `u` or `ue`, and `ə` as `a` or `e`. Unless another order is asked for, names that begin with the text come first,
    /// then those in which each word of it begins a word, then the others.
    search: Option<String>,
    /// The patient with this NHS number.
    nhs_number: Option<NhsNumberText>,
    /// Patients with this postcode, or whose postcode begins with this outward code, as in `"SW1A"`.
    postcode: Option<PostcodeText>,
    /// Patients born on this day.
    date_of_birth: Option<DateText>,
}

impl PatientFilter {
    pub(super) fn validate(self, scope: PatientScope) -> Result<patient::Filter, Violations> {
        let mut violations = Violations::default();
        // What is copied from a table brings tabs and line feeds along.
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
            scope: scope,
            search,
            identifiers,
            nhs_number,
            postcode,
            date_of_birth,
        }))
    }
}

/// By what patients can be ordered.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "OrderField")]
pub(super) enum PatientOrderField {
    /// By name, in the order of the database's collation.
    Name,
    /// By day of birth.
    DateOfBirth,
    /// By the instant at which the record was made.
    CreatedAt,
}

/// The order of a list of patients.
#[derive(InputObject)]
pub(super) struct PatientOrder {
    /// By what the list is ordered.
    pub field: PatientOrderField,
    /// In which direction.
    #[graphql(default)]
    pub direction: OrderDirection,
}

/// What is recorded of a new patient.
#[derive(InputObject)]
pub(super) struct RegisterPatientInput {
    /// The NHS number, which no other patient may have.
    nhs_number: NhsNumberText,
    /// The full name, in any script, of up to 300 characters. It is kept exactly as it is given.
    name: String,
    /// The day of birth: not in the future, and not before 1850.
    date_of_birth: DateText,
    /// The postcode of the home address.
    postcode: PostcodeText,
    /// The home address above the postcode: up to five lines.
    address_lines: Option<Vec<String>>,
    /// The e-mail address, of at most 254 octets. Spaces around it are removed.
    email: Option<String>,
    /// The telephone number, of at most 15 digits and without an extension. Without a country code it is taken as a British one.
    phone: Option<String>,
    /// Makes the request safe to repeat: for 24 hours, the same key with the same input, character for character, answers the patient that was registered at first, as the record is now. With another input the key is refused. A refused request leaves its key free. Any 1 to 255 visible ASCII characters; a random UUID serves well.
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

/// Changes to a patient's record. What is absent stays as it is.
#[derive(InputObject)]
pub(super) struct AmendPatientInput {
    /// Whose record is changed.
    pub id: ID,
    /// The version that the caller has read. If the record has moved on, nothing is written.
    pub expected_version: Option<i32>,
    /// The NHS number; cannot be cleared.
    nhs_number: MaybeUndefined<NhsNumberText>,
    /// The full name; cannot be cleared.
    name: MaybeUndefined<String>,
    /// The day of birth; cannot be cleared.
    date_of_birth: MaybeUndefined<DateText>,
    /// The postcode; cannot be cleared.
    postcode: MaybeUndefined<PostcodeText>,
    /// The address above the postcode; null clears it.
    address_lines: MaybeUndefined<Vec<String>>,
    /// The e-mail address, of at most 254 octets; null clears it. Spaces around it are removed.
    email: MaybeUndefined<String>,
    /// The telephone number, of at most 15 digits and without an extension; null clears it.
    phone: MaybeUndefined<String>,
    /// Makes the request safe to repeat: for 24 hours, the same key with the same input, character for character, answers the patient as the record is now, and changes nothing again. With another input the key is refused. A refused request leaves its key free. Any 1 to 255 visible ASCII characters; a random UUID serves well.
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

/// Which record is removed.
#[derive(InputObject)]
pub(super) struct RemovePatientInput {
    /// Whose record is removed.
    pub id: ID,
    /// The version that the caller has read. If the record has moved on, nothing is removed.
    pub expected_version: Option<i32>,
    /// Makes the request safe to repeat: for 24 hours, the same key with the same input, character for character, answers the same `removedId`. With another input the key is refused. A refused request leaves its key free. Any 1 to 255 visible ASCII characters; a random UUID serves well.
    pub idempotency_key: Option<String>,
}
