//! Decimals as texts: in settings, in states, in findings.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Decimal, LARGEST, PLACES};

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
        let value = unlimited(text)?;
        if value.unsigned_abs() > LARGEST.unsigned_abs() {
            return Err(InvalidDecimal::TooLarge);
        }
        Ok(Self(value))
    }
}

/// In units of 10⁻¹², as far as it fits.
fn unlimited(text: &str) -> Result<i128, InvalidDecimal> {
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
    Ok(if negative { -value } else { value })
}

/// For sums in a rule's state: what adding up can come to may be larger than what a person may set, and must be read
/// back all the same. Use it as `#[serde(with = "outlay_rule::decimal::sum")]`.
pub mod sum {
    use super::{Decimal, Deserializer, InvalidDecimal, Serializer, unlimited};

    pub fn serialize<S: Serializer>(sum: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(sum)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
        let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
        read(&text).map_err(serde::de::Error::custom)
    }

    /// A sum at the end of what can be counted stays there.
    pub(crate) fn read(text: &str) -> Result<Decimal, InvalidDecimal> {
        match unlimited(text) {
            Ok(value) => Ok(Decimal(value)),
            Err(InvalidDecimal::TooLarge) => Ok(Decimal(if text.starts_with('-') { i128::MIN } else { i128::MAX })),
            Err(problem) => Err(problem),
        }
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
