//! The catalogue of errors, for clients that render messages themselves.

mod answered_by;
mod code;
mod conventional;
mod places;

use async_graphql::{Context, SimpleObject};
use graphql_strict::{PlanOutput, planned};

pub(super) use self::answered_by::answered_by;
use self::code::ErrorCode;
use super::{request::request, scalars::LocaleText};
use crate::{error::Failure, error_catalogue, value::Language};

/// One error that the server can return.
#[derive(SimpleObject, PlanOutput)]
struct ErrorDefinition {
    /// The stable code, as in `extensions.code`.
    code: ErrorCode,
    /// The message, with each argument as `{$name}`. The argument `detail` is for developers, and is English in every language. A message with a number has the general plural form: render `icu` instead.
    message: String,
    /// The message as an ICU MessageFormat template, with all plural forms of the language. It inserts arguments (`{name}`) and selects on numbers, but formats nothing. Rendered with `extensions.args`, it equals the message of the server. Parse it without tags (`ignoreTag` of `intl-messageformat`).
    icu: String,
    /// The names of the arguments, as in `extensions.args`. An argument whose name ends in `Local` shows another argument in the language of the response. `retryAfterMinutes` is 0 below 60 seconds.
    arguments: Vec<String>,
    /// Whether the same request can succeed later without a change. Wait for the time in `Retry-After`.
    retryable: bool,
    /// Whether the session has ended: discard its tokens and request a login. Other codes do not end the session.
    ends_session: bool,
    /// The fields of `Query` and `Mutation` that return the code, in alphabetical order. A list below another object returns the codes of the root field of the same name. Empty for codes of requests that execute no field, and for codes of the importer. Any request can also be refused with UNAUTHENTICATED, RATE_LIMITED, SERVICE_UNAVAILABLE or INTERNAL before a field runs.
    answered_by: Vec<String>,
}

#[derive(Default)]
pub(super) struct CatalogueQuery;

#[planned]
impl CatalogueQuery {
    /// All error codes with their messages and the names of their arguments, ordered by code.
    fn error_catalogue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language of the messages; by default, the language of the response. \
                          British English if no messages exist in that language.")]
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
        let definition = |entry: error_catalogue::MessageEntry| ErrorDefinition {
            code: ErrorCode(entry.definition.code),
            message: entry.template,
            icu: entry.icu,
            arguments: entry.definition.arguments,
            retryable: entry.definition.retryable,
            ends_session: entry.definition.ends_session,
            answered_by: answered_by(registry, entry.definition.code),
        };
        Ok(error_catalogue::entries(locale).into_iter().map(definition).collect())
    }
}
