//! What one request carries with it from field to field.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{Context, ServerError};
use chrono::{DateTime, NaiveDate, Utc};

use super::loaders::Loaders;
use crate::{error::Failure, i18n::Locale, panda::Panda, principal::Principal, value::london_day};

/// One request: who asks, in which language, at which instant, and what has been read for it so far.
pub struct RequestContext {
    pub panda: Panda,
    pub principal: Principal,
    pub locale: Locale,
    pub id: String,
    pub(super) loaders: Loaders,
    instant: Mutex<DateTime<Utc>>,
    errors: Mutex<Vec<ServerError>>,
}

impl RequestContext {
    pub fn new(panda: Panda, principal: Principal, locale: Locale, id: String) -> Self {
        let instant = Mutex::new(panda.clock.now());
        let (loaders, errors) = (Loaders::new(&panda.database), Mutex::default());
        Self { panda, principal, locale, id, loaders, instant, errors }
    }

    /// The instant of the operation: whatever is active or missed in one answer is so at this instant.
    pub fn now(&self) -> DateTime<Utc> {
        *self.instant.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The day of the operation.
    pub fn today(&self) -> NaiveDate {
        london_day(self.now())
    }

    /// Keeps the error of a field that became null.
    pub(super) fn note(&self, error: ServerError) {
        self.errors.lock().unwrap_or_else(PoisonError::into_inner).push(error);
    }

    /// Takes the errors that were kept.
    pub(super) fn noted(&self) -> Vec<ServerError> {
        std::mem::take(&mut self.errors.lock().unwrap_or_else(PoisonError::into_inner))
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
