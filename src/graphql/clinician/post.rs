//! The type `ClinicianPost`.

use async_graphql::{Context, ID, InputObject, Object};

use crate::{
    clinician::{Post, RawPost},
    error::Failure,
    graphql::{
        id::GlobalId, inline_resolved::InlineResolved, loaders::present, organisation::Organisation,
        request::request, scalars::DateText,
    },
};

pub(in crate::graphql) struct ClinicianPost(Post);

impl From<Post> for ClinicianPost {
    fn from(post: Post) -> Self {
        Self(post)
    }
}

/// A clinician's work at an organisation, from a day to a day.
#[Object]
impl ClinicianPost {
    /// Where the work is.
    async fn organisation(&self, ctx: &Context<'_>) -> Result<InlineResolved<Organisation>, Failure> {
        let found = request(ctx).loaders.organisations.load(self.0.organisation_id).await?;
        present(found)
    }

    /// The first day.
    async fn starts_on(&self) -> DateText {
        self.0.starts_on.into()
    }

    /// The last day, which is still worked; null until further notice.
    async fn ends_on(&self) -> Option<DateText> {
        self.0.ends_on.map(DateText::from)
    }
}

/// A clinician's work at an organisation.
#[derive(InputObject)]
pub(super) struct ClinicianPostInput {
    /// Where the work is.
    organisation_id: ID,
    /// The first day.
    starts_on: DateText,
    /// The last day, which is still worked; absent until further notice.
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
