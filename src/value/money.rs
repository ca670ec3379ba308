//! The cost of missed appointments, in decimal arithmetic. The currency is the pound unless the service
//! configures another. Floats are never used.

use std::{fmt, str::FromStr};

use rust_decimal::{Decimal, RoundingStrategy};

use super::ValueError;

/// An amount of money, from zero to a million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(Decimal);

/// The cost rate of missed appointments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rate {
    PerAppointment(Money),
    PerHour(Money),
}

impl Money {
    pub const MAXIMUM: u32 = 1_000_000;
    const DECIMALS: u32 = 4;

    /// Thirty pounds: NHS England's estimate of the cost of a missed appointment with a general practitioner.
    pub fn of_a_missed_appointment() -> Self {
        Self(Decimal::new(30, 0))
    }

    /// Rounds to the penny, half a penny upwards.
    fn rounded(amount: Decimal) -> Decimal {
        let mut amount = amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        amount.rescale(2);
        amount
    }
}

impl FromStr for Money {
    type Err = ValueError;

    /// Parses a decimal number with at most four decimals.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refusal = || ValueError::CostOutOfRange { maximum: Self::MAXIMUM };
        let is_plain = text.bytes().all(|c| c.is_ascii_digit() || c == b'.');
        let amount = Decimal::from_str_exact(text).ok().filter(|_| is_plain).ok_or_else(refusal)?;
        let is_in_range = amount <= Self::MAXIMUM.into() && amount.normalize().scale() <= Self::DECIMALS;
        if is_in_range { Ok(Self(amount.normalize())) } else { Err(refusal()) }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Rate {
    /// The cost of this many missed appointments with this total duration in minutes.
    pub fn cost(self, missed: i64, minutes: i64) -> Decimal {
        Money::rounded(match self {
            Self::PerAppointment(Money(rate)) => rate * Decimal::from(missed),
            Self::PerHour(Money(rate)) => rate * Decimal::from(minutes) / Decimal::from(60),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    #[test]
    fn a_cost_is_exact_to_the_penny() {
        assert_eq!(Rate::PerAppointment(money("30")).cost(3, 0).to_string(), "90.00");
        assert_eq!(Rate::PerAppointment(money("0.1")).cost(3, 0).to_string(), "0.30");
        assert_eq!(Rate::PerHour(money("100")).cost(1, 20).to_string(), "33.33");
        assert_eq!(Rate::PerHour(money("0.01")).cost(1, 30).to_string(), "0.01");
        assert_eq!(
            Rate::PerAppointment(money("1000000")).cost(1_000_000_000, 0).to_string(),
            "1000000000000000.00"
        );
        assert_eq!(Rate::PerAppointment(money("30")).cost(0, 0).to_string(), "0.00");
    }

    #[test]
    fn an_amount_is_a_plain_decimal_number() {
        assert_eq!(money("30.00"), money("30"));
        assert_eq!(money("0.0001").to_string(), "0.0001");
        for bad in ["", "-1", "+1", "1e3", "1_000", "30,5", "0.00001", "1000000.01", "NaN", "£30", " 30", "."]
        {
            assert!(bad.parse::<Money>().is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_displayed_amount_parses_to_the_same_amount(raw in "\\PC*|[0-9]{1,7}(\\.[0-9]{0,6})?|[0-9.]{0,40}") {
            match raw.parse::<Money>() {
                Ok(amount) => {
                    prop_assert!(amount >= money("0") && amount <= money("1000000"));
                    prop_assert_eq!(amount.to_string().parse(), Ok(amount));
                }
                Err(refusal) => prop_assert_eq!(refusal, ValueError::CostOutOfRange { maximum: Money::MAXIMUM }),
            }
        }
    }
}
