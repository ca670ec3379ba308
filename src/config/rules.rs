//! Settings of business rules.

use chrono::TimeDelta;
use clap::Args;

use super::Switch;
use crate::{
    appointment::{PatientLimits, Slot},
    context::Rules,
    statistics::Money,
};

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

/// What patients may do themselves. Staff have none of these limits.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Business rules")]
pub struct PatientSettings {
    /// Active appointments up to which a patient can book; those that staff booked count, and staff can book more
    #[arg(long = "patient-active-bookings", env = "PANDA_PATIENT_ACTIVE_BOOKINGS", value_name = "N",
          default_value_t = PatientLimits::default().active, value_parser = clap::value_parser!(i64).range(1..=1_000))]
    active_bookings: i64,

    /// Minutes that an appointment may last at most when a patient books or lengthens it
    #[arg(long = "patient-booking-minutes", env = "PANDA_PATIENT_BOOKING_MINUTES", value_name = "MINUTES",
          default_value_t = PatientLimits::default().minutes,
          value_parser = clap::value_parser!(i64).range(Slot::MINIMUM_MINUTES..=Slot::MAXIMUM_MINUTES))]
    booking_minutes: i64,

    /// Days ahead that an appointment may start at most when a patient books or moves it
    #[arg(long = "patient-booking-days", env = "PANDA_PATIENT_BOOKING_DAYS", value_name = "DAYS",
          default_value_t = PatientLimits::default().advance_days,
          value_parser = clap::value_parser!(i64).range(1..=Slot::MAXIMUM_ADVANCE_DAYS))]
    booking_days: i64,

    /// Whether patients may change the telephone number and address lines of their own records
    #[arg(
        long = "patients-amend-contact",
        env = "PANDA_PATIENTS_AMEND_CONTACT",
        value_name = "SWITCH",
        default_value = "on"
    )]
    amend_contact: Switch,
}

impl PatientSettings {
    /// The rules, with what is set here.
    pub fn of(self, rules: Rules) -> Rules {
        let patient_limits = PatientLimits {
            active: self.active_bookings,
            minutes: self.booking_minutes,
            advance_days: self.booking_days,
        };
        Rules { patient_limits, patients_amend_contact: self.amend_contact == Switch::On, ..rules }
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
