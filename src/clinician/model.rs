//! The clinician, its validation and its amendments.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::{AsChangeset, Identifiable, Insertable, Queryable, Selectable};
use uuid::Uuid;

use super::{ClinicianId, Post, RawPost, post};
use crate::{
    database::{Key, KeyKind, Listed, schema},
    department::DepartmentId,
    error::{GeneralError, Violations},
    organisation::OrganisationId,
    value::{Change, Name, required},
};

/// A clinician, with whom patients are booked.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Identifiable, Insertable, AsChangeset)]
#[diesel(table_name = schema::clinicians)]
pub struct Clinician {
    pub id: ClinicianId,
    pub name: Name,
    pub department_id: DepartmentId,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

crate::database::recorded!(Clinician, "clinicians", (Uuid, Text, Uuid, Int4, Timestamptz, Timestamptz));

/// The raw fields of a new clinician. `None` means that an identifier is invalid.
#[derive(Debug, Clone)]
pub struct Addition {
    pub name: String,
    pub department_id: Option<DepartmentId>,
    pub posts: Vec<RawPost>,
}

/// The raw changes to a clinician. New posts replace all former ones.
#[derive(Debug, Clone, Default)]
pub struct Amendment {
    pub name: Change<String>,
    pub department_id: Change<Option<DepartmentId>>,
    pub posts: Change<Vec<RawPost>>,
}

/// The identifiers of an input that exist.
#[derive(Debug, Clone, Default)]
pub(super) struct ExistingIds {
    pub departments: HashSet<DepartmentId>,
    pub organisations: HashSet<OrganisationId>,
}

impl Addition {
    pub(super) fn validate(
        self,
        existing: &ExistingIds,
        now: DateTime<Utc>,
    ) -> Result<(Clinician, Vec<Post>), Violations> {
        let mut violations = Violations::default();
        let id = ClinicianId::new(now);
        let name = violations.check("name", self.name.parse());
        let department_id =
            violations.check("departmentId", existing_department(self.department_id, existing));
        let posts = post::validate(self.posts, id, &existing.organisations, now);
        let posts = violations.check_within("posts", posts);
        let clinician = (|| {
            let (name, department_id) = name.zip(department_id)?;
            let clinician =
                Clinician { id, name, department_id, version: 1, created_at: now, updated_at: now };
            Some((clinician, posts?))
        })();
        violations.or(clinician)
    }
}

impl Clinician {
    /// The clinician and the posts after an amendment. The version is incremented if anything changes.
    pub(super) fn amend(
        &self,
        current_posts: &[Post],
        amendment: Amendment,
        existing: &ExistingIds,
        now: DateTime<Utc>,
    ) -> Result<(Self, Vec<Post>), Violations> {
        let mut violations = Violations::default();
        let name = required(&mut violations, "name", amendment.name, self.name.clone());
        let department_id = match amendment.department_id {
            Change::Keep => Some(self.department_id),
            Change::Clear => violations.check("departmentId", Err(GeneralError::FieldRequired)),
            Change::Set(id) => violations.check("departmentId", existing_department(id, existing)),
        };
        let posts = match amendment.posts.emptying() {
            Change::Keep | Change::Clear => Some(current_posts.to_vec()),
            Change::Set(raw) => {
                let posts = post::validate(raw, self.id, &existing.organisations, now);
                violations.check_within("posts", posts)
            }
        };
        let amended =
            (|| Some((Self { name: name?, department_id: department_id?, ..self.clone() }, posts?)))();
        let (amended, posts) = violations.or(amended)?;
        let same_posts = posts.len() == current_posts.len()
            && posts.iter().all(|post| current_posts.iter().any(|current| current.has_same_facts(post)));
        Ok(if amended == *self && same_posts {
            (amended, current_posts.to_vec())
        } else {
            (Self { version: self.version + 1, updated_at: now, ..amended }, posts)
        })
    }
}

fn existing_department(
    id: Option<DepartmentId>,
    existing: &ExistingIds,
) -> Result<DepartmentId, GeneralError> {
    id.filter(|id| existing.departments.contains(id)).ok_or(GeneralError::NotFound)
}

/// The orders in which clinicians are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderField {
    Name,
}

impl Listed for Clinician {
    type Order = OrderField;
    const ID_COLUMN: &'static str = "clinicians.id";

    fn column(order: OrderField) -> (&'static str, KeyKind) {
        match order {
            OrderField::Name => ("clinicians.name", KeyKind::Text),
        }
    }

    fn key(&self, order: OrderField) -> Key {
        match order {
            OrderField::Name => Key::Text(self.name.as_str().to_owned()),
        }
    }

    fn id(&self) -> Uuid {
        self.id.0
    }
}
