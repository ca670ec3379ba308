//! The catalogue of errors, for clients that write messages themselves.

use async_graphql::{Context, Object, SimpleObject};

use super::{request::request, scalars::LocaleText};
use crate::{error::Failure, i18n, value::Language};

/// One error that the server can answer.
#[derive(SimpleObject)]
struct ErrorDefinition {
    /// The stable code, as in `extensions.code`.
    code: String,
    /// The message, in which each argument stands as `{$name}`. The argument `detail` is for developers, and is in English in every language. Messages show other arguments as people write them: an instant by the clocks of its place, and a wait from 60 seconds on in minutes.
    message: String,
    /// The names of the arguments, as in `extensions.args`.
    arguments: Vec<String>,
}

#[derive(Default)]
pub(super) struct CatalogueQuery;

#[Object]
impl CatalogueQuery {
    /// Every error code with its message and the names of its arguments, in the order of the codes.
    #[expect(clippy::unused_async, reason = "async-graphql wants every field to be asynchronous")]
    async fn error_catalogue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the messages; by default, that of the answer. \
                          British English where there is none in that language.")]
        locale: Option<LocaleText>,
    ) -> Result<Vec<ErrorDefinition>, Failure> {
        let locale = match locale {
            None => request(ctx).locale,
            Some(tag) => {
                let malformed = |refusal| Failure::refuse_field("locale", refusal);
                tag.0.parse::<Language>().map_err(malformed)?.locale().unwrap_or_default()
            }
        };
        let definition = |entry: i18n::Entry| ErrorDefinition {
            code: entry.definition.code.to_owned(),
            message: entry.template,
            arguments: entry.definition.arguments,
        };
        Ok(i18n::catalogue(locale).into_iter().map(definition).collect())
    }
}
