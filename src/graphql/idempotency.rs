//! The key with which a mutation can be repeated.

use async_graphql::InputType;

use super::RequestContext;
use crate::{
    error::Failure,
    idempotency::{InputHash, RawKey},
};

impl RequestContext {
    /// The key of an input that has one, bound to the caller and to the input as it came.
    pub(super) fn key(
        &self,
        key: Option<&String>,
        input: &impl InputType,
    ) -> Result<Option<RawKey>, Failure> {
        let Some(key) = key.cloned() else { return Ok(None) };
        let mut input = input.to_value().into_json().map_err(Failure::fault)?;
        // A hash that is quickly made must not be made of a password.
        if let Some(fields) = input.as_object_mut() {
            fields.remove("password");
        }
        Ok(Some(RawKey { principal: self.principal, key, input: InputHash::of(input) }))
    }
}
