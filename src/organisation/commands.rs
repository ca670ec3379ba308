//! Commands on organisations.

use chrono::{DateTime, Utc};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;
use scoped_futures::ScopedFutureExt;
use uuid::Uuid;

use super::{Addition, Amendment, OdsCode, Organisation, OrganisationError, OrganisationId, store};
use crate::{
    context::AppContext,
    database::{Loaded, is_constraint, is_reference},
    error::{Failure, GeneralError, Violations},
    idempotency::{self, Creation, RawKey, Removed, Repeatable},
    value::{changed, expect_version},
};

/// Adds an organisation.
pub async fn add(app: &AppContext, addition: Addition, key: Option<RawKey>) -> Result<Organisation, Failure> {
    if let Some(key) = key {
        return idempotency::create(app, addition, (), key).await;
    }
    let mut connection = app.database.checkout().await?;
    let organisation = addition.check(&connection, app.clock.now()).await?;
    Addition::write(organisation, &mut connection).await
}

impl Creation for Addition {
    const OPERATION: &'static str = "addOrganisation";
    type Checked = Organisation;
    type Entity = Organisation;

    async fn check(
        self,
        connection: &AsyncPgConnection,
        now: DateTime<Utc>,
    ) -> Result<Organisation, Failure> {
        let ods_code = self.ods_code.parse().ok();
        match self.validate(now) {
            // The constraint detects a code that is taken.
            Ok(organisation) => Ok(organisation),
            invalid => Ok(taken(connection, ods_code).await?.after(invalid)?),
        }
    }

    async fn write(
        organisation: Organisation,
        connection: &mut AsyncPgConnection,
    ) -> Result<Organisation, Failure> {
        store::insert(connection, &organisation).await.map_err(refused)?;
        Ok(organisation)
    }
}

impl Repeatable for Organisation {
    type Visibility = ();

    fn id(&self) -> Uuid {
        self.id.0
    }

    async fn find(connection: &AsyncPgConnection, (): (), id: Uuid) -> QueryResult<Option<Self>> {
        let id = OrganisationId(id);
        Loaded::of(&id, store::by_ids(connection, vec![id]).await?)
    }
}

/// Changes an organisation.
pub async fn amend(
    app: &AppContext,
    id: OrganisationId,
    expected_version: Option<i32>,
    amendment: Amendment,
    key: Option<RawKey>,
) -> Result<Organisation, Failure> {
    app.keyed("amendOrganisation", key)
        .transaction((), move |connection| {
            let amendment = amendment.clone();
            async move {
                let current = store::lock(connection, id).await?.ok_or_else(not_found)?;
                expect_version(expected_version, current.version, current.updated_at)?;
                let ods_code = changed(&amendment.ods_code, &current.ods_code);
                let amended = current.amend(amendment, app.clock.now());
                let amended = taken(connection, ods_code).await?.after(amended)?;
                if amended != current {
                    store::save(connection, &amended).await.map_err(refused)?;
                }
                Ok(amended)
            }
            .scope_boxed()
        })
        .await
}

/// Removes an organisation without references.
pub async fn remove(
    app: &AppContext,
    id: OrganisationId,
    expected_version: Option<i32>,
    key: Option<RawKey>,
) -> Result<OrganisationId, Failure> {
    app.keyed("removeOrganisation", key)
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
        .map(|Removed(id)| OrganisationId(id))
}

/// Whether another organisation has the new code.
async fn taken(connection: &AsyncPgConnection, new: Option<OdsCode>) -> QueryResult<Violations> {
    let mut violations = Violations::default();
    if let Some(code) = new
        && store::find_by_ods_code(connection, &code).await?.is_some()
    {
        violations.refuse("odsCode", OrganisationError::OdsCodeTaken);
    }
    Ok(violations)
}

fn not_found() -> Failure {
    Failure::refuse_field("id", GeneralError::NotFound)
}

fn refused(error: diesel::result::Error) -> Failure {
    if is_constraint(&error, "organisations_ods_code_taken") {
        Failure::refuse_field("odsCode", OrganisationError::OdsCodeTaken)
    } else if is_reference(&error, "organisation") {
        Failure::refuse_field("id", OrganisationError::InUse)
    } else {
        error.into()
    }
}
