//! Connects requests with the memory limits of responses (`response_memory`).

use std::{net::IpAddr, sync::Arc};

use axum::{body::Bytes, http::Extensions};

use super::Service;
use crate::{
    account::Principal,
    response_memory::{ClientConnection, Holder, Reservation},
};

/// The client of a request, as known to the server that accepted its connection.
#[derive(Clone)]
pub(super) struct ConnectedClient {
    /// `None` for proxies.
    pub network: Option<IpAddr>,
    pub connection: Arc<dyn ClientConnection>,
}

/// A reservation for the response to a request.
pub(super) fn open(service: &Service, client: Option<ConnectedClient>, principal: Principal) -> Reservation {
    let user = principal.signed_in().map(|signed_in| signed_in.user);
    let (network, connection) = client.map(|client| (client.network, client.connection)).unzip();
    service.memory.open(Holder { network: network.flatten(), user, connection })
}

pub(super) fn client(extensions: &Extensions) -> Option<ConnectedClient> {
    extensions.get().cloned()
}

/// A text that owns its reservation until its last byte has been written.
pub(super) fn held(text: Vec<u8>, reservation: Arc<Reservation>) -> Bytes {
    Bytes::from_owner(ReservedText { text, _reservation: reservation })
}

struct ReservedText {
    text: Vec<u8>,
    _reservation: Arc<Reservation>,
}

impl AsRef<[u8]> for ReservedText {
    fn as_ref(&self) -> &[u8] {
        &self.text
    }
}
