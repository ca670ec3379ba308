//! What clients send about clinicians.

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

/// Which clinicians are listed: those who satisfy everything that is given.
#[derive(InputObject, Default)]
pub(in crate::graphql) struct ClinicianFilter {
    /// Clinicians whose name contains this text, in any case and width. Accents of Latin, Greek and Cyrillic letters do not
    /// matter, nor do apostrophes, hyphens and invisible characters. A comma separates texts that may be anywhere in the name,
    /// as in `O'Brien, Zoe`.
    search: Option<String>,
    /// Clinicians who belong to this department.
    department_id: Option<ID>,
    /// Clinicians who hold a post at this organisation today, by the calendar of its time zone.
    organisation_id: Option<ID>,
}

impl ClinicianFilter {
    /// The filter at the instant of the request. "Today" is the day at the organisation.
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

/// The day at an organisation; in London, if there is none, and so no post either.
async fn today_at(request: &RequestContext, id: OrganisationId) -> Result<NaiveDate, Failure> {
    let organisation = request.loaders.organisations.load(id).await?;
    Ok(organisation.map_or(TimeZone::LONDON, |organisation| organisation.time_zone).day(request.now()))
}

/// By what clinicians can be ordered.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "OrderField")]
pub(super) enum ClinicianOrderField {
    /// By name, in the order of the database's collation.
    Name,
}

/// The order of a list of clinicians.
#[derive(InputObject)]
pub(in crate::graphql) struct ClinicianOrder {
    /// By what the list is ordered.
    pub(super) field: ClinicianOrderField,
    /// In which direction.
    #[graphql(default)]
    pub(super) direction: OrderDirection,
}

impl Default for ClinicianOrder {
    fn default() -> Self {
        Self { field: ClinicianOrderField::Name, direction: OrderDirection::Asc }
    }
}

/// What is recorded of a new clinician.
#[derive(InputObject)]
pub(super) struct AddClinicianInput {
    /// The full name, in any script, of up to 300 characters. It is kept exactly as it is given.
    name: String,
    /// The department to which the clinician belongs.
    department_id: ID,
    /// Where the clinician works: up to 50 posts, of which those at one organisation do not overlap.
    posts: Option<Vec<ClinicianPostInput>>,
    /// Makes the request safe to repeat: for 24 hours, the same key with the same input, character for character, answers the clinician that was added at first, as the record is now. With another input the key is refused. A refused request leaves its key free. Any 1 to 255 visible ASCII characters; a random UUID serves well.
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

/// Changes to a clinician. What is absent stays as it is.
#[derive(InputObject)]
pub(super) struct AmendClinicianInput {
    /// What is changed.
    pub id: ID,
    /// The version that the caller has read. If the record has moved on, nothing is written.
    pub expected_version: Option<i32>,
    /// The full name; cannot be cleared.
    name: MaybeUndefined<String>,
    /// The department; cannot be cleared. Appointments already booked keep theirs.
    department_id: MaybeUndefined<ID>,
    /// All posts, which take the place of the former ones; null or an empty list ends them all.
    posts: MaybeUndefined<Vec<ClinicianPostInput>>,
    /// Makes the request safe to repeat: for 24 hours, the same key with the same input, character for character, answers the clinician as the record is now, and changes nothing again. With another input the key is refused. A refused request leaves its key free. Any 1 to 255 visible ASCII characters; a random UUID serves well.
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

/// Which clinician is removed.
#[derive(InputObject)]
pub(super) struct RemoveClinicianInput {
    /// The clinician to be removed.
    pub id: ID,
    /// The version that the caller has read. If the record has moved on, nothing is removed.
    pub expected_version: Option<i32>,
    /// Makes the request safe to repeat: for 24 hours, the same key with the same input, character for character, answers the same `removedId`. With another input the key is refused. A refused request leaves its key free. Any 1 to 255 visible ASCII characters; a random UUID serves well.
    pub idempotency_key: Option<String>,
}
