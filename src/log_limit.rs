//! Rate-limits log messages of one kind.
//!
//! A fault of the database affects every request. Without a limit, the log would repeat one message thousands
//! of times a second and hide everything else.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// The minimum time between two messages of one kind.
const INTERVAL: Duration = Duration::from_secs(1);

/// Passes one message of a kind each second, and counts the rest. Each kind has its own `static`.
pub(crate) struct LogLimit(Mutex<Recent>);

struct Recent {
    logged: Option<Instant>,
    omitted: u64,
}

/// The number of messages omitted since the last one: ` (and 812 more)`, or an empty text without any.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Omitted(u64);

impl LogLimit {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(Recent { logged: None, omitted: 0 }))
    }

    /// Calls `write` unless a message of this kind was logged less than a second ago. `write` appends its
    /// argument to the message.
    pub(crate) fn log(&self, write: impl FnOnce(Omitted)) {
        if let Some(omitted) = self.omitted_before(Instant::now()) {
            write(omitted);
        }
    }

    fn omitted_before(&self, now: Instant) -> Option<Omitted> {
        let mut recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if recent.logged.is_some_and(|logged| now.saturating_duration_since(logged) < INTERVAL) {
            recent.omitted += 1;
            return None;
        }
        recent.logged = Some(now);
        Some(Omitted(std::mem::take(&mut recent.omitted)))
    }
}

impl fmt::Display for Omitted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => Ok(()),
            more => write!(f, " (and {more} more)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_message_a_second_passes_with_the_number_of_omitted_ones() {
        let limit = LogLimit::new();
        let begun = Instant::now();
        let at = |millis| limit.omitted_before(begun + Duration::from_millis(millis));
        assert_eq!(at(0), Some(Omitted(0)));
        assert_eq!((at(1), at(500), at(999)), (None, None, None));
        assert_eq!(at(1_000), Some(Omitted(3)));
        assert_eq!(at(1_999), None);
        assert_eq!(at(60_000), Some(Omitted(1)));
        assert_eq!(at(120_000), Some(Omitted(0)));
        assert_eq!(
            (Omitted(0).to_string(), Omitted(812).to_string()),
            (String::new(), " (and 812 more)".to_owned())
        );
    }
}
