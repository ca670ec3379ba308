//! What one request carries with it from field to field.

use std::{
    net::IpAddr,
    panic::Location,
    sync::{Arc, Mutex, PoisonError},
};

use async_graphql::{Context, QueryPathNode};
use chrono::{DateTime, Utc};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::{loaders::Loaders, sign_ins::SignIns};
use crate::{
    account::{Accounts, tokens::SealingKeys},
    context::AppContext,
    database::{PageRequest, ReadError, Reader},
    error::Failure,
    i18n::Locale,
    principal::Principal,
    response_memory::Reservation,
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
    pub app: AppContext,
    pub accounts: Arc<Accounts>,
    pub principal: Principal,
    pub locale: Locale,
    pub id: String,
    /// From where the request comes, by which attempts are counted.
    pub address: IpAddr,
    pub(super) loaders: Loaders,
    instant: Mutex<DateTime<Utc>>,
    /// The SHA-256 of the document that is meant, where it is told by that.
    pub document_id: Option<String>,
    /// Whether the answer tells what it has cost.
    pub wants_cost: bool,
    /// What the answer takes of the server's memory, where that is limited.
    pub memory: Option<Arc<Reservation>>,
    /// Whether the table of permissions is asked for each field, since not every one is open to the principal.
    pub(super) is_guarded: bool,
    counting: Semaphore,
    pub(super) sign_ins: SignIns,
    /// Seal and open the cursors of this request.
    pub(super) cursor_keys: Arc<SealingKeys>,
}

impl RequestContext {
    pub fn new(
        app: AppContext,
        accounts: Arc<Accounts>,
        principal: Principal,
        locale: Locale,
        id: String,
        address: IpAddr,
    ) -> Self {
        let instant = Mutex::new(app.clock.now());
        Self {
            loaders: Loaders::new(&app, principal.patient_scope()),
            cursor_keys: accounts.tokens.sealing_keys(),
            app,
            accounts,
            principal,
            locale,
            id,
            address,
            instant,
            document_id: None,
            wants_cost: false,
            memory: None,
            is_guarded: true,
            counting: Semaphore::new(COUNTS_AT_A_TIME),
            sign_ins: SignIns::default(),
        }
    }

    /// The instant of the operation: whatever is active or missed in one answer is so at this instant.
    pub fn now(&self) -> DateTime<Utc> {
        *self.instant.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads a page of a list that grows with the number of patients. To count one takes time, so that is done in a snapshot on a
    /// connection of its own, and not on a shared one.
    #[track_caller]
    pub(super) fn read_long_list<T, E: ReadError, F>(
        &self,
        page_request: &PageRequest,
        read: impl Fn(Reader) -> F,
    ) -> impl Future<Output = Result<T, Failure>>
    where
        F: Future<Output = Result<T, E>>,
    {
        let (site, is_counted, database) = (Location::caller(), page_request.counted, &self.app.database);
        async move {
            if !is_counted {
                return database.read_from(site, read).await;
            }
            let _turn = self.counting_turn().await?;
            Box::pin(database.read_snapshot_from(site, read)).await
        }
    }

    /// However many counts a request asks for, it leaves the other connections to others.
    async fn counting_turn(&self) -> Result<SemaphorePermit<'_>, Failure> {
        self.counting.acquire().await.map_err(Failure::fault)
    }

    /// Carries out one mutation. What is read afterwards is as new as its outcome.
    pub(super) async fn command<T>(
        &self,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let outcome = work.await;
        if let Err(failure) = &outcome {
            self.app.database.recover_from(failure);
        }
        self.loaders.clear();
        *self.instant.lock().unwrap_or_else(PoisonError::into_inner) = self.app.clock.now();
        outcome.map_err(|failure| failure.under("input"))
    }
}

/// The request that a field is resolved for. What lies beneath a sign-in is resolved for the user who has signed in by it.
pub(super) fn request<'a>(ctx: &'a Context<'_>) -> &'a Arc<RequestContext> {
    request_at(ctx.data_unchecked(), ctx.path_node.as_ref())
}

pub(super) fn request_at<'a>(
    request: &'a Arc<RequestContext>,
    path: Option<&QueryPathNode<'_>>,
) -> &'a Arc<RequestContext> {
    request.sign_ins.at(path).unwrap_or(request)
}
