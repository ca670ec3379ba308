//! Settings of the memory limits of responses.

use clap::Args;

use crate::response_memory::MemoryLimits;

/// Memory limits of responses that are being computed, or that clients have not read yet. At a limit, the
/// connection that has read nothing for the longest time is closed. If there is none, the request is refused.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Memory of responses")]
pub struct MemorySettings {
    /// Mebibytes of all responses together; beyond it, a request is answered 503 SERVICE_UNAVAILABLE
    #[arg(long = "response-memory", env = "PANDA_RESPONSE_MEMORY", value_name = "MIB", default_value_t = 128,
          value_parser = clap::value_parser!(u32).range(1..=1_048_576))]
    total: u32,

    /// Mebibytes of responses to one address (one /64 network of IPv6); beyond it, 429 RATE_LIMITED. Trusted proxies count towards the total only
    #[arg(long = "response-memory-per-address", env = "PANDA_RESPONSE_MEMORY_PER_ADDRESS", value_name = "MIB", default_value_t = 40,
          value_parser = clap::value_parser!(u32).range(1..=1_048_576))]
    per_address: u32,

    /// Mebibytes of responses to one user; beyond it, 429 RATE_LIMITED
    #[arg(long = "response-memory-per-user", env = "PANDA_RESPONSE_MEMORY_PER_USER", value_name = "MIB", default_value_t = 32,
          value_parser = clap::value_parser!(u32).range(1..=1_048_576))]
    per_user: u32,
}

impl MemorySettings {
    pub fn limits(self) -> MemoryLimits {
        let bytes = |mebibytes: u32| mebibytes as usize * MemoryLimits::MEBIBYTE;
        MemoryLimits {
            total: bytes(self.total),
            per_address: bytes(self.per_address),
            per_user: bytes(self.per_user),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        settings: MemorySettings,
    }

    #[test]
    fn default_settings_are_the_default_limits() {
        let line = Line::try_parse_from(["panda"]).unwrap();
        assert_eq!(line.settings.limits(), MemoryLimits::default());
    }
}
