//! The state of one request, shared by its resolvers.

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
    account::{Accounts, Principal, tokens::SealingKeys},
    context::AppContext,
    database::{PageRequest, ReadError, Reader},
    error::Failure,
    i18n::Locale,
    reference::Reference,
    response_memory::Reservation,
};

/// The maximum number of long lists that one request counts concurrently.
const COUNTS_AT_A_TIME: usize = 1;

/// One request: its principal, locale and instant, and the records loaded for it.
pub struct RequestContext {
    pub app: AppContext,
    pub(super) reference: Reference,
    pub accounts: Arc<Accounts>,
    pub principal: Principal,
    pub locale: Locale,
    pub id: String,
    /// The address of the client. Rate limits count attempts by it.
    pub address: IpAddr,
    pub(super) loaders: Loaders,
    instant: Mutex<DateTime<Utc>>,
    /// The identifier of a persisted document, where the request names one: a SHA-256 hash or a manifest key.
    pub document_id: Option<String>,
    /// Whether the response reports its cost.
    pub wants_cost: bool,
    /// The memory reserved for the response, where memory is limited.
    pub memory: Option<Arc<Reservation>>,
    /// Whether permissions are checked at each field, because the principal may not read every field.
    pub(super) is_guarded: bool,
    counting: Semaphore,
    pub(super) sign_ins: SignIns,
    /// The keys that seal and open the cursors of this request.
    pub(super) cursor_keys: Arc<SealingKeys>,
}

impl RequestContext {
    pub fn new(
        app: AppContext,
        reference: Reference,
        accounts: Arc<Accounts>,
        principal: Principal,
        locale: Locale,
        id: String,
        address: IpAddr,
    ) -> Self {
        let instant = Mutex::new(app.clock.now());
        Self {
            loaders: Loaders::new(&app, &reference, principal.patient_scope()),
            cursor_keys: accounts.tokens.sealing_keys(),
            app,
            reference,
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

    /// The instant of the operation. Statuses such as active and missed are derived at this one instant in
    /// the whole response.
    pub fn now(&self) -> DateTime<Utc> {
        *self.instant.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The principal with whose permissions the fields below a path are resolved.
    pub(super) fn principal_at(&self, path: Option<&QueryPathNode<'_>>) -> Principal {
        self.sign_ins.at(path).map_or(self.principal, |request| request.principal)
    }

    /// Reads a page of a list that grows with the number of patients. Counting such a list is slow, so a
    /// request for `totalCount` reads in a snapshot on a dedicated connection instead of a shared one.
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
            let _permit = self.counting_permit().await?;
            Box::pin(database.read_snapshot_from(site, read)).await
        }
    }

    /// Limits the counts of one request, so that a request with many of them cannot take all dedicated
    /// connections.
    async fn counting_permit(&self) -> Result<SemaphorePermit<'_>, Failure> {
        self.counting.acquire().await.map_err(Failure::fault)
    }

    /// Executes one mutation. Afterwards it clears the loaders and renews the instant, so later reads see the
    /// outcome.
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

/// The request context of a field. Fields below a sign-in payload use the context of the user who signed in.
pub(super) fn request<'a>(ctx: &'a Context<'_>) -> &'a Arc<RequestContext> {
    let request: &Arc<RequestContext> = ctx.data_unchecked();
    request.sign_ins.at(ctx.path_node.as_ref()).unwrap_or(request)
}
