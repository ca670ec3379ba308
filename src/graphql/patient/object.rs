//! The type `Patient`.

use std::sync::Arc;

use async_graphql::{Context, ID};
use graphql_strict::planned;

use crate::{
    appointment::Parent,
    database::{Loaded, Loader},
    error::Failure,
    graphql::{
        appointment::{Appointment, AppointmentFilter, AppointmentOrder, appointments_of},
        connection::{Connection, PageNode, is_counted},
        entity::Entity,
        id::GlobalId,
        loaders::{LoaderSource, shared},
        page::PageArguments,
        request::request,
        scalars::{DateText, DateTimeText, NhsNumberText, PostcodeText},
    },
    patient::{self, PatientId},
    value::{Email, Phone},
};

pub(in crate::graphql) struct Patient(Arc<patient::Patient>);

impl From<patient::Patient> for Patient {
    fn from(patient: patient::Patient) -> Self {
        Self(Arc::new(patient))
    }
}

impl From<Arc<patient::Patient>> for Patient {
    fn from(patient: Arc<patient::Patient>) -> Self {
        Self(patient)
    }
}

impl From<patient::Listing> for Patient {
    fn from(listing: patient::Listing) -> Self {
        listing.patient.into()
    }
}

impl Entity for Patient {
    type Loader = Loader<PatientId, Loaded<Arc<patient::Patient>>>;

    fn loader(source: &LoaderSource) -> Self::Loader {
        let scope = source.scope;
        Loader::new(source.database.clone(), move |connection, ids| {
            Box::pin(async move { patient::store::by_ids(&connection, scope, ids).await.map(shared) })
        })
    }
}

impl PageNode for Patient {}

/// A patient, who has appointments with clinicians.
#[planned]
impl Patient {
    /// The global identifier of the patient. Opaque.
    pub(in crate::graphql) fn id(&self) -> ID {
        self.0.id.to_global()
    }

    /// The NHS number. Null if the number on record cannot be read; an error at this path says so.
    fn nhs_number(&self) -> Result<Option<NhsNumberText>, Failure> {
        Ok(Some(NhsNumberText(self.0.nhs_number()?.as_str().to_owned())))
    }

    /// The full name, in any script, exactly as entered.
    fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// The date of birth.
    fn date_of_birth(&self) -> DateText {
        self.0.date_of_birth.into()
    }

    /// The postcode of the home address.
    fn postcode(&self) -> PostcodeText {
        PostcodeText(self.0.postcode.as_str().to_owned())
    }

    /// The address lines above the postcode of the home address; empty if unknown.
    fn address_lines(&self) -> &[String] {
        self.0.address_lines.as_slice()
    }

    /// The e-mail address.
    fn email(&self) -> Result<Option<&str>, Failure> {
        Ok(self.0.email()?.map(Email::as_str))
    }

    /// The telephone number, in international form, as in `"+442079460018"`.
    fn phone(&self) -> Result<Option<&str>, Failure> {
        Ok(self.0.phone()?.map(Phone::as_str))
    }

    /// The version of the record, for `expectedVersion`. It starts at 1 and increases with each change.
    fn version(&self) -> i32 {
        self.0.version
    }

    /// When the record was created.
    fn created_at(&self) -> DateTimeText {
        self.0.created_at.into()
    }

    /// When the record was last changed.
    fn updated_at(&self) -> DateTimeText {
        self.0.updated_at.into()
    }

    /// The patient's appointments, ordered by start by default. Nullable like `appointments` of other objects, because one operation can then select them together.
    #[expect(clippy::too_many_arguments, reason = "Relay's arguments are separate arguments of the field")]
    async fn appointments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Restricts which appointments are listed. By default, all are.")] filter: Option<
            AppointmentFilter,
        >,
        #[graphql(desc = "The order of the list.")] order_by: Option<AppointmentOrder>,
        #[graphql(desc = "The size of a page from the beginning: at most 100, 20 by default.")] first: Option<
            i32,
        >,
        #[graphql(desc = "The cursor after which the page begins.")] after: Option<String>,
        #[graphql(desc = "The size of a page from the end: at most 100.")] last: Option<i32>,
        #[graphql(desc = "The cursor before which the page ends.")] before: Option<String>,
    ) -> Result<Option<Connection<Appointment>>, Failure> {
        let page = PageArguments { first, after, last, before, counted: is_counted(ctx) };
        appointments_of(request(ctx), Parent::Patient, self.0.id.0, filter, order_by, page).await.map(Some)
    }
}
