//! Counted quantities: tokens, images, seconds. Exact decimals.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::compact;

/// How many of something were counted: never negative, at most 10¹⁵, at most 9 decimals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Quantity(i128);

/// Decimal places that a quantity keeps.
pub const PLACES: u32 = 9;
const ONE: i128 = 1_000_000_000;
const LARGEST: i128 = 1_000_000_000_000_000 * ONE;

impl Quantity {
    pub const ZERO: Self = Self(0);

    /// As much as fits: 10¹⁵ at most.
    pub fn whole_number(count: u64) -> Self {
        Self((i128::from(count) * ONE).min(LARGEST))
    }

    pub fn of_thousandths(count: u32) -> Self {
        Self(i128::from(count) * (ONE / 1000))
    }

    /// Mantissa and scale: the value is `mantissa × 10^-scale`. A whole number has no places.
    pub fn parts(self) -> (i128, u32) {
        match self.whole() {
            Some(whole) => (whole, 0),
            None => (self.0, PLACES),
        }
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The whole number, if it is one.
    pub fn to_integer(self) -> Option<i64> {
        i64::try_from(self.whole()?).ok()
    }

    fn whole(self) -> Option<i128> {
        // Nearly all quantities are small, and 64 bits are divided far faster than 128.
        if let Ok(nano) = u64::try_from(self.0) {
            let one = ONE.unsigned_abs() as u64;
            return nano.is_multiple_of(one).then_some(i128::from(nano / one));
        }
        (self.0 % ONE == 0).then_some(self.0 / ONE)
    }

    /// From units of 10⁻⁹; a negative number is none.
    pub const fn from_nano(nano: i128) -> Self {
        Self(if nano < 0 { 0 } else { nano })
    }

    /// In units of 10⁻⁹.
    pub const fn nano(self) -> i128 {
        self.0
    }

    pub fn saturating_sub(self, other: Self) -> Self {
        Self((self.0 - other.0).max(0))
    }
}

impl From<u32> for Quantity {
    fn from(count: u32) -> Self {
        Self(i128::from(count) * ONE)
    }
}

impl std::ops::Add for Quantity {
    type Output = Self;
    /// Sums stay far below what 128 bits hold.
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

/// Plain decimal without trailing zeros.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.0 / ONE, self.0 % ONE);
        if fraction == 0 {
            return write!(f, "{whole}");
        }
        let digits = format!("{fraction:09}");
        write!(f, "{whole}.{}", digits.trim_end_matches('0'))
    }
}

impl fmt::Debug for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a text is not a quantity.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone, Copy)]
pub enum InvalidQuantity {
    #[error("not a decimal number")]
    NotADecimal,
    #[error("negative")]
    Negative,
    #[error("beyond 10^15")]
    TooLarge,
}

/// Reads the text of a JSON number. More than 9 decimals are rounded half-even.
impl FromStr for Quantity {
    type Err = InvalidQuantity;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Counts of tokens: digits only.
        if (1..=15).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && let Ok(count) = text.parse::<i64>()
        {
            return Ok(Self(i128::from(count) * ONE));
        }
        let decimal = Decimal::parse(text).ok_or(InvalidQuantity::NotADecimal)?;
        let nano = decimal.to_scale(PLACES).ok_or(InvalidQuantity::TooLarge)?;
        if nano < 0 {
            return Err(InvalidQuantity::Negative);
        }
        if nano > LARGEST {
            return Err(InvalidQuantity::TooLarge);
        }
        Ok(Self(nano))
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        compact::serialize(self.0, self, serializer)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        compact::deserialize(deserializer, Self)
    }
}

/// A decimal as it stands in a text, before a number of places is chosen.
pub(crate) struct Decimal<'t> {
    negative: bool,
    whole: &'t str,
    fraction: &'t str,
    exponent: i32,
}

impl<'t> Decimal<'t> {
    /// The grammar of JSON numbers, and a leading `+` or zeros.
    pub(crate) fn parse(text: &'t str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (digits, exponent) = match rest.split_once(['e', 'E']) {
            // An exponent that does not fit is as good as the largest one.
            Some((digits, exponent)) if is_exponent(exponent) => {
                (digits, exponent.parse().unwrap_or(if exponent.starts_with('-') { -100_000 } else { 100_000 }))
            }
            Some(_) => return None,
            None => (rest, 0),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty()
            || !all_digits(whole)
            || !all_digits(fraction)
            || (digits.contains('.') && fraction.is_empty())
        {
            return None;
        }
        Some(Self { negative, whole, fraction, exponent })
    }

    /// The value × 10^scale as an integer, rounded half-even; none if it has more than 38 digits.
    pub(crate) fn to_scale(&self, scale: u32) -> Option<i128> {
        let digits = self.whole.bytes().chain(self.fraction.bytes()).map(|byte| i128::from(byte - b'0'));
        // How many of the digits stand before the point once the value is scaled.
        let keep = i64::try_from(self.whole.len()).ok()?
            + i64::from(self.exponent.clamp(-100_000, 100_000))
            + i64::from(scale);
        let mut value: i128 = 0;
        let (mut next, mut rest_is_zero) = (0, true);
        let mut count = 0_i64;
        for digit in digits {
            if count < keep {
                value = value.checked_mul(10)?.checked_add(digit)?;
            } else if count == keep {
                next = digit;
            } else if digit != 0 {
                rest_is_zero = false;
            }
            count += 1;
        }
        if value != 0 {
            for _ in count..keep {
                value = value.checked_mul(10)?;
            }
        }
        if next > 5 || (next == 5 && (!rest_is_zero || value % 2 == 1)) {
            value = value.checked_add(1)?;
        }
        Some(if self.negative { -value } else { value })
    }
}

fn is_exponent(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_exact_and_bounded() {
        assert_eq!("12.5".parse::<Quantity>().map(|q| q.to_string()), Ok("12.5".to_owned()));
        assert_eq!("1e3".parse::<Quantity>().map(Quantity::to_integer), Ok(Some(1000)));
        assert_eq!("12.5".parse::<Quantity>().map(Quantity::to_integer), Ok(None));
        assert_eq!("-1".parse::<Quantity>(), Err(InvalidQuantity::Negative));
        assert_eq!("1e16".parse::<Quantity>(), Err(InvalidQuantity::TooLarge));
        assert_eq!("1e99999999999".parse::<Quantity>(), Err(InvalidQuantity::TooLarge));
        assert_eq!("1e-99999999999".parse::<Quantity>(), Ok(Quantity::ZERO));
        assert_eq!("many".parse::<Quantity>(), Err(InvalidQuantity::NotADecimal));
    }
}
