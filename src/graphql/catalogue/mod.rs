//! The catalogue of errors, for clients that write messages themselves.

mod answered_by;
mod code;
mod places;

use async_graphql::{Context, Object, SimpleObject};

pub(super) use self::answered_by::answered_by;
use self::code::ErrorCode;
use super::{request::request, scalars::LocaleText};
use crate::{error::Failure, i18n, value::Language};

/// One error that the server can answer.
#[derive(SimpleObject)]
struct ErrorDefinition {
    /// The stable code, as in `extensions.code`.
    code: ErrorCode,
    /// The message, in which each argument stands as `{$name}`. The argument `detail` is for developers, and is in English in every language. A message that counts has the general plural form: render `icu` instead.
    message: String,
    /// The message as a template of ICU MessageFormat, with all plural forms of the language. It inserts arguments (`{name}`) and selects on numbers, and formats nothing: rendered with `extensions.args`, it is the message of the server. Parse it without tags (`ignoreTag` of `intl-messageformat`).
    icu: String,
    /// The names of the arguments, as in `extensions.args`. An argument whose name ends in `Local` shows another one in the language of the answer; `retryAfterMinutes` is 0 below 60 seconds.
    arguments: Vec<String>,
    /// Whether the same request can succeed later without a change. Wait as long as `Retry-After` says.
    retryable: bool,
    /// Whether the session is over: forget its tokens, and ask for a login. Other codes leave the session as it is.
    ends_session: bool,
    /// The fields of `Query` and `Mutation` that answer the code, in alphabetical order. A list beneath another object answers the codes of the root field of the same name. Empty for codes of requests that run no field, and for codes of the importer. Any request can also be refused with UNAUTHENTICATED, RATE_LIMITED, SERVICE_UNAVAILABLE or INTERNAL before a field runs.
    answered_by: Vec<String>,
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
        let registry = &ctx.schema_env.registry;
        let definition = |entry: i18n::MessageEntry| ErrorDefinition {
            code: ErrorCode(entry.definition.code),
            message: entry.template,
            icu: entry.icu,
            arguments: entry.definition.arguments,
            retryable: entry.definition.retryable,
            ends_session: entry.definition.ends_session,
            answered_by: answered_by(registry, entry.definition.code),
        };
        Ok(i18n::catalogue(locale).into_iter().map(definition).collect())
    }
}
