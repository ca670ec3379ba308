//! The type `User`.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};

use crate::{
    account::{self, OwnLanguage},
    error::Failure,
    graphql::{
        connection::PageNode,
        id::GlobalId,
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

impl PageNode for User {}

/// What a user is to the service, which decides what the user may see and do.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "account::Role")]
pub(super) enum Role {
    /// May do everything, and looks after the accounts.
    Admin,
    /// Books patients, and keeps the records of patients, clinicians, departments and organisations.
    Staff,
    /// Reads statistics and reference data, and nothing about any patient.
    Analyst,
    /// Sees their own record, changes its telephone number and address lines, and books, moves and cancels their own appointments.
    Patient,
}

/// How much of a field is open to somebody.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PermissionExtent {
    /// What concerns the user: their own record, appointments and account.
    Own,
    /// Everything.
    All,
}

/// Something that a user may ask for or do.
#[derive(SimpleObject)]
pub(super) struct Permission {
    /// The field of `Query` or `Mutation`, as in `Mutation.bookAppointment`.
    field: String,
    /// How much of it is open to the user.
    extent: PermissionExtent,
}

/// Somebody who can sign in.
#[Object]
impl User {
    /// Identifies the user among all objects of this server. Opaque.
    pub(in crate::graphql) async fn id(&self) -> ID {
        self.0.id.to_global()
    }

    /// The e-mail address by which the user signs in.
    async fn email(&self) -> &str {
        self.0.email.as_str()
    }

    /// The name by which the user is addressed, in any script, exactly as it was given.
    async fn display_name(&self) -> &str {
        self.0.display_name.as_str()
    }

    /// What the user is to the service.
    async fn role(&self) -> Role {
        self.0.assignment.role().into()
    }

    /// The language that was chosen for messages to the user. It goes before `Accept-Language`, in requests with access tokens that are issued from then on. Null: each request decides.
    async fn locale(&self) -> Option<LocaleText> {
        let OwnLanguage { tag, is_chosen } = &self.0.language;
        is_chosen.then(|| LocaleText(tag.as_str().to_owned()))
    }

    /// Whether the user can sign in.
    async fn is_active(&self) -> bool {
        self.0.is_active
    }

    /// The record of a user who is a patient; null for everybody else.
    async fn patient(&self, ctx: &Context<'_>) -> Result<Option<Patient>, Failure> {
        let Some(id) = self.0.assignment.patient() else { return Ok(None) };
        Ok(request(ctx).loaders.patients.record(id).await?.map(Patient::from))
    }

    /// What the user may ask for and do.
    async fn permissions(&self, ctx: &Context<'_>) -> Vec<Permission> {
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

    /// Counts the changes to the account, for `expectedVersion`. Begins with 1.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// When the account was made.
    async fn created_at(&self) -> DateTimeText {
        self.0.created_at.into()
    }

    /// When the account was last changed. Logins and new passwords do not count.
    async fn updated_at(&self) -> DateTimeText {
        self.0.updated_at.into()
    }
}
