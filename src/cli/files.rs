//! The limit of open files, because each connection is a file.

use nix::sys::resource::{Resource, getrlimit, setrlimit};

use crate::{database::Capacity, http::Connections};

/// File descriptors for everything except connections, and for closed connections whose tasks have not ended
/// yet.
const SPARE: usize = 100;

/// Raises the process's limit of open files to what the server may need, as far as the system permits.
pub(super) fn allow(connections: &Connections, capacity: &Capacity) {
    let needed = connections.maximum + Connections::MAX_WAITING + capacity.connections() + SPARE;
    let needed = u64::try_from(needed).unwrap_or(u64::MAX);
    let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) else {
        tracing::warn!(needed, "the limit of open files cannot be read");
        return;
    };
    if soft >= needed {
        return;
    }
    let allowed = needed.min(hard);
    let is_raised = setrlimit(Resource::RLIMIT_NOFILE, allowed, hard).is_ok();
    if !is_raised || allowed < needed {
        let allowed = if is_raised { allowed } else { soft };
        tracing::warn!(needed, allowed, "fewer files may be open than there may be connections (ulimit -n)");
    }
}
