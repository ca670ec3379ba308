//! Commands on departments.

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use scoped_futures::ScopedFutureExt;
use uuid::Uuid;

use super::{Addition, Amendment, Department, DepartmentError, DepartmentId, model::UniqueValues, store};
use crate::{
    context::AppContext,
    database::{Loaded, is_constraint, is_reference},
    error::{Failure, GeneralError, Violations},
    idempotency::{self, Creation, RawKey, Removed, Repeatable},
    value::expect_version,
};

/// Adds a department.
pub async fn add(app: &AppContext, addition: Addition, key: Option<RawKey>) -> Result<Department, Failure> {
    if let Some(key) = key {
        return idempotency::create(app, addition, (), key).await;
    }
    app.database
        .transaction(move |connection| {
            let addition = addition.clone();
            async move {
                let department = addition.check(connection, app.clock.now()).await?;
                Addition::write(department, connection).await
            }
            .scope_boxed()
        })
        .await
}

impl Creation for Addition {
    const OPERATION: &'static str = "addDepartment";
    type Checked = Department;
    type Entity = Department;

    async fn check(self, connection: &AsyncPgConnection, now: DateTime<Utc>) -> Result<Department, Failure> {
        let unique = UniqueValues::of_addition(&self);
        let validated = self.validate(now);
        if validated.is_ok() {
            // `write` detects taken values under the lock.
            return Ok(validated?);
        }
        Ok(taken(connection, &unique, None).await?.after(validated)?)
    }

    async fn write(
        department: Department,
        connection: &mut AsyncPgConnection,
    ) -> Result<Department, Failure> {
        store::lock_unique_values(connection).await?;
        let taken = taken(connection, &UniqueValues::from(&department), None).await?;
        taken.or(Some(()))?;
        store::insert(connection, &department).await.map_err(refused)?;
        Ok(department)
    }
}

impl Repeatable for Department {
    type Visibility = ();

    fn id(&self) -> Uuid {
        self.id.0
    }

    async fn find(connection: &AsyncPgConnection, (): (), id: Uuid) -> QueryResult<Option<Self>> {
        let id = DepartmentId(id);
        Loaded::of(&id, store::by_ids(connection, vec![id]).await?)
    }
}

/// Changes the code or the name.
pub async fn amend(
    app: &AppContext,
    id: DepartmentId,
    expected_version: Option<i32>,
    amendment: Amendment,
    key: Option<RawKey>,
) -> Result<Department, Failure> {
    app.keyed("amendDepartment", key)
        .transaction((), move |connection| {
            let amendment = amendment.clone();
            async move {
                let current = store::lock(connection, id).await?.ok_or_else(not_found)?;
                expect_version(expected_version, current.version, current.updated_at)?;
                let unique = UniqueValues::of_amendment(&amendment, &current);
                if !unique.is_empty() {
                    store::lock_unique_values(connection).await?;
                }
                let amended = current.amend(amendment, app.clock.now());
                let amended = taken(connection, &unique, Some(id)).await?.after(amended)?;
                if amended != current {
                    store::save(connection, &amended).await.map_err(refused)?;
                }
                Ok(amended)
            }
            .scope_boxed()
        })
        .await
}

/// Removes a department without references.
pub async fn remove(
    app: &AppContext,
    id: DepartmentId,
    expected_version: Option<i32>,
    key: Option<RawKey>,
) -> Result<DepartmentId, Failure> {
    app.keyed("removeDepartment", key)
        .transaction((), move |connection| {
            async move {
                let current = store::lock(connection, id).await?.ok_or_else(not_found)?;
                expect_version(expected_version, current.version, current.updated_at)?;
                store::delete(connection, id).await.map_err(refused)?;
                Ok(Removed(id.0))
            }
            .scope_boxed()
        })
        .await
        .map(|Removed(id)| DepartmentId(id))
}

/// Checks which values other departments have.
async fn taken(
    connection: &AsyncPgConnection,
    unique: &UniqueValues,
    own: Option<DepartmentId>,
) -> QueryResult<Violations> {
    if unique.is_empty() {
        return Ok(Violations::default());
    }
    let departments = store::all(connection).await?;
    let others = departments.into_iter().filter_map(Loaded::logged);
    Ok(unique.taken_by(others.filter(|department| Some(department.id) != own)))
}

fn not_found() -> Failure {
    Failure::refuse_field("id", GeneralError::NotFound)
}

fn refused(error: diesel::result::Error) -> Failure {
    let is = |constraint| is_constraint(&error, constraint);
    if is("departments_code_taken") {
        Failure::refuse_field("code", DepartmentError::CodeTaken)
    } else if is("departments_name_taken") {
        Failure::refuse_field("name", DepartmentError::NameTaken)
    } else if is_reference(&error, "department") {
        Failure::refuse_field("id", DepartmentError::InUse)
    } else {
        error.into()
    }
}
