//! The running server, from its first connection to its last answer.

use std::{fmt, future::IntoFuture, io, net::SocketAddr, sync::Arc, time::Duration};

use tokio::{net::TcpListener, sync::watch};

use super::Edge;
use crate::{account::Accounts, panda::Panda};

/// How long requests in flight may take to finish once the server is told to stop.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why the server ended other than by being told to.
#[derive(Debug)]
pub enum ServerError {
    Accepting(io::Error),
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepting(error) => write!(f, "the server can no longer accept connections: {error}"),
        }
    }
}

impl std::error::Error for ServerError {}

/// Answers requests until `stop` completes, then finishes those in flight.
pub async fn serve(
    panda: Panda,
    accounts: Arc<Accounts>,
    edge: Edge,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServerError> {
    let address = listener.local_addr().ok();
    tracing::info!(address = address.map(|address: SocketAddr| address.to_string()), "listening");
    let (told, mut was_told) = watch::channel(());
    let stopped = async move {
        stop.await;
        tracing::info!("finishing the requests in flight");
        drop(told);
    };
    let router = super::router(panda, accounts, edge).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, router).with_graceful_shutdown(stopped).into_future();
    let deadline = async {
        // The channel carries nothing: its end is the message.
        while was_told.changed().await.is_ok() {}
        tokio::time::sleep(PATIENCE).await;
    };
    tokio::select! {
        outcome = server => outcome.map_err(ServerError::Accepting),
        () = deadline => {
            tracing::warn!("some requests did not finish in time");
            Ok(())
        }
    }
}
