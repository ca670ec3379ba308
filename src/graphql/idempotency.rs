//! Idempotency keys of mutations.

use async_graphql::{Context, InputType, Value};
use serde_json::{Value as Json, json};

use super::RequestContext;
use crate::{
    error::Failure,
    idempotency::{InputHash, RawKey},
};

impl RequestContext {
    /// The key of an input that creates a record, bound to the caller and the unvalidated input. A field that
    /// is null counts as absent.
    pub(super) fn key(
        &self,
        key: Option<&String>,
        input: &impl InputType,
    ) -> Result<Option<RawKey>, Failure> {
        let Some(key) = key else { return Ok(None) };
        let mut input = to_json(input)?;
        take_password(&mut input);
        Ok(Some(self.raw_key(key, input)))
    }

    /// The key of an input that changes a record. Null clears a field, so it does not count as absent.
    pub(super) fn key_of_change(
        &self,
        ctx: &Context<'_>,
        key: Option<&String>,
        input: &impl InputType,
    ) -> Result<Option<RawKey>, Failure> {
        let Some(key) = key else { return Ok(None) };
        let mut input = to_json(input)?;
        let sets_password = take_password(&mut input);
        let cleared = cleared_fields(ctx)?;
        Ok(Some(
            self.raw_key(key, json!({ "input": input, "cleared": cleared, "setsPassword": sets_password })),
        ))
    }

    fn raw_key(&self, key: &str, input: Json) -> RawKey {
        RawKey { scope: self.principal.idempotency_scope(), key: key.to_owned(), input: InputHash::of(input) }
    }
}

fn to_json(input: &impl InputType) -> Result<Json, Failure> {
    input.to_value().into_json().map_err(Failure::fault)
}

/// Removes the password from the input, because a fast hash must not cover a password. Returns whether there
/// was one.
fn take_password(input: &mut Json) -> bool {
    let password = input.as_object_mut().and_then(|fields| fields.remove("password"));
    password.is_some_and(|password| !password.is_null())
}

/// The input fields that the client sent as null, sorted by name. The parsed input no longer distinguishes
/// them from absent fields.
fn cleared_fields(ctx: &Context<'_>) -> Result<Vec<String>, Failure> {
    let arguments = ctx.field().arguments().map_err(|error| anyhow::anyhow!("{}", error.message));
    let fields = arguments.map_err(Failure::fault)?.into_iter().filter_map(|(_, value)| match value {
        Value::Object(fields) => Some(fields),
        _ => None,
    });
    let cleared = fields.flatten().filter(|(_, value)| *value == Value::Null);
    let mut names: Vec<String> = cleared.map(|(name, _)| name.to_string()).collect();
    names.sort();
    Ok(names)
}
