//! The file format's durations.

use super::ImportError;

/// Parses `15m`, `1h` or `1h30m` into minutes.
pub fn parse(raw: &str) -> Result<i64, ImportError> {
    let (hours, rest) = match raw.split_once('h') {
        Some((hours, rest)) => (number(hours)?, rest),
        None => (0, raw),
    };
    let minutes = match rest.strip_suffix('m') {
        Some(minutes) => number(minutes)?,
        None if rest.is_empty() && !raw.is_empty() => 0,
        None => return Err(ImportError::DurationInvalid),
    };
    Ok(hours * 60 + minutes)
}

/// Accepts up to four digits, so that no sum overflows.
fn number(digits: &str) -> Result<i64, ImportError> {
    let is_number = (1..=4).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
    digits.parse().ok().filter(|_| is_number).ok_or(ImportError::DurationInvalid)
}

/// Formats minutes in the same way.
pub fn format(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes}m"),
        (hours, 0) => format!("{hours}h"),
        (hours, minutes) => format!("{hours}h{minutes}m"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hours_and_minutes_are_understood() {
        for (raw, minutes) in [("15m", 15), ("1h", 60), ("1h30m", 90), ("2h", 120), ("90m", 90), ("0h5m", 5)]
        {
            assert_eq!(parse(raw), Ok(minutes), "{raw}");
        }
    }

    #[test]
    fn other_text_is_refused() {
        for raw in
            ["", "m", "h", "15", "1h30", "30m1h", "-15m", "1.5h", " 15m", "15 m", "1h1h", "99999m", "1h+5m"]
        {
            assert_eq!(parse(raw), Err(ImportError::DurationInvalid), "{raw}");
        }
    }

    proptest! {
        #[test]
        fn formatted_durations_parse_to_the_same_minutes(minutes in 1i64..=1440) {
            prop_assert_eq!(parse(&format(minutes)), Ok(minutes));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_refused_or_survives_a_round_trip(raw in "\\PC*|[0-9hm]{0,8}") {
            match parse(&raw) {
                Ok(minutes) => prop_assert_eq!(parse(&format(minutes)), Ok(minutes)),
                Err(refusal) => prop_assert_eq!(refusal, ImportError::DurationInvalid),
            }
        }
    }
}
