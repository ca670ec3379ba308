//! Who has reserved how much.

use std::{
    collections::HashMap,
    net::IpAddr,
    time::{Duration, Instant},
};

use super::{Exhausted, Holder, MemoryLimits};
use crate::account::UserId;

/// A response of at most so many bytes is small.
const SMALL: usize = 64 * 1024;

/// The part of each limit that is kept for small responses: one of so many.
const KEPT: usize = 8;

/// For how long a client may take nothing before its connection can be closed.
const GRACE: Duration = Duration::from_millis(500);

/// How long it is not looked for a stalled connection again, where there was none.
const PAUSE: Duration = Duration::from_millis(10);

/// What happened at the limits.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct MemoryTally {
    /// Responses that were refused, by limit.
    pub total: usize,
    pub address: usize,
    pub user: usize,
    /// Connections that were closed because their clients took nothing.
    pub closed: usize,
}

/// What is reserved in one respect.
#[derive(Default)]
struct Usage {
    bytes: usize,
    /// When no stalled connection was found.
    searched: Option<Instant>,
}

#[derive(Default)]
struct LedgerEntry {
    holder: Holder,
    bytes: usize,
}

pub(super) struct Ledger {
    limits: MemoryLimits,
    number: u64,
    entries: HashMap<u64, LedgerEntry>,
    total: Usage,
    networks: HashMap<IpAddr, Usage>,
    users: HashMap<UserId, Usage>,
    pub tally: MemoryTally,
}

impl Ledger {
    pub(super) fn new(limits: MemoryLimits) -> Self {
        Self {
            limits,
            number: 0,
            entries: HashMap::new(),
            total: Usage::default(),
            networks: HashMap::new(),
            users: HashMap::new(),
            tally: MemoryTally::default(),
        }
    }

    pub(super) fn open(&mut self, holder: Holder) -> u64 {
        self.number += 1;
        self.entries.insert(self.number, LedgerEntry { holder, bytes: 0 });
        self.number
    }

    pub(super) fn close(&mut self, number: u64) {
        if let Some(LedgerEntry { holder, bytes }) = self.entries.remove(&number) {
            self.change(&holder, bytes, 0);
        }
    }

    /// Changes what an entry has reserved. What is certain is not refused.
    pub(super) fn resize(&mut self, number: u64, bytes: usize, is_certain: bool) -> Result<(), Exhausted> {
        // A connection that was closed has no entry any longer, and its response no reader.
        let Some(LedgerEntry { holder, bytes: before }) = self.entries.get(&number) else { return Ok(()) };
        let (holder, before) = (holder.clone(), *before);
        if bytes > before && !is_certain {
            while let Some(exhausted) = self.exhausted(&holder, bytes, bytes - before) {
                if !self.close_stalled(exhausted, &holder) {
                    *match exhausted {
                        Exhausted::Total => &mut self.tally.total,
                        Exhausted::Address => &mut self.tally.address,
                        Exhausted::User => &mut self.tally.user,
                    } += 1;
                    return Err(exhausted);
                }
            }
        }
        self.change(&holder, before, bytes);
        if let Some(entry) = self.entries.get_mut(&number) {
            entry.bytes = bytes;
        }
        Ok(())
    }

    /// The limit that so many bytes more would exceed, for a response of `bytes` in all.
    fn exhausted(&self, holder: &Holder, bytes: usize, more: usize) -> Option<Exhausted> {
        let limits = &self.limits;
        let exceeds = |used: usize, limit: usize| {
            let kept = if bytes <= SMALL { 0 } else { limit / KEPT };
            used + more > limit - kept
        };
        let of_user = holder.user.and_then(|user| self.users.get(&user)).map_or(0, |usage| usage.bytes);
        let of_network = holder.network.and_then(|network| self.networks.get(&network));
        if holder.user.is_some() && exceeds(of_user, limits.per_user) {
            Some(Exhausted::User)
        } else if holder.network.is_some()
            && exceeds(of_network.map_or(0, |usage| usage.bytes), limits.per_address)
        {
            Some(Exhausted::Address)
        } else {
            exceeds(self.total.bytes, limits.total).then_some(Exhausted::Total)
        }
    }

    /// Closes the connection that has taken nothing for the longest time, of those that count towards a limit.
    fn close_stalled(&mut self, limit: Exhausted, holder: &Holder) -> bool {
        let now = Instant::now();
        let usage = match limit {
            Exhausted::Total => Some(&mut self.total),
            Exhausted::Address => holder.network.and_then(|network| self.networks.get_mut(&network)),
            Exhausted::User => holder.user.and_then(|user| self.users.get_mut(&user)),
        };
        // Without usage, the response alone is too large.
        let Some(usage) = usage else { return false };
        if usage.searched.is_some_and(|searched| now.saturating_duration_since(searched) < PAUSE) {
            return false;
        }
        let counts = |other: &Holder| match limit {
            Exhausted::Total => true,
            Exhausted::Address => other.network == holder.network,
            Exhausted::User => other.user == holder.user,
        };
        let stalled = self.entries.iter().filter(|(_, entry)| entry.bytes > 0 && counts(&entry.holder));
        let stalled = stalled.filter_map(|(number, entry)| {
            let connection = entry.holder.connection.as_ref()?;
            Some((connection.stalled()?, *number))
        });
        let longest = stalled.max().filter(|(stalled, _)| *stalled >= GRACE);
        let Some((_, number)) = longest else {
            usage.searched = Some(now);
            return false;
        };
        if let Some(connection) = self.entries.get(&number).and_then(|entry| entry.holder.connection.as_ref())
        {
            connection.close();
        }
        // Its memory is free within moments.
        self.close(number);
        self.tally.closed += 1;
        true
    }

    fn change(&mut self, holder: &Holder, before: usize, after: usize) {
        self.total.bytes = self.total.bytes - before + after;
        if let Some(network) = holder.network {
            let usage = self.networks.entry(network).or_default();
            usage.bytes = usage.bytes - before + after;
            if usage.bytes == 0 {
                self.networks.remove(&network);
            }
        }
        if let Some(user) = holder.user {
            let usage = self.users.entry(user).or_default();
            usage.bytes = usage.bytes - before + after;
            if usage.bytes == 0 {
                self.users.remove(&user);
            }
        }
    }
}
