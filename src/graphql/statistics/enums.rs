//! The enums of statistics: dimensions, intervals, comparisons and bands.

use async_graphql::Enum;
use graphql_strict::PlanOutput;

use crate::statistics;

/// The dimensions by which appointments can be grouped.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, PlanOutput)]
#[graphql(remote = "statistics::Dimension")]
pub(super) enum StatisticsDimension {
    /// The clinician of the appointment.
    Clinician,
    /// The department in which the appointment was booked, independent of the clinician's current department.
    Department,
    /// The organisation of the appointment.
    Organisation,
    /// The day of the week of the start, in the time zone of the period.
    Weekday,
    /// The hour of the day of the start, in the time zone of the period. On the day when clocks go back, one hour lasts two hours.
    Hour,
}

/// The intervals into which a period can be divided.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, PlanOutput)]
#[graphql(remote = "statistics::Interval")]
pub(super) enum Interval {
    /// Local days, of 23 to 25 hours.
    Day,
    /// ISO 8601 weeks, which start on Mondays.
    Week,
    /// Calendar months.
    Month,
    /// Calendar quarters, which start in January, April, July and October.
    Quarter,
    /// Calendar years.
    Year,
}

/// The earlier time with which a period is compared.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, PlanOutput)]
#[graphql(remote = "statistics::Comparison")]
pub(super) enum StatisticsComparison {
    /// The time directly before the period: the same number of months for a period of whole months, otherwise the same number of days. In a period of whole months, a day is compared with the same date of the earlier months. Weeks, including partial ones at the ends of the period, are compared with the same weekdays of an earlier week. The distance is the length of the period in weeks, rounded up.
    PreviousPeriod,
    /// The same dates of the previous year; whole months are compared with whole months. 29 February has no comparison in either direction. Weeks, including partial ones at the ends of the period, are compared with the same weekdays 52 weeks earlier.
    PreviousYear,
}

/// The patient's age in completed years on the day of the appointment.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, PlanOutput)]
#[graphql(remote = "statistics::AgeBand")]
pub(super) enum AgeBand {
    /// Up to 15 years.
    #[graphql(name = "AGE_0_TO_15")]
    Age0To15,
    /// From 16 to 24 years.
    #[graphql(name = "AGE_16_TO_24")]
    Age16To24,
    /// From 25 to 34 years.
    #[graphql(name = "AGE_25_TO_34")]
    Age25To34,
    /// From 35 to 44 years.
    #[graphql(name = "AGE_35_TO_44")]
    Age35To44,
    /// From 45 to 54 years.
    #[graphql(name = "AGE_45_TO_54")]
    Age45To54,
    /// From 55 to 64 years.
    #[graphql(name = "AGE_55_TO_64")]
    Age55To64,
    /// From 65 to 74 years.
    #[graphql(name = "AGE_65_TO_74")]
    Age65To74,
    /// From 75 to 84 years.
    #[graphql(name = "AGE_75_TO_84")]
    Age75To84,
    /// 85 years or more.
    #[graphql(name = "AGE_85_AND_OVER")]
    Age85AndOver,
}

/// The lead time in local days from booking to appointment, in the bands of NHS England's "Appointments in General Practice".
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, PlanOutput)]
#[graphql(remote = "statistics::LeadTimeBand")]
pub(super) enum LeadTimeBand {
    /// Booked on the day of the appointment.
    SameDay,
    /// Booked the day before.
    OneDay,
    /// Booked 2 to 7 days before.
    #[graphql(name = "DAYS_2_TO_7")]
    Days2To7,
    /// Booked 8 to 14 days before.
    #[graphql(name = "DAYS_8_TO_14")]
    Days8To14,
    /// Booked 15 to 21 days before.
    #[graphql(name = "DAYS_15_TO_21")]
    Days15To21,
    /// Booked 22 to 28 days before.
    #[graphql(name = "DAYS_22_TO_28")]
    Days22To28,
    /// Booked 29 days before or earlier.
    #[graphql(name = "DAYS_29_AND_OVER")]
    Days29AndOver,
    /// The time of booking is unknown: the record was created after the start, for example by an import of past appointments.
    Unknown,
}

/// A day of the week.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, PlanOutput)]
pub(super) enum Weekday {
    /// Monday, the first day of the week.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl Weekday {
    const WEEK: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];

    /// The weekday with this ISO 8601 number, from 1 for Monday.
    pub(super) fn of(number: u8) -> Option<Self> {
        Self::WEEK.get(usize::from(number).checked_sub(1)?).copied()
    }

    pub(super) fn number(self) -> u8 {
        (1..).zip(Self::WEEK).find(|(_, day)| *day == self).map_or(1, |(number, _)| number)
    }
}

/// The fields by which the rows of a report can be ordered.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq, PlanOutput)]
#[graphql(remote = "statistics::OrderField")]
pub(super) enum MissedAppointmentsOrderField {
    /// By time.
    Period,
    /// By `didNotAttendRate`.
    DidNotAttendRate,
    /// By the number of missed appointments.
    Missed,
    /// By `missedMinutes`.
    MissedMinutes,
    /// By `estimatedCost`.
    EstimatedCost,
}
