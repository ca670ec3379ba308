//! What missed appointments cost: how many there are, of whom, where and when.
//!
//! There is one definition of each figure, here. An appointment counts on the local day on which it begins, in the department in
//! which it was booked. What the database counts beforehand and what it counts row by row is the same at every instant, and
//! whoever analyses without being allowed to see patients is told nothing that is about a few of them.

mod calendar;
mod comparison;
mod coverage;
mod dimension;
mod disclosure;
mod figures;
mod money;
mod order;
mod query;
mod report;
mod slots;
mod store;
pub mod table;
pub mod upkeep;

pub use dimension::{AgeBand, Comparison, Dimension, Interval, LeadTimeBand};
pub use disclosure::DisclosureControl;
pub use figures::{ConfidenceInterval, Figures};
pub use money::{Money, Rate};
pub use order::{OrderField, RankedPosition, Ranking};
pub use query::{AskedFilter, Filter, Period, ReportQuery, ReportRequest, StatisticsError};
pub use report::{BucketKey, Previous, Report, ReportRow, report};
