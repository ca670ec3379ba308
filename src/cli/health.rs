//! `panda health`: asks a running server whether it is ready, for probes in containers without curl.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    process::ExitCode,
    time::Duration,
};

use anyhow::{Context, bail, ensure};
use axum::body::Bytes;
use clap::Args;
use http_body_util::{BodyExt, Collected, Empty, Limited};
use hyper::{Request, StatusCode, client::conn::http1, header::HOST};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::output;
use crate::config::ListenSettings;

const PATH: &str = "/health/ready";

/// The longest answer that is read, in bytes.
const MAXIMUM_ANSWER: usize = 4_096;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Seconds to wait for the answer
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,

    #[command(flatten)]
    listen: ListenSettings,
}

pub(super) async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let address = reachable(arguments.listen.listen);
    ensure!(
        address.port() != 0,
        "port 0 takes any free one; name the one that the server took (--listen, PANDA_LISTEN)"
    );
    let timeout = Duration::from_secs(arguments.timeout);
    let asked = tokio::time::timeout(timeout, ask(address)).await;
    asked
        .unwrap_or_else(|_| bail!("no answer within {} seconds", arguments.timeout))
        .with_context(|| format!("{address} is not ready"))?;
    output::report(format_args!("{address} is ready"));
    Ok(ExitCode::SUCCESS)
}

/// The address on which a server that listens there is reached from this machine.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

async fn ask(address: SocketAddr) -> anyhow::Result<()> {
    let stream = TcpStream::connect(address).await.context("it cannot be reached")?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let request = Request::get(PATH).header(HOST, address.to_string()).body(Empty::<Bytes>::new())?;
    let answer = sender.send_request(request).await.context("it does not answer")?;
    let status = answer.status();
    if status == StatusCode::OK {
        return Ok(());
    }
    let body = Limited::new(answer.into_body(), MAXIMUM_ANSWER).collect().await;
    let body = body.map(Collected::to_bytes).unwrap_or_default();
    let told = serde_json::from_slice::<serde_json::Value>(&body).unwrap_or_default();
    match told["reason"].as_str() {
        Some(reason) => bail!("{reason}"),
        None => bail!("it answers {status}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_on_every_address_is_asked_on_this_machine() {
        for (listen, asked) in [
            ("0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::]:8080", "[::1]:8080"),
            ("192.0.2.1:80", "192.0.2.1:80"),
        ] {
            assert_eq!(reachable(listen.parse().unwrap()).to_string(), asked);
        }
    }
}
