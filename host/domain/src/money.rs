//! Amounts of money: `DECIMAL(38,12)`, exact.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::compact;

/// An amount in units of 10⁻¹² of its currency. The currency stands beside it, not in it.
///
/// Addition saturates at ± 1.7 × 10²⁶; inputs are limited to 10¹² by [`FromStr`], so sums of events never get there.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(i128);

/// Decimal places that an amount keeps.
pub const PLACES: u32 = 12;
const ONE: i128 = 1_000_000_000_000;
const LARGEST_INPUT: i128 = ONE * ONE;

impl Money {
    pub const ZERO: Self = Self(0);

    /// From units of 10⁻¹².
    pub const fn from_pico(pico: i128) -> Self {
        Self(pico)
    }

    /// In units of 10⁻¹².
    pub const fn pico(self) -> i128 {
        self.0
    }

    /// For one column of a rule's frame: none beyond ± 9.2 million.
    pub fn to_frame(self) -> Option<i64> {
        i64::try_from(self.0).ok()
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// Plain decimal without trailing zeros: `0.00225`, `-3`, `0`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let whole = self.0.unsigned_abs() / ONE.unsigned_abs();
        let fraction = self.0.unsigned_abs() % ONE.unsigned_abs();
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let digits = format!("{fraction:012}");
        write!(f, "{sign}{whole}.{}", digits.trim_end_matches('0'))
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a text is not an amount.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone, Copy)]
pub enum InvalidMoney {
    #[error("not a decimal number")]
    NotADecimal,
    #[error("beyond ± 10^12")]
    TooLarge,
}

/// Reads the text of a JSON number, exponents included, without passing through a float.
/// More than 12 decimals are rounded half-even once.
impl FromStr for Money {
    type Err = InvalidMoney;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let decimal = crate::quantity::Decimal::parse(text).ok_or(InvalidMoney::NotADecimal)?;
        let pico = decimal.to_scale(PLACES).ok_or(InvalidMoney::TooLarge)?;
        if pico.abs() > LARGEST_INPUT {
            return Err(InvalidMoney::TooLarge);
        }
        Ok(Self(pico))
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        compact::serialize(self.0, self, serializer)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        compact::deserialize(deserializer, Self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(text.parse::<Money>().map(|m| m.to_string()), Ok(expected.to_owned()), "{text}");
    }

    #[test]
    fn number_texts_are_read_exactly() {
        check("1.25", "1.25");
        check("1.25e-06", "0.00000125");
        check("-0.1", "-0.1");
        check("0", "0");
        check("12E2", "1200");
        check("0.1000000000000000055511151231257827", "0.1");
    }

    #[test]
    fn the_thirteenth_place_is_rounded_half_even() {
        check("0.0000000000005", "0");
        check("0.0000000000015", "0.000000000002");
        check("0.0000000000025", "0.000000000002");
        check("0.00000000000251", "0.000000000003");
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["", "-", "1.2.3", "NaN", "1e", "0x10", "1,5", "e5", "."] {
            assert_eq!(text.parse::<Money>(), Err(InvalidMoney::NotADecimal), "{text}");
        }
        for text in ["1e13", "1e400", "-10000000000000"] {
            assert_eq!(text.parse::<Money>(), Err(InvalidMoney::TooLarge), "{text}");
        }
    }

    proptest! {
        #[test]
        fn text_round_trips(pico in -LARGEST_INPUT..LARGEST_INPUT) {
            let money = Money::from_pico(pico);
            prop_assert_eq!(money.to_string().parse::<Money>(), Ok(money));
        }

        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let _outcome = text.parse::<Money>();
        }
    }
}
