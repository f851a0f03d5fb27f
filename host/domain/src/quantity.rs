//! Counted quantities: tokens, images, seconds. Exact decimals.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal as Inner;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How many of something were counted: never negative, at most 10¹⁵, at most 9 decimals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Quantity(Inner);

const MOST_PLACES: u32 = 9;
const LARGEST: i64 = 1_000_000_000_000_000;

impl Quantity {
    pub const ZERO: Self = Self(Inner::ZERO);

    /// Mantissa and scale: the value is `mantissa × 10^-scale`.
    pub fn parts(self) -> (i128, u32) {
        (self.0.mantissa(), self.0.scale())
    }

    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// The whole number, if it is one.
    pub fn to_integer(self) -> Option<i64> {
        let whole = self.0.normalize();
        if whole.scale() == 0 { i64::try_from(whole.mantissa()).ok() } else { None }
    }

    /// In units of 10⁻⁹, rounded down beyond; for a decimal column.
    pub fn nano(self) -> i128 {
        let (mantissa, scale) = self.parts();
        if scale <= 9 { mantissa * 10_i128.pow(9 - scale) } else { mantissa / 10_i128.pow(scale - 9) }
    }

    pub fn saturating_sub(self, other: Self) -> Self {
        if other.0 >= self.0 { Self::ZERO } else { Self(self.0 - other.0) }
    }
}

impl From<u32> for Quantity {
    fn from(count: u32) -> Self {
        Self(count.into())
    }
}

impl std::ops::Add for Quantity {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.normalize())
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
        let decimal = Decimal::parse(text).ok_or(InvalidQuantity::NotADecimal)?;
        let nano = decimal.to_scale(MOST_PLACES).ok_or(InvalidQuantity::TooLarge)?;
        if nano < 0 {
            return Err(InvalidQuantity::Negative);
        }
        if nano > i128::from(LARGEST) * 10_i128.pow(MOST_PLACES) {
            return Err(InvalidQuantity::TooLarge);
        }
        Ok(Self(Inner::from_i128_with_scale(nano, MOST_PLACES).normalize()))
    }
}

impl Serialize for Quantity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
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
