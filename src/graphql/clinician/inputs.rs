//! The inputs of queries and mutations on clinicians.

use async_graphql::{Enum, ID, InputObject, MaybeUndefined};
use chrono::NaiveDate;

use super::post::ClinicianPostInput;
use crate::{
    clinician::{self, Addition, Amendment, OrderField, RawPost},
    error::{Failure, Violations},
    graphql::{
        amendment::change,
        filters::{fragment, identifier},
        id::GlobalId,
        page::OrderDirection,
        request::RequestContext,
    },
    organisation::OrganisationId,
    value::TimeZone,
};

/// A filter for clinicians. All of its conditions must hold.
#[derive(InputObject, Default)]
pub(in crate::graphql) struct ClinicianFilter {
    /// Clinicians whose name contains this text. The search ignores case, width, accents of Latin, Greek and Cyrillic letters, apostrophes, hyphens and invisible characters. A comma separates texts that may occur anywhere in the name, as in `O'Brien, Zoe`.
    search: Option<String>,
    /// Clinicians who belong to this department.
    department_id: Option<ID>,
    /// Clinicians who hold a post at this organisation today, in the time zone of the organisation.
    organisation_id: Option<ID>,
}

impl ClinicianFilter {
    /// Validates the filter at the instant of the request. "Today" is the date at the organisation.
    pub(super) async fn validate(self, request: &RequestContext) -> Result<clinician::Filter, Failure> {
        let mut violations = Violations::default();
        let name = fragment(&mut violations, "search", self.search);
        let department_id = identifier(&mut violations, "departmentId", self.department_id);
        let organisation_id = identifier(&mut violations, "organisationId", self.organisation_id);
        let working_at =
            match violations.or(Some(organisation_id)).map_err(|faults| faults.under("filter"))? {
                Some(id) => Some((id, today_at(request, id).await?)),
                None => None,
            };
        Ok(clinician::Filter { name, department_id, working_at })
    }
}

/// The current date at an organisation. For an unknown organisation, which has no posts, the date in London.
async fn today_at(request: &RequestContext, id: OrganisationId) -> Result<NaiveDate, Failure> {
    let organisation = request.loaders.records.organisations.record(id).await?;
    Ok(organisation.map_or(TimeZone::LONDON, |organisation| organisation.time_zone).day(request.now()))
}

/// The fields by which clinicians can be ordered.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "OrderField")]
pub(super) enum ClinicianOrderField {
    /// By name, in the order of the database's collation.
    Name,
}

/// The order of a list of clinicians.
#[derive(InputObject)]
pub(in crate::graphql) struct ClinicianOrder {
    /// The field by which the list is ordered.
    pub(super) field: ClinicianOrderField,
    /// The direction of the order.
    #[graphql(default)]
    pub(super) direction: OrderDirection,
}

impl Default for ClinicianOrder {
    fn default() -> Self {
        Self { field: ClinicianOrderField::Name, direction: OrderDirection::Asc }
    }
}

/// A new clinician.
#[derive(InputObject)]
pub(super) struct AddClinicianInput {
    /// The full name, in any script, of up to 300 characters. It is stored exactly as entered.
    name: String,
    /// The department to which the clinician belongs.
    department_id: ID,
    /// The posts of the clinician, at most 50. Posts at one organisation must not overlap.
    posts: Option<Vec<ClinicianPostInput>>,
    /// Idempotency key, which makes the request safe to repeat: for 24 hours, the same key with the same input returns the record of the clinician that the first request added, in its current state. The input must be identical, character for character. The same key with another input is refused. A refused request does not use up its key. The key is any 1 to 255 visible ASCII characters, for example a random UUID.
    pub idempotency_key: Option<String>,
}

impl From<AddClinicianInput> for Addition {
    fn from(input: AddClinicianInput) -> Self {
        Self {
            name: input.name,
            department_id: GlobalId::from_global(&input.department_id),
            posts: raw(input.posts.unwrap_or_default()),
        }
    }
}

/// Changes to a clinician. Absent fields keep their values.
#[derive(InputObject)]
pub(super) struct AmendClinicianInput {
    /// The identifier of the record to change.
    pub id: ID,
    /// The version that the caller has read. If the record has changed since, the request is refused with `VERSION_CONFLICT` and nothing is written.
    pub expected_version: Option<i32>,
    /// The full name; cannot be cleared.
    name: MaybeUndefined<String>,
    /// The department; cannot be cleared. Existing appointments keep their department.
    department_id: MaybeUndefined<ID>,
    /// All posts, which replace the existing ones; null or an empty list removes all posts.
    posts: MaybeUndefined<Vec<ClinicianPostInput>>,
    /// Idempotency key, which makes the request safe to repeat: for 24 hours, the same key with the same input returns the current record of the clinician and changes nothing again. The input must be identical, character for character. The same key with another input is refused. A refused request does not use up its key. The key is any 1 to 255 visible ASCII characters, for example a random UUID.
    pub idempotency_key: Option<String>,
}

impl From<AmendClinicianInput> for Amendment {
    fn from(input: AmendClinicianInput) -> Self {
        Self {
            name: change(input.name, |text| text),
            department_id: change(input.department_id, |id| GlobalId::from_global(&id)),
            posts: change(input.posts, raw),
        }
    }
}

fn raw(posts: Vec<ClinicianPostInput>) -> Vec<RawPost> {
    posts.into_iter().map(RawPost::from).collect()
}

/// The clinician to remove.
#[derive(InputObject)]
pub(super) struct RemoveClinicianInput {
    /// The identifier of the clinician.
    pub id: ID,
    /// The version that the caller has read. If the record has changed since, the request is refused with `VERSION_CONFLICT` and nothing is removed.
    pub expected_version: Option<i32>,
    /// Idempotency key, which makes the request safe to repeat: for 24 hours, the same key with the same input returns the same `removedId`. The input must be identical, character for character. The same key with another input is refused. A refused request does not use up its key. The key is any 1 to 255 visible ASCII characters, for example a random UUID.
    pub idempotency_key: Option<String>,
}
