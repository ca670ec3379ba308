//! Validated value types shared by several features. The only way to obtain a value is to parse it.
//!
//! Inputs are raw text. A value of one of these types has been validated, so later code does not validate it
//! again. `Debug` masks types with personal data.

mod address;
mod change;
mod email;
mod language;
mod money;
mod name;
mod note;
mod phone;
mod postcode;
mod text;
mod time;
mod version;

use serde::Serialize;
use strum::{EnumIter, EnumProperty, IntoStaticStr};

pub use address::AddressLines;
pub use change::{Change, changed, clearable, required, required_with};
pub use email::Email;
pub use language::Language;
pub use money::{Money, Rate};
pub use name::Name;
pub use note::Note;
pub use phone::Phone;
pub use postcode::Postcode;
pub(crate) use postcode::has_outward;
pub(crate) use text::{is_blank, is_default_ignorable, trimmed};
pub use time::{TimeZone, london_day, london_midnight, parse_bound, parse_date, parse_timestamp};
pub use version::expect_version;

/// Why a raw value cannot be parsed as a shared type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, IntoStaticStr, EnumIter, EnumProperty)]
#[serde(untagged, rename_all_fields = "camelCase")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum ValueError {
    TextBlank,
    TextTooLong {
        maximum: usize,
    },
    TextControlCharacter,
    /// A mark that starts or ends a run of text in another direction has no counterpart.
    TextBidiUnpaired,
    ListTooLong {
        maximum: usize,
    },
    DateInvalid,
    TimestampInvalid,
    TimestampWithoutOffset,
    RangeEndsBeforeStart,
    TimeZoneUnknown,
    EmailInvalid,
    PhoneInvalid,
    /// Only numbers without an extension are accepted.
    PhoneExtension,
    PostcodeInvalid,
    /// An amount of money is not a plain decimal number in the range.
    #[strum(serialize = "STATISTICS_COST_OUT_OF_RANGE")]
    CostOutOfRange {
        maximum: u32,
    },
}
