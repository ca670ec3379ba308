//! Statistics of missed appointments: how many, whose, where and when, and at what cost.
//!
//! - Each figure has one definition, in this module.
//! - An appointment counts on the local day of its start, in the department in which it was booked.
//! - Stored counts and a count of the appointments themselves agree at every instant.
//! - A caller who may not see patients gets no figure about a few of them.

mod bucket;
mod calendar;
mod comparison;
mod coverage;
mod dimension;
mod disclosure;
mod error;
mod figures;
mod order;
mod period;
mod query;
mod report;
mod slots;
mod store;
pub mod table;
pub mod upkeep;

pub use bucket::BucketKey;
pub use dimension::{AgeBand, Comparison, Dimension, Interval, LeadTimeBand};
pub use disclosure::DisclosureControl;
pub use error::StatisticsError;
pub use figures::{ConfidenceInterval, Figures};
pub use order::{OrderField, RankedPosition, Ranking};
pub use period::Period;
pub use query::{Filter, FilterRequest, ReportQuery, ReportRequest};
pub use report::{Previous, Report, ReportRow, report};
