//! Posts: where clinicians work, and when.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{Identifiable, Insertable, Queryable, Selectable};
use uuid::Uuid;

use super::{ClinicianError, ClinicianId};
use crate::{
    database::{new_id, schema},
    error::{GeneralError, Violation, Violations},
    organisation::OrganisationId,
    value::{ValueError, parse_date},
};

/// A clinician's post at an organisation, from a first to a last day, both included.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Identifiable, Insertable)]
#[diesel(table_name = schema::clinician_posts, treat_none_as_default_value = false)]
pub struct Post {
    pub id: Uuid,
    pub clinician_id: ClinicianId,
    pub organisation_id: OrganisationId,
    pub starts_on: NaiveDate,
    /// The last day. `None` means an open end.
    pub ends_on: Option<NaiveDate>,
}

crate::database::recorded!(Post, "clinician_posts", (Uuid, Uuid, Uuid, Date, Nullable<Date>));

/// The raw fields of a post. The organisation is `None` if its identifier is invalid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawPost {
    pub organisation_id: Option<OrganisationId>,
    pub starts_on: String,
    pub ends_on: Option<String>,
}

/// The maximum number of one clinician's posts, including past ones.
pub const MAXIMUM_POSTS: usize = 50;

/// Checks each post, whether its organisation exists, and whether posts overlap.
pub(super) fn validate(
    raw: Vec<RawPost>,
    clinician_id: ClinicianId,
    existing: &HashSet<OrganisationId>,
    now: DateTime<Utc>,
) -> Result<Vec<Post>, Violations> {
    if raw.len() > MAXIMUM_POSTS {
        return Err(Violation::new(ValueError::ListTooLong { maximum: MAXIMUM_POSTS }).into());
    }
    let mut violations = Violations::default();
    let mut posts: Vec<Post> = Vec::with_capacity(raw.len());
    for (index, raw) in raw.into_iter().enumerate() {
        match validate_one(raw, clinician_id, existing, now) {
            Ok(post) if posts.iter().any(|other| other.overlaps(&post)) => {
                violations.push(Violation::new(ClinicianError::PostsOverlap).at(index));
            }
            Ok(post) => posts.push(post),
            Err(others) => others.under(index).into_iter().for_each(|violation| violations.push(violation)),
        }
    }
    violations.or(Some(posts))
}

fn validate_one(
    raw: RawPost,
    clinician_id: ClinicianId,
    existing: &HashSet<OrganisationId>,
    now: DateTime<Utc>,
) -> Result<Post, Violations> {
    let mut violations = Violations::default();
    let organisation_id = raw.organisation_id.filter(|id| existing.contains(id));
    let organisation_id = violations.check("organisationId", organisation_id.ok_or(GeneralError::NotFound));
    let starts_on = violations.check("startsOn", parse_date(&raw.starts_on));
    let ends_on = raw.ends_on.and_then(|raw| violations.check("endsOn", parse_date(&raw)));
    if starts_on.zip(ends_on).is_some_and(|(starts_on, ends_on)| ends_on < starts_on) {
        violations.refuse("endsOn", ClinicianError::PostEndsBeforeStart);
    }
    let post = organisation_id.zip(starts_on).map(|(organisation_id, starts_on)| Post {
        id: new_id(now),
        clinician_id,
        organisation_id,
        starts_on,
        ends_on,
    });
    violations.or(post)
}

impl Post {
    fn overlaps(&self, other: &Self) -> bool {
        let ends_before = |one: &Self, two: &Self| one.ends_on.is_some_and(|last| last < two.starts_on);
        self.organisation_id == other.organisation_id
            && !ends_before(self, other)
            && !ends_before(other, self)
    }

    /// Whether two posts are equal except for their id.
    pub(super) fn has_same_facts(&self, other: &Self) -> bool {
        let facts = |post: &Self| (post.organisation_id, post.starts_on, post.ends_on);
        facts(self) == facts(other)
    }
}
