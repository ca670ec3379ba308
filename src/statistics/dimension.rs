//! By what appointments are told apart.

use strum::{EnumString, IntoStaticStr, VariantNames};

/// What has a row of its own.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, VariantNames, IntoStaticStr,
)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Dimension {
    Clinician,
    /// The one in which the appointment was booked.
    Department,
    Organisation,
    /// Of the local start.
    Weekday,
    /// Of the local start.
    Hour,
}

/// Into what a period is divided. Weeks are those of ISO 8601, which begin on Mondays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, VariantNames, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Interval {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// With what a period is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumString, VariantNames, IntoStaticStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Comparison {
    /// The time that ends where the period begins: as many months where it consists of whole months, as many days otherwise.
    PreviousPeriod,
    /// The same dates of the year before.
    PreviousYear,
}

/// A patient's completed years on the day of the appointment. Which years belong to a band is said in SQL, by `age_band`.
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

/// Local days from booking to appointment. Which days belong to a band is said in SQL, by `lead_time_band`.
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
    /// It was recorded after it had begun.
    Unknown,
}
