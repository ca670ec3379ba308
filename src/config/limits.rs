//! Settings of rate limits.

use std::time::Duration;

use clap::Args;

use crate::account::{Limit, Limits};

/// The number of attempts and requests that are permitted. Each server process counts for itself, so several
/// servers together permit a multiple.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Rate limits")]
pub struct LimitSettings {
    /// Burst of logins for one e-mail address, successful or not, and the number restored within 10 minutes; each server counts for itself
    #[arg(long = "logins-per-account", env = "PANDA_LOGINS_PER_ACCOUNT", value_name = "N",
          default_value_t = Limits::default().logins_by_account.at_once,
          value_parser = clap::value_parser!(u32).range(1..=10_000))]
    logins_per_account: u32,

    /// Burst of logins from one address (one /64 network of IPv6), and the number restored within 100 seconds
    #[arg(long = "logins-per-address", env = "PANDA_LOGINS_PER_ADDRESS", value_name = "N",
          default_value_t = Limits::default().logins_by_address.at_once,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    logins_per_address: u32,

    /// Burst of sign-up attempts for one NHS number, and the number restored within 5 hours
    #[arg(long = "sign-ups-per-number", env = "PANDA_SIGN_UPS_PER_NUMBER", value_name = "N",
          default_value_t = Limits::default().sign_ups_by_number.at_once,
          value_parser = clap::value_parser!(u32).range(1..=10_000))]
    sign_ups_per_number: u32,

    /// Burst of sign-up attempts from one address (one /64 network of IPv6), and the number restored within 20 minutes
    #[arg(long = "sign-ups-per-address", env = "PANDA_SIGN_UPS_PER_ADDRESS", value_name = "N",
          default_value_t = Limits::default().sign_ups_by_address.at_once,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    sign_ups_per_address: u32,

    /// Requests per minute of one user, with a burst of one second's share; a guard against clients out of control rather than a fair share, so set it to what your users need
    #[arg(long = "requests-per-user", env = "PANDA_REQUESTS_PER_USER", value_name = "N", default_value_t = 1_200_000,
          value_parser = clap::value_parser!(u32).range(1..=60_000_000))]
    requests_per_user: u32,
}

impl LimitSettings {
    pub fn limits(self) -> Limits {
        let defaults = Limits::default();
        let of = |at_once, defaults: Limit| Limit { at_once, ..defaults };
        Limits {
            logins_by_account: of(self.logins_per_account, defaults.logins_by_account),
            logins_by_address: of(self.logins_per_address, defaults.logins_by_address),
            sign_ups_by_number: of(self.sign_ups_per_number, defaults.sign_ups_by_number),
            sign_ups_by_address: of(self.sign_ups_per_address, defaults.sign_ups_by_address),
            requests_by_user: per_minute(self.requests_per_user),
        }
    }
}

/// The limit for a number of requests per minute. The burst is the share of one second, but at least one
/// request.
fn per_minute(in_a_minute: u32) -> Limit {
    let at_once = (in_a_minute / 60).max(1);
    Limit { at_once, restored_in: Duration::from_mins(1) * at_once / in_a_minute }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_permits_the_configured_requests_per_minute() {
        assert_eq!(per_minute(1_200_000), Limits::default().requests_by_user);
        assert_eq!(per_minute(60), Limit::new(1, Duration::from_secs(1)));
        assert_eq!(per_minute(1), Limit::new(1, Duration::from_mins(1)));
        assert_eq!(per_minute(90), Limit::new(1, Duration::from_mins(1) / 90));
        assert_eq!(per_minute(60_000_000), Limit::new(1_000_000, Duration::from_secs(1)));
    }
}
