//! The signals that the process handles.

use std::{fs, io};

use futures_util::future::select_all;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// The signals by which a terminal or a supervisor stops a server. An unhandled SIGQUIT would leave a core
/// dump that contains the keys.
const STOP: [SignalKind; 3] = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::quit()];

/// Completes when a signal asks a server to stop: SIGINT, SIGTERM or SIGQUIT.
pub(super) fn stop() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    ignore_user_signals()?;
    let first = first_of(STOP)?;
    Ok(async move {
        let _signal = first.await;
    })
}

/// The same for a server that ends with its terminal, which sends SIGHUP when it closes.
pub(super) fn stop_with_terminal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    ignore_user_signals()?;
    let first = first_of(STOP.into_iter().chain(not_ignored([SignalKind::hangup()])))?;
    Ok(async move {
        let _signal = first.await;
    })
}

/// Receives SIGHUP from now on, which then no longer ends the process.
pub(super) fn hangups() -> io::Result<Signal> {
    signal(SignalKind::hangup())
}

/// Completes with the number of a signal that ends a command: SIGINT, SIGTERM or SIGHUP.
pub(super) fn ending() -> io::Result<impl Future<Output = i32> + Send + 'static> {
    first_of(not_ignored([SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()]))
}

/// SIGUSR1 and SIGUSR2 have no meaning for a server, but would end it. tokio keeps its handler, which does
/// nothing without a receiver.
fn ignore_user_signals() -> io::Result<()> {
    for kind in [SignalKind::user_defined1(), SignalKind::user_defined2()] {
        drop(signal(kind)?);
    }
    Ok(())
}

/// Filters out signals that the parent process ignores, because they must stay ignored, as `nohup` intends
/// for SIGHUP.
fn not_ignored<const N: usize>(kinds: [SignalKind; N]) -> impl Iterator<Item = SignalKind> {
    let ignored = ignored_signals();
    kinds.into_iter().filter(move |kind| ignored >> (kind.as_raw_value() - 1) & 1 == 0)
}

/// Completes with the number of the first of these signals, or never if there are none.
fn first_of(
    kinds: impl IntoIterator<Item = SignalKind>,
) -> io::Result<impl Future<Output = i32> + Send + 'static> {
    let listen = |kind: SignalKind| Ok((kind.as_raw_value(), signal(kind)?));
    let signals = kinds.into_iter().map(listen).collect::<io::Result<Vec<(i32, Signal)>>>()?;
    Ok(async move {
        if signals.is_empty() {
            return std::future::pending().await;
        }
        let first = signals.into_iter().map(|(number, mut signal)| {
            Box::pin(async move {
                signal.recv().await;
                number
            })
        });
        select_all(first).await.0
    })
}

/// A bit mask of the ignored signals on Linux. Zero on other systems.
fn ignored_signals() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default()
}
