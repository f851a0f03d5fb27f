//! Numbers as providers write them: JSON numbers or JSON strings, read from their text, never through a float.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::Value;

/// An exact decimal, kept as plain text without exponent: `0.0475`, `-12`, `0`.
///
/// Reads JSON numbers (also `1.25e-06`) and JSON strings that hold a number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decimal(String);

/// The text is not a decimal number of at most 60 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotADecimal;

const MOST_DIGITS: usize = 60;

impl Decimal {
    pub fn zero() -> Self {
        Self("0".into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_string(self) -> String {
        self.0
    }

    /// Times 10 to the `places`: `shift(-2)` turns cents into the major unit. Exact; fails beyond 60 digits.
    pub fn shift(&self, places: i32) -> Result<Self, NotADecimal> {
        let (negative, digits, scale) = parts(&self.0)?;
        plain(negative, &digits, scale - i64::from(places)).map(Self)
    }

    /// The sum. Exact; fails beyond 60 digits.
    pub fn plus(&self, other: &Self) -> Result<Self, NotADecimal> {
        let (mine, others) = (parts(&self.0)?, parts(&other.0)?);
        let scale = mine.2.max(others.2);
        let (negative, digits) = match (lengthened(&mine, scale)?, lengthened(&others, scale)?) {
            (a, b) if mine.0 == others.0 => (mine.0, sum(&a, &b)),
            (a, b) if a >= b => (mine.0, difference(&a, &b)),
            (a, b) => (others.0, difference(&b, &a)),
        };
        if digits.trim_start_matches('0').len() > MOST_DIGITS {
            return Err(NotADecimal);
        }
        plain(negative, digits.trim_start_matches('0'), scale).map(Self)
    }

    /// As a quantity, of which there is none below zero: corrections take back what was used.
    pub fn into_quantity(self) -> Option<String> {
        (!self.0.starts_with('-')).then_some(self.0)
    }

    /// The value if it is a whole number in the range of `u64`.
    pub fn to_count(&self) -> Option<u64> {
        self.0.parse().ok()
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Decimal {
    type Err = NotADecimal;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (negative, digits, scale) = parts(text.trim())?;
        plain(negative, &digits, scale).map(Self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match Value::deserialize(deserializer)? {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text,
            other => return Err(D::Error::custom(format!("expected a number, found {}", kind(&other)))),
        };
        text.parse().map_err(|NotADecimal| D::Error::custom("expected a decimal number of at most 60 digits"))
    }
}

/// A whole number that is not negative. Reads JSON numbers (also `12.0`) and JSON strings that hold one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Count(pub u64);

impl Count {
    /// As entries have it.
    pub fn number(count: Option<Self>) -> Option<u64> {
        count.map(|Self(number)| number)
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let decimal = Decimal::deserialize(deserializer)?;
        let count =
            decimal.to_count().ok_or_else(|| D::Error::custom("expected a whole number that is not negative"))?;
        Ok(Self(count))
    }
}

/// Sign, digits without leading zeros, and how many of them stand behind the point (negative: zeros to append).
fn parts(text: &str) -> Result<(bool, String, i64), NotADecimal> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i16>().map_err(|_| NotADecimal)?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || digits.len() > MOST_DIGITS || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NotADecimal);
    }
    let scale = fraction.len() as i64 - i64::from(exponent);
    Ok((negative, digits.trim_start_matches('0').to_owned(), scale))
}

/// The digits with so many of them behind the point, with leading zeros to a length that all sums of such have.
fn lengthened((_, digits, own): &(bool, String, i64), scale: i64) -> Result<String, NotADecimal> {
    let zeros = usize::try_from(scale - own).ok().filter(|zeros| *zeros <= MOST_DIGITS).ok_or(NotADecimal)?;
    Ok(format!("{:0>width$}", format!("{digits}{}", "0".repeat(zeros)), width = 2 * MOST_DIGITS + 1))
}

/// Of two texts of digits of one length.
fn sum(a: &str, b: &str) -> String {
    digit_by_digit(a, b, |a, b, carry| {
        let digit = a + b + carry;
        (digit % 10, digit / 10)
    })
}

/// Of two texts of digits of one length, the greater first.
fn difference(a: &str, b: &str) -> String {
    digit_by_digit(a, b, |a, b, borrowed| {
        let digit = 10 + a - b - borrowed;
        (digit % 10, u8::from(digit < 10))
    })
}

fn digit_by_digit(a: &str, b: &str, step: impl Fn(u8, u8, u8) -> (u8, u8)) -> String {
    let mut carry = 0;
    let mut digits: Vec<u8> = Vec::with_capacity(a.len());
    for (a, b) in a.bytes().rev().zip(b.bytes().rev()) {
        let digit;
        (digit, carry) = step(a - b'0', b - b'0', carry);
        digits.push(b'0' + digit);
    }
    digits.into_iter().rev().map(char::from).collect()
}

fn plain(negative: bool, digits: &str, scale: i64) -> Result<String, NotADecimal> {
    if digits.is_empty() {
        return Ok("0".into());
    }
    let digits = digits.to_owned();
    let (whole, fraction) = match usize::try_from(scale) {
        Ok(scale) if scale > MOST_DIGITS => return Err(NotADecimal),
        Ok(scale) => {
            let padded = format!("{}{digits}", "0".repeat((scale + 1).saturating_sub(digits.len())));
            let (whole, fraction) = padded.split_at(padded.len() - scale);
            (whole.to_owned(), fraction.trim_end_matches('0').to_owned())
        }
        Err(_) if scale < -(MOST_DIGITS as i64) => return Err(NotADecimal),
        Err(_) => (format!("{digits}{}", "0".repeat(scale.unsigned_abs() as usize)), String::new()),
    };
    let sign = if negative { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    Ok(format!("{sign}{whole}{point}{fraction}"))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
        Value::Number(_) | Value::String(_) => "a number",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn check(json: &str, expected: &str) {
        assert_eq!(serde_json::from_str::<Decimal>(json).unwrap().as_str(), expected, "{json}");
    }

    #[test]
    fn numbers_and_strings_become_plain_decimals() {
        check("0.0475", "0.0475");
        check("\"12.50\"", "12.5");
        check("1.25e-06", "0.00000125");
        check("12E2", "1200");
        check("-0.10", "-0.1");
        check("0.000", "0");
        check("-0", "0");
        check("0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827");
        check("9007199254740993", "9007199254740993");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for json in ["null", "true", "[]", "\"\"", "\"1.2.3\"", "\"NaN\"", "\"1,5\"", "\"1e999\"", "\"0x1\"", "\".\""] {
            assert!(serde_json::from_str::<Decimal>(json).is_err(), "{json}");
        }
        assert!(serde_json::from_str::<Decimal>(&"9".repeat(61)).is_err());
    }

    #[test]
    fn shifting_is_exact() {
        let cents: Decimal = "1234.567".parse().unwrap();
        assert_eq!(cents.shift(-2).unwrap().as_str(), "12.34567");
        assert_eq!(cents.shift(2).unwrap().as_str(), "123456.7");
        assert_eq!("7".parse::<Decimal>().unwrap().shift(-2).unwrap().as_str(), "0.07");
    }

    #[test]
    fn sums_are_exact() {
        let check = |a: &str, b: &str, expected: &str| {
            let (a, b): (Decimal, Decimal) = (a.parse().unwrap(), b.parse().unwrap());
            assert_eq!(a.plus(&b).unwrap().as_str(), expected);
            assert_eq!(b.plus(&a).unwrap().as_str(), expected);
        };
        check("0.1", "0.2", "0.3");
        check("99.95", "0.05", "100");
        check("-1.5", "1.25", "-0.25");
        check("-1.5", "1.5", "0");
        check("1000", "-0.001", "999.999");
        check("-7", "-3", "-10");
        check("0", "12E2", "1200");
        let most: Decimal = "9".repeat(60).parse().unwrap();
        assert_eq!(most.plus(&"1".parse().unwrap()), Err(NotADecimal), "61 digits");
        assert_eq!(most.plus(&format!("-{most}").parse().unwrap()).unwrap().as_str(), "0");
    }

    #[test]
    fn quantities_are_not_negative() {
        let quantity = |text: &str| text.parse::<Decimal>().unwrap().into_quantity();
        assert_eq!(
            (quantity("-0.5"), quantity("-0").as_deref(), quantity("7").as_deref()),
            (None, Some("0"), Some("7"))
        );
    }

    #[test]
    fn counts_are_whole() {
        assert_eq!((Count::number(Some(Count(7))), Count::number(None)), (Some(7), None));
        assert_eq!(serde_json::from_str::<Count>("12.0").unwrap(), Count(12));
        assert_eq!(serde_json::from_str::<Count>("\"12\"").unwrap(), Count(12));
        assert_eq!(serde_json::from_str::<Option<Count>>("null").unwrap(), None);
        assert!(serde_json::from_str::<Count>("1.5").is_err());
        assert!(serde_json::from_str::<Count>("-1").is_err());
    }
}
