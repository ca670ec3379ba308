//! Dimensions, intervals and bands of a report.

use strum::{EnumString, IntoStaticStr, VariantNames};

/// A dimension: each of its values gets its own rows.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, VariantNames, IntoStaticStr,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Dimension {
    Clinician,
    /// The department in which the appointment was booked.
    Department,
    Organisation,
    /// The weekday of the local start.
    Weekday,
    /// The hour of the local start.
    Hour,
}

/// The intervals into which a period can be divided. Weeks start on Mondays (ISO 8601).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, VariantNames, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Interval {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// The earlier period for a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, VariantNames, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Comparison {
    /// The time directly before the period: as many months if it consists of whole months, as many days
    /// otherwise.
    PreviousPeriod,
    /// The same dates one year earlier.
    PreviousYear,
}

/// The patient's age in completed years on the day of the appointment. The SQL function `age_band` defines
/// the bands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, VariantNames, IntoStaticStr,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum AgeBand {
    #[strum(serialize = "AGE_0_TO_15")]
    Age0To15,
    #[strum(serialize = "AGE_16_TO_24")]
    Age16To24,
    #[strum(serialize = "AGE_25_TO_34")]
    Age25To34,
    #[strum(serialize = "AGE_35_TO_44")]
    Age35To44,
    #[strum(serialize = "AGE_45_TO_54")]
    Age45To54,
    #[strum(serialize = "AGE_55_TO_64")]
    Age55To64,
    #[strum(serialize = "AGE_65_TO_74")]
    Age65To74,
    #[strum(serialize = "AGE_75_TO_84")]
    Age75To84,
    #[strum(serialize = "AGE_85_AND_OVER")]
    Age85AndOver,
}

/// The number of local days between booking and appointment. The SQL function `lead_time_band` defines the
/// bands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, VariantNames, IntoStaticStr,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum LeadTimeBand {
    SameDay,
    OneDay,
    #[strum(serialize = "DAYS_2_TO_7")]
    Days2To7,
    #[strum(serialize = "DAYS_8_TO_14")]
    Days8To14,
    #[strum(serialize = "DAYS_15_TO_21")]
    Days15To21,
    #[strum(serialize = "DAYS_22_TO_28")]
    Days22To28,
    #[strum(serialize = "DAYS_29_AND_OVER")]
    Days29AndOver,
    /// The appointment was recorded after its start.
    Unknown,
}
