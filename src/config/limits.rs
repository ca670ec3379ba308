//! Settings of how often anybody may try and ask.

use std::time::Duration;

use clap::Args;

use crate::account::{Limit, Limits};

/// How many attempts and requests are too many. The counts are those of one process: several servers beside each other admit
/// as many times what one does.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Rate limits")]
pub struct LimitSettings {
    /// Logins for one e-mail address at once, right or wrong, and as many again over 10 minutes; each server counts for itself
    #[arg(long = "logins-per-account", env = "PANDA_LOGINS_PER_ACCOUNT", value_name = "N",
          default_value_t = Limits::default().logins_by_account.at_once,
          value_parser = clap::value_parser!(u32).range(1..=10_000))]
    logins_per_account: u32,

    /// Logins from one address (one /64 of IPv6) at once, and as many again over 100 seconds
    #[arg(long = "logins-per-address", env = "PANDA_LOGINS_PER_ADDRESS", value_name = "N",
          default_value_t = Limits::default().logins_by_address.at_once,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    logins_per_address: u32,

    /// Attempts to sign up for one NHS number at once, and as many again over 5 hours
    #[arg(long = "sign-ups-per-number", env = "PANDA_SIGN_UPS_PER_NUMBER", value_name = "N",
          default_value_t = Limits::default().sign_ups_by_number.at_once,
          value_parser = clap::value_parser!(u32).range(1..=10_000))]
    sign_ups_per_number: u32,

    /// Attempts to sign up from one address (one /64 of IPv6) at once, and as many again over 20 minutes
    #[arg(long = "sign-ups-per-address", env = "PANDA_SIGN_UPS_PER_ADDRESS", value_name = "N",
          default_value_t = Limits::default().sign_ups_by_address.at_once,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    sign_ups_per_address: u32,

    /// Requests a minute of one user, a second's worth of them at once; a guard against a client that has run wild rather than a fair share, so set it to what your users need
    #[arg(long = "requests-per-user", env = "PANDA_REQUESTS_PER_USER", value_name = "N", default_value_t = 1_200_000,
          value_parser = clap::value_parser!(u32).range(1..=60_000_000))]
    requests_per_user: u32,
}

impl LimitSettings {
    pub fn limits(self) -> Limits {
        let known = Limits::default();
        let of = |at_once, known: Limit| Limit { at_once, ..known };
        Limits {
            logins_by_account: of(self.logins_per_account, known.logins_by_account),
            logins_by_address: of(self.logins_per_address, known.logins_by_address),
            sign_ups_by_number: of(self.sign_ups_per_number, known.sign_ups_by_number),
            sign_ups_by_address: of(self.sign_ups_per_address, known.sign_ups_by_address),
            requests_by_user: a_seconds_worth(self.requests_per_user),
        }
    }
}

/// The requests of a second, or the one of a longer time, of so many in a minute.
fn a_seconds_worth(in_a_minute: u32) -> Limit {
    let at_once = (in_a_minute / 60).max(1);
    Limit { at_once, restored_in: Duration::from_mins(1) * at_once / in_a_minute }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_requests_are_admitted_in_a_minute_as_is_said() {
        assert_eq!(a_seconds_worth(1_200_000), Limits::default().requests_by_user);
        assert_eq!(a_seconds_worth(60), Limit::new(1, Duration::from_secs(1)));
        assert_eq!(a_seconds_worth(1), Limit::new(1, Duration::from_mins(1)));
        assert_eq!(a_seconds_worth(90), Limit::new(1, Duration::from_mins(1) / 90));
        assert_eq!(a_seconds_worth(60_000_000), Limit::new(1_000_000, Duration::from_secs(1)));
    }
}
