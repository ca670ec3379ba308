//! How many files the system lets a server have open, for each connection is one.

use nix::sys::resource::{Resource, getrlimit, setrlimit};

use crate::{database::Capacity, http::Connections};

/// For what is open besides connections, and for those who have been sent away and are not yet gone.
const SPARE: usize = 100;

/// Has the system let a server open as many files as it may need, as far as it is allowed to.
pub(super) fn allow(connections: &Connections, capacity: &Capacity) {
    let needed = connections.maximum + capacity.connections() + SPARE;
    let needed = u64::try_from(needed).unwrap_or(u64::MAX);
    let Ok((soft, hard)) = getrlimit(Resource::RLIMIT_NOFILE) else {
        tracing::warn!(needed, "it is not known how many files may be open");
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
