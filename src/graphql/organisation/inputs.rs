//! What clients send about organisations.

use async_graphql::{Enum, ID, InputObject, MaybeUndefined, OneofObject};

use crate::{
    error::Violations,
    graphql::{amendment::change, filters::fragment, page::OrderDirection, scalars::PostcodeText},
    organisation::{Addition, Amendment, Filter, Kind, OrderField},
};

/// What sort of place an organisation is.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Kind")]
pub(in crate::graphql) enum OrganisationKind {
    /// A general practice.
    GpSurgery,
    /// A place for minor illness and injury, without appointment.
    WalkInCentre,
    /// A place for what is urgent but does not threaten life.
    UrgentCareCentre,
    /// A hospital.
    Hospital,
    /// A clinic in the community.
    CommunityClinic,
    /// A clinic for mental health.
    MentalHealthClinic,
    /// A dental practice.
    DentalPractice,
    /// A pharmacy.
    Pharmacy,
    /// Any other place of care.
    Other,
}

/// Names one organisation.
#[derive(OneofObject)]
pub(super) enum OrganisationBy {
    /// By identifier.
    Id(ID),
    /// By ODS code.
    OdsCode(String),
}

/// Which organisations are listed: those that satisfy everything that is given.
#[derive(InputObject, Default)]
pub(super) struct OrganisationFilter {
    /// Organisations whose name contains this text, in any case and width. Accents of Latin, Greek and Cyrillic letters do not
    /// matter, nor do apostrophes, hyphens and invisible characters. A comma separates texts that may be anywhere in the name,
    /// as in `O'Brien, Zoe`.
    search: Option<String>,
    /// Organisations of one of these kinds.
    kind: Option<Vec<OrganisationKind>>,
}

impl OrganisationFilter {
    pub(super) fn validate(self) -> Result<Filter, Violations> {
        let mut violations = Violations::default();
        let name = fragment(&mut violations, "search", self.search);
        let kinds = self.kind.map(|kinds| kinds.into_iter().map(Kind::from).collect());
        violations.or(Some(Filter { name, kinds }))
    }
}

/// By what organisations can be ordered.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "OrderField")]
pub(super) enum OrganisationOrderField {
    /// By name, in the order of the database's collation.
    Name,
    /// By ODS code.
    OdsCode,
}

/// The order of a list of organisations.
#[derive(InputObject)]
pub(in crate::graphql) struct OrganisationOrder {
    /// By what the list is ordered.
    pub(super) field: OrganisationOrderField,
    /// In which direction.
    #[graphql(default)]
    pub(super) direction: OrderDirection,
}

impl Default for OrganisationOrder {
    fn default() -> Self {
        Self { field: OrganisationOrderField::Name, direction: OrderDirection::Asc }
    }
}

/// What is recorded of a new organisation.
#[derive(InputObject)]
pub(super) struct AddOrganisationInput {
    /// The ODS code: three to twelve letters A to Z and digits. No other organisation may have it.
    ods_code: String,
    /// The name, of up to 300 characters.
    name: String,
    /// What sort of place it is.
    kind: OrganisationKind,
    /// The postcode.
    postcode: PostcodeText,
    /// The address above the postcode: up to five lines.
    address_lines: Option<Vec<String>>,
    /// The IANA name of the time zone; `"Europe/London"` when absent.
    time_zone: Option<String>,
    /// Makes the request safe to repeat: for 24 hours, the same key with the same input, character for character, answers the organisation that was added at first, as it is now. With another input the key is refused. A refused request leaves its key free. Any 1 to 255 visible ASCII characters; a random UUID serves well.
    pub idempotency_key: Option<String>,
}

impl From<AddOrganisationInput> for Addition {
    fn from(input: AddOrganisationInput) -> Self {
        Self {
            ods_code: input.ods_code,
            name: input.name,
            kind: input.kind.into(),
            postcode: input.postcode.0,
            address_lines: input.address_lines.unwrap_or_default(),
            time_zone: input.time_zone,
        }
    }
}

/// Changes to an organisation. What is absent stays as it is.
#[derive(InputObject)]
pub(super) struct AmendOrganisationInput {
    /// What is changed.
    pub id: ID,
    /// The version that the caller has read. If the record has moved on, nothing is written.
    pub expected_version: Option<i32>,
    /// The ODS code; cannot be cleared.
    ods_code: MaybeUndefined<String>,
    /// The name; cannot be cleared.
    name: MaybeUndefined<String>,
    /// What sort of place it is; cannot be cleared.
    kind: MaybeUndefined<OrganisationKind>,
    /// The postcode; cannot be cleared. Appointments keep theirs: one to come takes the new postcode over when `amendAppointment` sends its `organisationId` again, unless its postcode was given.
    postcode: MaybeUndefined<PostcodeText>,
    /// The address above the postcode; null clears it.
    address_lines: MaybeUndefined<Vec<String>>,
    /// The IANA name of the time zone; cannot be cleared.
    time_zone: MaybeUndefined<String>,
    /// Makes the request safe to repeat: for 24 hours, the same key with the same input, character for character, answers the organisation as it is now, and changes nothing again. With another input the key is refused. A refused request leaves its key free. Any 1 to 255 visible ASCII characters; a random UUID serves well.
    pub idempotency_key: Option<String>,
}

impl From<AmendOrganisationInput> for Amendment {
    fn from(input: AmendOrganisationInput) -> Self {
        Self {
            ods_code: change(input.ods_code, |text| text),
            name: change(input.name, |text| text),
            kind: change(input.kind, Kind::from),
            postcode: change(input.postcode, |text| text.0),
            address_lines: change(input.address_lines, |lines| lines),
            time_zone: change(input.time_zone, |text| text),
        }
    }
}

/// Which organisation is removed.
#[derive(InputObject)]
pub(super) struct RemoveOrganisationInput {
    /// The organisation to be removed.
    pub id: ID,
    /// The version that the caller has read. If the record has moved on, nothing is removed.
    pub expected_version: Option<i32>,
    /// Makes the request safe to repeat: for 24 hours, the same key with the same input, character for character, answers the same `removedId`. With another input the key is refused. A refused request leaves its key free. Any 1 to 255 visible ASCII characters; a random UUID serves well.
    pub idempotency_key: Option<String>,
}
