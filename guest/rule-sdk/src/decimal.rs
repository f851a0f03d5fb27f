//! Exact decimals with 12 places: amounts of money, quantities, limits.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

mod text;

pub use text::{InvalidDecimal, sum};

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
    #[inline]
    pub fn from_scaled(value: i64, places: u8) -> Option<Self> {
        // Money needs no multiplication, which is slow for so wide numbers.
        if places == PLACES { Some(Self(value.into())) } else { Self::multiplied(value, places) }
    }

    fn multiplied(value: i64, places: u8) -> Option<Self> {
        let missing = PLACES.checked_sub(places)?;
        Some(Self(i128::from(value) * 10_i128.pow(missing.into())))
    }

    /// Divided by another, rounded half-even to 12 places; none if that is zero, or if the result is too large.
    ///
    /// ```
    /// # use outlay_rule::Decimal;
    /// let (two, three) = (Decimal::from(2), Decimal::from(3));
    /// assert_eq!(two.per(three).map(|third| third.to_string()).as_deref(), Some("0.666666666667"));
    /// assert_eq!(two.per(Decimal::ZERO), None);
    /// ```
    pub fn per(self, divisor: Self) -> Option<Self> {
        let (dividend, by) = (self.0.unsigned_abs(), divisor.0.unsigned_abs());
        let whole = dividend.checked_div(by)?;
        let mut rest = dividend - whole * by;
        let mut value = whole.checked_mul(ONE.unsigned_abs())?;
        if let Some(scaled) = rest.checked_mul(ONE.unsigned_abs()) {
            let places = scaled / by;
            value = value.checked_add(places)?;
            rest = scaled - places * by;
        } else {
            // Digit by digit: the widest number that there is cannot hold the rest times 10¹².
            let mut places = 0;
            for _ in 0..PLACES {
                rest = rest.checked_mul(10)?;
                places = places * 10 + rest / by;
                rest %= by;
            }
            value = value.checked_add(places)?;
        }
        let up = match rest.checked_mul(2)?.cmp(&by) {
            std::cmp::Ordering::Less => 0,
            std::cmp::Ordering::Greater => 1,
            std::cmp::Ordering::Equal => value % 2,
        };
        let value = i128::try_from(value.checked_add(up)?).ok()?;
        Some(Self(if (self.0 < 0) == (divisor.0 < 0) { value } else { -value }))
    }

    /// Times a whole number.
    pub const fn times(self, factor: i64) -> Self {
        Self(self.0.saturating_mul(factor as i128))
    }

    /// Times another, rounded half-even to 12 places; none if the result is too large.
    pub fn by(self, factor: Self) -> Option<Self> {
        let (whole, fraction) = (factor.0.div_euclid(ONE), factor.0.rem_euclid(ONE));
        // The fraction is below 10¹², so that only amounts beyond any real one do not fit.
        let part = round(self.0.checked_mul(fraction)?, ONE) / ONE;
        Some(Self(self.0.checked_mul(whole)?.checked_add(part)?))
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

#[cfg(test)]
mod tests;
