//! The `Retry-After` header.

use async_graphql::Value;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::{
    error::{GeneralError, Refusal},
    graphql::Response as Answered,
};

/// The retry delay while the database is unavailable, in seconds.
const WHEN_UNAVAILABLE: u64 = 2;

/// The status of a temporary failure, and the delay after which a client may retry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RetryAfter {
    pub status: StatusCode,
    seconds: u64,
}

impl RetryAfter {
    /// The database is unavailable.
    pub(super) const UNAVAILABLE: Self =
        Self { status: StatusCode::SERVICE_UNAVAILABLE, seconds: WHEN_UNAVAILABLE };

    /// The retry delay of a response. `None` if some of its data could be answered.
    pub(super) fn of(answered: &Answered) -> Option<Self> {
        let is_empty = match answered.data.value()? {
            Value::Object(fields) => fields.values().all(|value| *value == Value::Null),
            data => *data == Value::Null,
        };
        if !is_empty {
            return None;
        }
        let errors = answered.errors.iter().filter_map(|error| {
            let extensions = error.extensions.as_ref()?;
            let Some(Value::String(code)) = extensions.get("code") else { return None };
            Self::of_code(code, extensions.get("args"))
        });
        // The longest delay satisfies all errors.
        errors.max_by_key(|retry_after| (retry_after.status, retry_after.seconds))
    }

    fn of_code(code: &str, args: Option<&Value>) -> Option<Self> {
        let limited = GeneralError::RateLimited { retry_after_seconds: 0 };
        if code == GeneralError::ServiceUnavailable.code() {
            return Some(Self::UNAVAILABLE);
        }
        let Some(Value::Object(args)) = args.filter(|_| code == limited.code()) else { return None };
        let Some(Value::Number(seconds)) = args.get("retryAfterSeconds") else { return None };
        Some(Self { status: StatusCode::TOO_MANY_REQUESTS, seconds: seconds.as_u64()? })
    }

    pub(super) fn write(self, headers: &mut HeaderMap) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(self.seconds));
    }
}
