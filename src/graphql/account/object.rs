//! The type `User`.

use async_graphql::{Context, Enum, ID, SimpleObject};
use graphql_strict::{PlanOutput, planned};

use crate::{
    account::{self, OwnLanguage, UserId},
    database::{Loaded, Loader},
    error::Failure,
    graphql::{
        connection::PageNode,
        entity::Entity,
        id::GlobalId,
        loaders::LoaderSource,
        patient::Patient,
        permissions::{self, PermittedRecords},
        request::request,
        scalars::{DateTimeText, LocaleText},
    },
};

pub(in crate::graphql) struct User(account::User);

impl From<account::User> for User {
    fn from(user: account::User) -> Self {
        Self(user)
    }
}

impl Entity for User {
    type Loader = Loader<UserId, Loaded<account::User>>;

    fn loader(source: &LoaderSource) -> Self::Loader {
        Loader::new(source.database.clone(), |connection, ids| {
            Box::pin(async move { account::store::users::by_ids(&connection, ids).await })
        })
    }
}

impl PageNode for User {}

/// The role of a user, which decides the permissions.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, PlanOutput)]
#[graphql(remote = "account::Role")]
pub(super) enum Role {
    /// Has every permission, and manages the accounts.
    Admin,
    /// Books appointments for patients, and maintains the records of patients, clinicians, departments and organisations.
    Staff,
    /// Reads statistics and reference data, but no data about patients.
    Analyst,
    /// Reads their own record, changes its telephone number and address lines, and books, moves and cancels their own appointments.
    Patient,
}

/// The records to which a permission applies.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, PlanOutput)]
pub(super) enum PermissionExtent {
    /// Only records of the user: their own record, appointments and account.
    Own,
    /// All records.
    All,
}

/// A root field that a user may use.
#[derive(SimpleObject, PlanOutput)]
pub(super) struct Permission {
    /// The field of `Query` or `Mutation`, as in `Mutation.bookAppointment`.
    field: String,
    /// The records to which the permission applies.
    extent: PermissionExtent,
}

/// A user account.
#[planned]
impl User {
    /// The global identifier of the user. Opaque.
    pub(in crate::graphql) fn id(&self) -> ID {
        self.0.id.to_global()
    }

    /// The e-mail address with which the user signs in.
    fn email(&self) -> &str {
        self.0.email.as_str()
    }

    /// The name by which the user is addressed, in any script, exactly as entered.
    fn display_name(&self) -> &str {
        self.0.display_name.as_str()
    }

    /// The role of the user.
    fn role(&self) -> Role {
        self.0.assignment.role().into()
    }

    /// The chosen language of messages to the user. It takes precedence over `Accept-Language`, in requests with access tokens that are issued after the choice. If null, each request decides.
    fn locale(&self) -> Option<LocaleText> {
        let OwnLanguage { tag, is_chosen } = &self.0.language;
        is_chosen.then(|| LocaleText(tag.as_str().to_owned()))
    }

    /// Whether the user can sign in.
    fn is_active(&self) -> bool {
        self.0.is_active
    }

    /// The record of a user with the role `PATIENT`; null for all other users.
    async fn patient(&self, ctx: &Context<'_>) -> Result<Option<Patient>, Failure> {
        let Some(id) = self.0.assignment.patient() else { return Ok(None) };
        Ok(request(ctx).loaders.records.patients.record(id).await?.map(Patient::from))
    }

    /// The root fields that the user may use.
    fn permissions(&self, ctx: &Context<'_>) -> Vec<Permission> {
        let (role, rules) = (self.0.assignment.role(), &request(ctx).app.rules);
        let open = permissions::roots().filter(|row| !row.is_switched_off(role, rules)).filter_map(|row| {
            let extent = match row.permitted_records(Some(role)) {
                PermittedRecords::No => return None,
                PermittedRecords::Own => PermissionExtent::Own,
                PermittedRecords::All => PermissionExtent::All,
            };
            Some(Permission { field: format!("{}.{}", row.object, row.field), extent })
        });
        open.collect()
    }

    /// The version of the account, for `expectedVersion`. It starts at 1 and increases with each change.
    fn version(&self) -> i32 {
        self.0.version
    }

    /// When the account was created.
    fn created_at(&self) -> DateTimeText {
        self.0.created_at.into()
    }

    /// When the account was last changed. Logins and new passwords do not count.
    fn updated_at(&self) -> DateTimeText {
        self.0.updated_at.into()
    }
}
