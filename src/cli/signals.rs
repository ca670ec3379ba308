//! When the process is told to stop.

use tokio::signal::unix::{SignalKind, signal};

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
