//! The type `ClinicianPost`.

use async_graphql::{Context, ID, InputObject};
use graphql_strict::planned;

use crate::{
    clinician::{Post, RawPost},
    error::Failure,
    graphql::{
        id::GlobalId, loaders::present, organisation::Organisation, request::request, scalars::DateText,
    },
};

pub(in crate::graphql) struct ClinicianPost(Post);

impl From<Post> for ClinicianPost {
    fn from(post: Post) -> Self {
        Self(post)
    }
}

/// A post: the period in which a clinician works at an organisation.
#[planned]
impl ClinicianPost {
    /// The organisation.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<Organisation, Failure> {
        let found = request(ctx).loaders.records.organisations.record(self.0.organisation_id).await?;
        present(found)
    }

    /// The first day.
    fn starts_on(&self) -> DateText {
        self.0.starts_on.into()
    }

    /// The last day, inclusive; null for a post without an end.
    fn ends_on(&self) -> Option<DateText> {
        self.0.ends_on.map(DateText::from)
    }
}

/// A post: the period in which a clinician works at an organisation.
#[derive(InputObject)]
pub(super) struct ClinicianPostInput {
    /// The organisation.
    organisation_id: ID,
    /// The first day.
    starts_on: DateText,
    /// The last day, inclusive; absent for a post without an end.
    ends_on: Option<DateText>,
}

impl From<ClinicianPostInput> for RawPost {
    fn from(input: ClinicianPostInput) -> Self {
        Self {
            organisation_id: GlobalId::from_global(&input.organisation_id),
            starts_on: input.starts_on.0,
            ends_on: input.ends_on.map(|text| text.0),
        }
    }
}
