//! Refusals that belong to no feature in particular.

use chrono::{DateTime, Utc};
use serde::Serialize;
use strum::{EnumIter, EnumProperty, IntoStaticStr};

/// The general codes of the API. The fields of a variant are its arguments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, IntoStaticStr, EnumIter, EnumProperty)]
#[serde(untagged, rename_all_fields = "camelCase")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum GeneralError {
    /// The identifier belongs to nothing that the caller may see.
    NotFound,
    /// Optimistic locking: the record has moved on since the caller read it.
    VersionConflict {
        current_version: i32,
        /// When it was changed last.
        updated_at: DateTime<Utc>,
    },
    /// Whoever asks is not signed in, or no longer.
    Unauthenticated,
    /// The caller's role does not include it.
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
    /// Only listed operations are run, and this is none of them.
    OperationNotAllowed,
    /// Only listed operations are run, and this differs from one of them only in `__typename` fields, order, white space or comments.
    OperationTextDiffers,
    /// No operation is listed by this id. Clients know the code, and send the text instead.
    PersistedQueryNotFound,
    /// No operations are listed. Clients know the code, and send texts from then on.
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
    /// The request is meant for another host than this one.
    HttpMisdirectedRequest,
    HttpNotAcceptable,
    HttpNotFound,
    /// The body did not come to its end in time.
    #[strum(props(retryable = true))]
    HttpRequestTimeout,
    /// The body is encoded, as by gzip.
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
