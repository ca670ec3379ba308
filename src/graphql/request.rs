//! What one request carries with it from field to field.

use std::{
    net::IpAddr,
    ops::Deref,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use async_graphql::{Context, Response, Value, value};
use chrono::{DateTime, NaiveDate, Utc};
use diesel_async::AsyncPgConnection;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{loaders::Loaders, nullability::FailedFields, shape::Shape};
use crate::{
    account::Accounts, database::Checkout, error::Failure, i18n::Locale, panda::Panda, principal::Principal,
    value::london_day,
};

/// How many long lists one request counts at the same time.
const COUNTS_AT_A_TIME: usize = 1;

/// What an operation may cost, and what it may cost at most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cost {
    pub requested: u64,
    pub maximum: u64,
}

/// One request: who asks, in which language, at which instant, and what has been read for it so far.
pub struct RequestContext {
    pub panda: Panda,
    pub accounts: Arc<Accounts>,
    pub principal: Principal,
    pub locale: Locale,
    pub id: String,
    /// From where the request comes, by which attempts are counted.
    pub address: IpAddr,
    pub(super) loaders: Loaders,
    instant: Mutex<DateTime<Utc>>,
    pub(super) failed: FailedFields,
    /// The SHA-256 of the document that is meant, where it is told by that.
    pub document_id: Option<String>,
    /// Whether the answer tells what it has cost.
    pub wants_cost: bool,
    cost: OnceLock<Cost>,
    shape: OnceLock<Shape>,
    counting: Semaphore,
}

impl RequestContext {
    pub fn new(
        panda: Panda,
        accounts: Arc<Accounts>,
        principal: Principal,
        locale: Locale,
        id: String,
        address: IpAddr,
    ) -> Self {
        let instant = Mutex::new(panda.clock.now());
        Self {
            loaders: Loaders::new(&panda, principal.reach()),
            panda,
            accounts,
            principal,
            locale,
            id,
            address,
            instant,
            failed: FailedFields::default(),
            document_id: None,
            wants_cost: false,
            cost: OnceLock::new(),
            shape: OnceLock::new(),
            counting: Semaphore::new(COUNTS_AT_A_TIME),
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

    /// A connection on which to count a long list. However many counts a request asks for, it leaves the other
    /// connections to others.
    pub(super) async fn count_on(&self) -> Result<CountConnection<'_>, Failure> {
        let turn = self.counting.acquire().await.map_err(Failure::fault)?;
        Ok(CountConnection { connection: self.panda.database.checkout().await?, _turn: turn })
    }

    /// Keeps what the answer will look like.
    pub(super) fn note_shape(&self, shape: Shape) {
        self.shape.get_or_init(|| shape);
    }

    /// Keeps what the operation may cost.
    pub(super) fn note_cost(&self, cost: Cost) {
        self.cost.get_or_init(|| cost);
    }

    /// Tells in the answer what it has cost, where that was asked for and could be told.
    pub(super) fn tell_cost(&self, response: &mut Response, statements: u64) {
        if let Some(Cost { requested, maximum }) = self.cost.get().filter(|_| self.wants_cost) {
            let cost = value!({ "requested": *requested, "maximum": *maximum, "statements": statements });
            response.extensions.insert("cost".to_owned(), cost);
        }
    }

    /// Gives the answer its shape: what failed, and the order of what did not.
    pub(super) fn settle(&self, response: &mut Response) {
        if self.failed.conclude(&mut response.errors) {
            response.data = Value::Null;
        } else if response.errors.is_empty() && response.data == Value::Null {
            // Everything that was asked for was to be left out.
            response.data = value!({});
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
        self.loaders.clear();
        *self.instant.lock().unwrap_or_else(PoisonError::into_inner) = self.panda.clock.now();
        outcome.map_err(|failure| failure.under("input"))
    }
}

/// A connection for counting, given back when dropped.
pub(super) struct CountConnection<'a> {
    connection: Checkout,
    _turn: SemaphorePermit<'a>,
}

impl Deref for CountConnection<'_> {
    type Target = AsyncPgConnection;

    fn deref(&self) -> &Self::Target {
        &self.connection
    }
}

/// The request that a field is resolved for.
pub(super) fn request<'a>(ctx: &'a Context<'_>) -> &'a Arc<RequestContext> {
    ctx.data_unchecked()
}
