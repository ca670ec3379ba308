//! The inputs of queries and mutations on organisations.

use async_graphql::{Enum, ID, InputObject, MaybeUndefined, OneofObject};
use graphql_strict::PlanOutput;

use crate::{
    error::Violations,
    graphql::{amendment::change, filters::fragment, page::OrderDirection, scalars::PostcodeText},
    organisation::{Addition, Amendment, Filter, Kind, OrderField},
};

/// The kind of an organisation.
#[derive(Enum, PlanOutput, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Kind")]
pub(in crate::graphql) enum OrganisationKind {
    /// A general practice.
    GpSurgery,
    /// A centre for minor illness and injury, without appointment.
    WalkInCentre,
    /// A centre for urgent conditions that do not threaten life.
    UrgentCareCentre,
    /// A hospital.
    Hospital,
    /// A community clinic.
    CommunityClinic,
    /// A mental health clinic.
    MentalHealthClinic,
    /// A dental practice.
    DentalPractice,
    /// A pharmacy.
    Pharmacy,
    /// Any other place of care.
    Other,
}

/// Identifies one organisation.
#[derive(OneofObject)]
pub(super) enum OrganisationBy {
    /// By identifier.
    Id(ID),
    /// By ODS code.
    OdsCode(String),
}

/// A filter for organisations. All of its conditions must hold.
#[derive(InputObject, Default)]
pub(super) struct OrganisationFilter {
    /// Organisations whose name contains this text. The search ignores case, width, accents of Latin, Greek and Cyrillic letters, apostrophes, hyphens and invisible characters. A comma separates texts that may occur anywhere in the name, as in `O'Brien, Zoe`.
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

/// The fields by which organisations can be ordered.
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
    /// The field by which the list is ordered.
    pub(super) field: OrganisationOrderField,
    /// The direction of the order.
    #[graphql(default)]
    pub(super) direction: OrderDirection,
}

impl Default for OrganisationOrder {
    fn default() -> Self {
        Self { field: OrganisationOrderField::Name, direction: OrderDirection::Asc }
    }
}

/// A new organisation.
#[derive(InputObject)]
pub(super) struct AddOrganisationInput {
    /// The ODS code: three to twelve letters A to Z and digits. No other organisation may have it.
    ods_code: String,
    /// The name, of up to 300 characters.
    name: String,
    /// The kind of place.
    kind: OrganisationKind,
    /// The postcode.
    postcode: PostcodeText,
    /// The address above the postcode: up to five lines.
    address_lines: Option<Vec<String>>,
    /// The IANA name of the time zone; `"Europe/London"` when absent.
    time_zone: Option<String>,
    /// Idempotency key, which makes the request safe to repeat: for 24 hours, the same key with the same input returns the organisation that the first request added, in its current state. The input must be identical, character for character. The same key with another input is refused. A refused request does not use up its key. The key is any 1 to 255 visible ASCII characters, for example a random UUID.
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

/// Changes to an organisation. Absent fields keep their values.
#[derive(InputObject)]
pub(super) struct AmendOrganisationInput {
    /// The identifier of the record to change.
    pub id: ID,
    /// The version that the caller has read. If the record has changed since, the request is refused with `VERSION_CONFLICT` and nothing is written.
    pub expected_version: Option<i32>,
    /// The ODS code; cannot be cleared.
    ods_code: MaybeUndefined<String>,
    /// The name; cannot be cleared.
    name: MaybeUndefined<String>,
    /// The kind of place; cannot be cleared.
    kind: MaybeUndefined<OrganisationKind>,
    /// The postcode; cannot be cleared. Appointments keep their postcode. A future appointment copies the new postcode when `amendAppointment` sends its `organisationId` again, unless its postcode was entered explicitly.
    postcode: MaybeUndefined<PostcodeText>,
    /// The address above the postcode; null clears it.
    address_lines: MaybeUndefined<Vec<String>>,
    /// The IANA name of the time zone; cannot be cleared.
    time_zone: MaybeUndefined<String>,
    /// Idempotency key, which makes the request safe to repeat: for 24 hours, the same key with the same input returns the organisation in its current state and changes nothing again. The input must be identical, character for character. The same key with another input is refused. A refused request does not use up its key. The key is any 1 to 255 visible ASCII characters, for example a random UUID.
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

/// The organisation to remove.
#[derive(InputObject)]
pub(super) struct RemoveOrganisationInput {
    /// The identifier of the organisation.
    pub id: ID,
    /// The version that the caller has read. If the record has changed since, the request is refused with `VERSION_CONFLICT` and nothing is removed.
    pub expected_version: Option<i32>,
    /// Idempotency key, which makes the request safe to repeat: for 24 hours, the same key with the same input returns the same `removedId`. The input must be identical, character for character. The same key with another input is refused. A refused request does not use up its key. The key is any 1 to 255 visible ASCII characters, for example a random UUID.
    pub idempotency_key: Option<String>,
}
