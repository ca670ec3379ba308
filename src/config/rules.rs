//! Settings of business rules.

use chrono::TimeDelta;
use clap::Args;

use crate::{panda::Rules, statistics::Money};

/// Business rules that differ from one health service to another.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Business rules")]
pub struct RuleSettings {
    /// Hours before its start from which an appointment can be recorded as attended
    #[arg(long, env = "PANDA_ATTENDANCE_OPENS", value_name = "HOURS", default_value_t = 12,
          value_parser = clap::value_parser!(i64).range(0..=168))]
    attendance_opens: i64,
}

impl RuleSettings {
    pub fn rules(self) -> Rules {
        Rules { attendance_opens: TimeDelta::hours(self.attendance_opens), ..Rules::default() }
    }
}

/// What statistics go by where nobody asks for something else.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Business rules")]
pub struct StatisticsSettings {
    /// What a missed appointment is taken to cost, in pounds, where nobody asks for another rate
    #[arg(long, env = "PANDA_MISSED_APPOINTMENT_COST", value_name = "POUNDS",
          default_value_t = Money::of_a_missed_appointment(), value_parser = cost)]
    missed_appointment_cost: Money,
}

impl StatisticsSettings {
    /// The rules, with what is set here.
    pub fn of(self, rules: Rules) -> Rules {
        Rules { missed_appointment_cost: self.missed_appointment_cost, ..rules }
    }
}

fn cost(text: &str) -> Result<Money, String> {
    let maximum = Money::MAXIMUM;
    text.parse().map_err(|_| format!("it is not an amount from 0 to {maximum} with at most four decimals"))
}
