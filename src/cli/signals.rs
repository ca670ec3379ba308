//! When the process is told to stop.

use std::fs;

use futures_util::future::select_all;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Completes when somebody presses Ctrl-C, or a supervisor asks the process to end.
pub(super) fn stop() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// Completes with the number of a signal that ends the process: SIGINT, SIGTERM or SIGHUP.
///
/// A signal that the parent process ignores stays ignored, as `nohup` wants it for SIGHUP.
pub(super) fn ending() -> std::io::Result<impl Future<Output = i32> + Send + 'static> {
    let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
    let ignored = ignored_signals();
    let is_heeded = |kind: &SignalKind| ignored >> (kind.as_raw_value() - 1) & 1 == 0;
    let signals: Vec<(i32, Signal)> = kinds
        .into_iter()
        .filter(is_heeded)
        .map(|kind| Ok((kind.as_raw_value(), signal(kind)?)))
        .collect::<std::io::Result<_>>()?;
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

/// A bit for each signal, as Linux tells it; none elsewhere.
fn ignored_signals() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default()
}
