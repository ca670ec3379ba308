//! What can be done to a clinician.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use scoped_futures::ScopedFutureExt;
use uuid::Uuid;

use super::{
    Addition, Amendment, Clinician, ClinicianError, ClinicianId, Post, RawPost, model::ExistingIds, store,
};
use crate::{
    context::AppContext,
    database::{Loaded, is_constraint},
    department::{self, DepartmentId},
    error::{Failure, GeneralError},
    idempotency::{self, Creation, RawKey, Removed, Repeatable},
    organisation,
    principal::Principal,
    value::{Change, expect_version},
};

/// Records a new clinician, with posts.
pub async fn add(app: &AppContext, addition: Addition, key: Option<RawKey>) -> Result<Clinician, Failure> {
    if let Some(key) = key {
        return idempotency::create(app, addition, key).await;
    }
    app.database
        .transaction(move |connection| {
            let addition = addition.clone();
            async move {
                let checked = addition.check(connection, app.clock.now()).await?;
                Addition::write(checked, connection).await
            }
            .scope_boxed()
        })
        .await
}

impl Creation for Addition {
    const OPERATION: &'static str = "addClinician";
    type Checked = (Clinician, Vec<Post>);
    type Entity = Clinician;

    async fn check(
        self,
        connection: &AsyncPgConnection,
        now: DateTime<Utc>,
    ) -> Result<(Clinician, Vec<Post>), Failure> {
        let known = known(connection, self.department_id, &self.posts).await?;
        Ok(self.validate(&known, now)?)
    }

    async fn write(
        (clinician, posts): (Clinician, Vec<Post>),
        connection: &mut AsyncPgConnection,
    ) -> Result<Clinician, Failure> {
        store::insert(connection, &clinician).await.map_err(refused)?;
        store::replace_posts(connection, clinician.id, &posts).await.map_err(refused)?;
        Ok(clinician)
    }
}

impl Repeatable for Clinician {
    fn id(&self) -> Uuid {
        self.id.0
    }

    async fn find(connection: &AsyncPgConnection, _: Principal, id: Uuid) -> QueryResult<Option<Self>> {
        let id = ClinicianId(id);
        Loaded::of(&id, store::by_ids(connection, vec![id]).await?)
    }
}

/// Changes what is known of a clinician. The department of appointments already booked stays what it was.
pub async fn amend(
    app: &AppContext,
    id: ClinicianId,
    expected_version: Option<i32>,
    amendment: Amendment,
    key: Option<RawKey>,
) -> Result<Clinician, Failure> {
    app.keyed("amendClinician", key)
        .transaction(move |connection| {
            let amendment = amendment.clone();
            async move {
                let current = store::lock(connection, id).await?.ok_or_else(not_found)?;
                expect_version(expected_version, current.version, current.updated_at)?;
                let current_posts =
                    Loaded::of(&id, store::posts_of(connection, vec![id]).await?)?.unwrap_or_default();
                let department_id = match &amendment.department_id {
                    Change::Set(id) => *id,
                    Change::Keep | Change::Clear => None,
                };
                let new_posts = match &amendment.posts {
                    Change::Set(posts) => posts.as_slice(),
                    Change::Keep | Change::Clear => &[],
                };
                let known = known(connection, department_id, new_posts).await?;
                let now = app.clock.now();
                let (amended, posts) = current.amend(&current_posts, amendment, &known, now)?;
                if amended != current {
                    store::save(connection, &amended).await.map_err(refused)?;
                }
                if posts != current_posts {
                    store::replace_posts(connection, id, &posts).await.map_err(refused)?;
                }
                Ok(amended)
            }
            .scope_boxed()
        })
        .await
}

/// Removes a clinician who has no appointment, past ones included. Posts go too.
pub async fn remove(
    app: &AppContext,
    id: ClinicianId,
    expected_version: Option<i32>,
    key: Option<RawKey>,
) -> Result<ClinicianId, Failure> {
    app.keyed("removeClinician", key)
        .transaction(move |connection| {
            async move {
                let current = store::lock(connection, id).await?.ok_or_else(not_found)?;
                expect_version(expected_version, current.version, current.updated_at)?;
                let appointments = store::count_appointments(connection, id).await?;
                if appointments > 0 {
                    return Err(Failure::refuse_field("id", ClinicianError::InUse { appointments }));
                }
                store::delete(connection, id).await?;
                Ok(Removed(id.0))
            }
            .scope_boxed()
        })
        .await
        .map(|Removed(id)| ClinicianId(id))
}

/// Looks up the departments and organisations that an input refers to.
async fn known(
    connection: &AsyncPgConnection,
    department_id: Option<DepartmentId>,
    posts: &[RawPost],
) -> Result<ExistingIds, Failure> {
    let organisations: HashSet<_> = posts.iter().filter_map(|post| post.organisation_id).collect();
    let departments = department::store::by_ids(connection, department_id.into_iter().collect()).await?;
    let organisations = organisation::store::by_ids(connection, organisations.into_iter().collect()).await?;
    Ok(ExistingIds {
        departments: departments.into_keys().collect(),
        organisations: organisations.into_keys().collect(),
    })
}

fn not_found() -> Failure {
    Failure::refuse_field("id", GeneralError::NotFound)
}

/// What was there when it was looked up may be gone when it is written.
fn refused(error: diesel::result::Error) -> Failure {
    if is_constraint(&error, "clinicians_department") {
        Failure::refuse_field("departmentId", GeneralError::NotFound)
    } else if is_constraint(&error, "clinician_posts_organisation") {
        Failure::refuse_field("posts", GeneralError::NotFound)
    } else {
        error.into()
    }
}
