//! What one request carries with it from field to field.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use async_graphql::{Context, Response, Value, parser::types::ExecutableDocument};
use chrono::{DateTime, NaiveDate, Utc};

use super::{loaders::Loaders, nullability::FailedFields, shape::Shape};
use crate::{error::Failure, i18n::Locale, panda::Panda, principal::Principal, value::london_day};

/// One request: who asks, in which language, at which instant, and what has been read for it so far.
pub struct RequestContext {
    pub panda: Panda,
    pub principal: Principal,
    pub locale: Locale,
    pub id: String,
    pub(super) loaders: Loaders,
    instant: Mutex<DateTime<Utc>>,
    pub(super) failed: FailedFields,
    pub(super) operation_name: Option<String>,
    shape: OnceLock<Shape>,
}

impl RequestContext {
    pub fn new(panda: Panda, principal: Principal, locale: Locale, id: String) -> Self {
        let instant = Mutex::new(panda.clock.now());
        Self {
            loaders: Loaders::new(&panda.database),
            panda,
            principal,
            locale,
            id,
            instant,
            failed: FailedFields::default(),
            operation_name: None,
            shape: OnceLock::new(),
        }
    }

    /// The instant of the operation: whatever is active or missed in one answer is so at this instant.
    pub fn now(&self) -> DateTime<Utc> {
        *self.instant.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The day of the operation.
    pub fn today(&self) -> NaiveDate {
        london_day(self.now())
    }

    /// Keeps what the answer will look like.
    pub(super) fn note_shape(&self, document: &ExecutableDocument) {
        self.shape.get_or_init(|| Shape::of(document, self.operation_name.as_deref()));
    }

    /// Gives the answer its shape: what failed, and the order of what did not.
    pub(super) fn settle(&self, response: &mut Response) {
        if self.failed.conclude(&mut response.errors) {
            response.data = Value::Null;
        }
        if let Some(shape) = self.shape.get() {
            shape.arrange(&mut response.data);
        }
    }

    /// Carries out one mutation. What is read afterwards is as new as its outcome.
    pub(super) async fn command<T>(
        &self,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let outcome = work.await;
        self.loaders.clear().await;
        *self.instant.lock().unwrap_or_else(PoisonError::into_inner) = self.panda.clock.now();
        outcome.map_err(|failure| failure.under("input"))
    }
}

/// The request that a field is resolved for.
pub(super) fn request<'a>(ctx: &'a Context<'_>) -> &'a Arc<RequestContext> {
    ctx.data_unchecked()
}
