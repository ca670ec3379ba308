//! General refusals that belong to no feature.

use chrono::{DateTime, Utc};
use serde::Serialize;
use strum::{EnumIter, EnumProperty, IntoStaticStr};

/// The general error codes of the API. The fields of a variant are the arguments of its message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, IntoStaticStr, EnumIter, EnumProperty)]
#[serde(untagged, rename_all_fields = "camelCase")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum GeneralError {
    /// The identifier belongs to no entity that is visible to the caller.
    NotFound,
    /// Optimistic locking: the record has changed since the caller read it.
    VersionConflict {
        current_version: i32,
        /// The instant of the last change.
        updated_at: DateTime<Utc>,
    },
    /// The caller is not signed in, or no longer signed in.
    Unauthenticated,
    /// The caller's role does not permit it.
    Forbidden,
    #[strum(props(retryable = true))]
    RateLimited {
        retry_after_seconds: u64,
    },
    #[strum(props(retryable = true))]
    ServiceUnavailable,
    Internal {
        request_id: String,
    },
    GraphqlParseFailed {
        detail: String,
    },
    GraphqlValidationFailed {
        detail: String,
    },
    BadUserInput {
        detail: String,
    },
    QueryTooComplex {
        detail: String,
    },
    /// Only listed operations are executed, and this is not one of them.
    OperationNotAllowed,
    /// Only listed operations are executed. This one differs from a listed one only in `__typename` fields,
    /// order, white space or comments.
    OperationTextDiffers,
    /// No listed operation has this id. Clients recognise the code, and send the text instead.
    PersistedQueryNotFound,
    /// No operations are listed. Clients recognise the code, and send texts from then on.
    PersistedQueryNotSupported,
    HttpBodyInvalid {
        detail: String,
    },
    HttpBodyTooLarge {
        maximum_bytes: u64,
    },
    /// The `Host` header is missing, doubled or malformed (RFC 9112, section 3.2).
    HttpHostInvalid,
    HttpMethodNotAllowed,
    /// The request's host is not this server's.
    HttpMisdirectedRequest,
    HttpNotAcceptable,
    HttpNotFound,
    /// The body was not received completely before the timeout.
    #[strum(props(retryable = true))]
    HttpRequestTimeout,
    /// The body has a content encoding, such as gzip.
    HttpUnsupportedContentEncoding,
    HttpUnsupportedMediaType,
    /// A required value is missing or null.
    FieldRequired,
    IdMalformed,
    CursorInvalid,
    PageSizeOutOfRange {
        maximum: u32,
    },
    PageDirectionAmbiguous,
    LocaleInvalid,
}
