//! Exact decimals with 12 places: amounts of money, quantities, limits.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount of money in the reporting currency.
pub type Money = Decimal;

/// An exact decimal with 12 places. There is no way from or to a float. Sums saturate far beyond any real amount.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal(i128);

const PLACES: u8 = 12;
const ONE: i128 = 1_000_000_000_000;
/// The largest that is read from a text: 10¹⁸.
const LARGEST: i128 = 1_000_000_000_000_000_000 * ONE;

impl Decimal {
    pub const ZERO: Self = Self(0);

    /// From units of 10⁻¹².
    pub const fn from_pico(pico: i128) -> Self {
        Self(pico)
    }

    /// In units of 10⁻¹².
    pub const fn pico(self) -> i128 {
        self.0
    }

    /// From an integer times 10 to the `places`; none for more than 12 places.
    pub fn from_scaled(value: i64, places: u8) -> Option<Self> {
        let missing = PLACES.checked_sub(places)?;
        Some(Self(i128::from(value) * 10_i128.pow(missing.into())))
    }

    /// As a person likes to read it beside `other`: at least 2 places if it is no whole number, rounded half-even by
    /// at most half a percent, but never so far that it seems equal to a value that it differs from.
    pub fn readable(self, other: Self) -> String {
        for places in 2..PLACES {
            let unit = 10_i128.pow(u32::from(PLACES - places));
            let rounded = Self(round(self.0, unit));
            let loss = (rounded.0 - self.0).unsigned_abs();
            let is_close = loss.saturating_mul(200) <= self.0.unsigned_abs();
            let keeps_order = rounded.cmp(&other) == self.cmp(&other);
            if is_close && keeps_order {
                return rounded.grouped(places);
            }
        }
        self.grouped(PLACES)
    }

    /// With separators between thousands; the fraction has 2 to `places` digits unless it is zero.
    fn grouped(self, places: u8) -> String {
        let plain = self.to_string();
        let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
        let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
        let mut text = sign.to_owned();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index) % 3 == 0 {
                text.push(',');
            }
            text.push(digit);
        }
        if !fraction.is_empty() {
            text.push('.');
            text.extend(fraction.chars().chain("0".chars().cycle()).take(fraction.len().clamp(2, places.into())));
        }
        text
    }
}

/// To a multiple of `unit`, half to even.
fn round(value: i128, unit: i128) -> i128 {
    let (quotient, rest) = (value.div_euclid(unit), value.rem_euclid(unit));
    let up = match (rest * 2).cmp(&unit) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Greater => 1,
        std::cmp::Ordering::Equal => quotient.rem_euclid(2),
    };
    (quotient + up) * unit
}

impl From<i64> for Decimal {
    fn from(whole: i64) -> Self {
        Self(i128::from(whole) * ONE)
    }
}

impl Add for Decimal {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Decimal {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Decimal {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl SubAssign for Decimal {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Neg for Decimal {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl Sum for Decimal {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// Plain and exact, without trailing zeros: `1.25`, `-3`, `0`.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, fraction) =
            (self.0.unsigned_abs() / ONE.unsigned_abs(), self.0.unsigned_abs() % ONE.unsigned_abs());
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let digits = format!("{fraction:012}");
        write!(f, "{sign}{whole}.{}", digits.trim_end_matches('0'))
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a text is not a decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvalidDecimal {
    NotADecimal,
    /// More than 12 places: it would have to be rounded.
    TooFine,
    TooLarge,
}

impl fmt::Display for InvalidDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotADecimal => "not a decimal number, such as 1.25",
            Self::TooFine => "a decimal number may have at most 12 decimals",
            Self::TooLarge => "a decimal number may be at most 10^18",
        })
    }
}

impl std::error::Error for InvalidDecimal {}

/// Reads a plain number or one with an exponent, exactly.
impl FromStr for Decimal {
    type Err = InvalidDecimal;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        use InvalidDecimal::{NotADecimal, TooFine, TooLarge};
        let text = text.trim();
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (number, exponent) = match rest.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, exponent.parse::<i16>().map_err(|_| NotADecimal)?),
            None => (rest, 0),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if whole.is_empty() || (number.contains('.') && fraction.is_empty()) {
            return Err(NotADecimal);
        }
        // How many places the next digit is away from the last one that is kept.
        let mut place = whole.len() as i64 + i64::from(exponent) + i64::from(PLACES);
        let mut value: i128 = 0;
        for byte in whole.bytes().chain(fraction.bytes()) {
            let digit = byte.checked_sub(b'0').filter(|&digit| digit < 10).ok_or(NotADecimal)?;
            place -= 1;
            if digit == 0 {
                continue;
            }
            let place = u32::try_from(place).map_err(|_| TooFine)?;
            let weight = 10_i128.checked_pow(place).ok_or(TooLarge)?;
            value = weight.checked_mul(digit.into()).and_then(|part| value.checked_add(part)).ok_or(TooLarge)?;
        }
        if value > LARGEST {
            return Err(TooLarge);
        }
        Ok(Self(if negative { -value } else { value }))
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// From a JSON number, by its text, or from a JSON string that holds one.
impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::Number(number) => number.to_string(),
            serde_json::Value::String(text) => text,
            _ => return Err(serde::de::Error::custom(InvalidDecimal::NotADecimal)),
        };
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap_or_else(|problem| panic!("{text}: {problem}"))
    }

    #[test]
    fn texts_are_read_exactly() {
        let check = |text: &str, expected: &str| assert_eq!(decimal(text).to_string(), expected, "{text}");
        check("1.25", "1.25");
        check("-0.10", "-0.1");
        check("1.25e-06", "0.00000125");
        check("12E2", "1200");
        check(" 007 ", "7");
        check("0.000000000001", "0.000000000001");
        check("0.1000000000000000000", "0.1");
        check("1000000000000000000", "1000000000000000000");
        check("-0", "0");
    }

    #[test]
    fn what_is_no_decimal_is_refused() {
        let check = |text: &str, expected| assert_eq!(text.parse::<Decimal>(), Err(expected), "{text}");
        for text in ["", "-", ".", "1.", ".5", "1,5", "1.2.3", "NaN", "0x1", "1e", "1e99999", "$1", "１"] {
            check(text, InvalidDecimal::NotADecimal);
        }
        check("0.0000000000001", InvalidDecimal::TooFine);
        check("1e-13", InvalidDecimal::TooFine);
        check("1000000000000000001", InvalidDecimal::TooLarge);
        check("1e400", InvalidDecimal::TooLarge);
    }

    #[test]
    fn columns_are_scaled() {
        assert_eq!(Decimal::from_scaled(1_430_000_000_000, 12), Some(decimal("1.43")));
        assert_eq!(Decimal::from_scaled(12_500_000, 6), Some(decimal("12.5")));
        assert_eq!(Decimal::from_scaled(i64::MIN, 0).map(|d| d.to_string()), Some("-9223372036854775808".into()));
        assert_eq!(Decimal::from_scaled(1, 13), None);
    }

    #[test]
    fn readable_is_short_but_never_misleads() {
        let check = |value: &str, other: &str, expected: &str| {
            assert_eq!(decimal(value).readable(decimal(other)), expected, "{value} beside {other}");
        };
        check("1.4325", "1.25", "1.43");
        check("1.2500001", "1.25", "1.2500001");
        check("1.25", "1.4", "1.25");
        check("1.5", "1", "1.50");
        check("0.000345", "0.0001", "0.000345");
        check("0.0123456", "0.001", "0.0123");
        check("250000", "200000", "250,000");
        check("-1234567.891", "0", "-1,234,567.89");
        check("3", "3", "3");
        check("0.000000000001", "0", "0.000000000001");
    }

    #[test]
    fn json_numbers_and_strings_are_read_by_their_text() {
        let read = |json: &str| serde_json::from_str::<Decimal>(json).map(|d| d.to_string()).ok();
        assert_eq!(read("0.1000000000001e1").as_deref(), Some("1.000000000001"));
        assert_eq!(read("\"1.25\"").as_deref(), Some("1.25"));
        assert_eq!((read("true"), read("null"), read("[]"), read("\"\"")), (None, None, None, None));
    }
}
