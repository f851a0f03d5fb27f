//! Exact amounts: integers with a number of decimal places, never floats.

use num_bigint::BigUint;
use outlay_domain::{Money, Quantity, ShortText, money};
use rust_decimal::Decimal;

/// A price as it stands in the price data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rate {
    /// The number's text.
    pub(crate) text: Box<str>,
    mantissa: u128,
    places: u32,
}

impl Rate {
    /// From the text of a JSON number; none if it is negative or has more than 28 digits.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let value = Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)).ok()?;
        let mantissa = u128::try_from(value.mantissa()).ok()?;
        Some(Self { text: text.into(), mantissa, places: value.scale() })
    }

    pub(crate) fn nothing() -> Self {
        Self { text: "0".into(), mantissa: 0, places: 0 }
    }

    pub(crate) const fn is_zero(&self) -> bool {
        self.mantissa == 0
    }
}

/// What an amount is multiplied by: what the sender's multiplier and a discount leave of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Factor {
    mantissa: u128,
    places: u32,
}

impl Factor {
    pub(crate) const ONE: Self = Self { mantissa: 1, places: 0 };

    pub(crate) fn of(quantity: Quantity) -> Self {
        let (mantissa, places) = magnitude(quantity);
        Self { mantissa, places }.shortest()
    }

    /// What so many percent off leave: of 15, 0.85. None beyond 0 to 100.
    pub(crate) fn less(percent: &Rate) -> Option<Self> {
        let places = percent.places + 2;
        let mantissa = 10_u128.checked_pow(places)?.checked_sub(percent.mantissa)?;
        Some(Self { mantissa, places }.shortest())
    }

    pub(crate) fn and(self, other: Self) -> Option<Self> {
        let mantissa = self.mantissa.checked_mul(other.mantissa)?;
        Some(Self { mantissa, places: self.places + other.places }.shortest())
    }

    /// Without zeros at the end of its decimals.
    fn shortest(mut self) -> Self {
        while self.places > 0 && self.mantissa.is_multiple_of(10) {
            self.mantissa /= 10;
            self.places -= 1;
        }
        self
    }

    /// The decimal's text; none for 1, which changes nothing.
    pub(crate) fn text(self) -> Option<ShortText> {
        if self == Self::ONE {
            return None;
        }
        let digits = format!("{:0>width$}", self.mantissa, width = self.places as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - self.places as usize);
        Some(if fraction.is_empty() { whole.into() } else { format!("{whole}.{fraction}").into() })
    }
}

/// quantity ÷ per × rate × factor, rounded half-even to 12 places once; none beyond ± 9.2 million.
pub(crate) fn amount(quantity: Quantity, per: u64, rate: &Rate, factor: Factor) -> Option<Money> {
    let (count, count_places) = magnitude(quantity);
    let places = count_places + rate.places + factor.places;
    let pico = match small(count, rate.mantissa, factor.mantissa, per, places) {
        Some(pico) => pico,
        None => large(count, rate.mantissa, factor.mantissa, per, places)?,
    };
    in_range(pico)
}

/// An amount in another currency, rounded half-even to 12 places once; none beyond ± 9.2 million.
pub(crate) fn exchanged(amount: Money, rate: &Rate) -> Option<Money> {
    let pico = amount.pico();
    let places = money::PLACES + rate.places;
    let exchanged = large(pico.unsigned_abs(), rate.mantissa, 1, 1, places).and_then(in_range)?;
    Some(if pico < 0 { -exchanged } else { exchanged })
}

fn in_range(pico: u128) -> Option<Money> {
    let amount = Money::from_pico(i128::try_from(pico).ok()?);
    amount.to_frame().map(|_| amount)
}

/// Quantities are never negative.
fn magnitude(quantity: Quantity) -> (u128, u32) {
    let (mantissa, places) = quantity.parts();
    (mantissa.unsigned_abs(), places)
}

/// The usual case, in 128 bits; none if an intermediate result does not fit.
fn small(count: u128, price: u128, factor: u128, per: u64, places: u32) -> Option<u128> {
    let mut dividend = count.checked_mul(price)?.checked_mul(factor)?;
    let mut divisor = u128::from(per);
    if places >= money::PLACES {
        divisor = divisor.checked_mul(10_u128.checked_pow(places - money::PLACES)?)?;
    } else {
        dividend = dividend.checked_mul(10_u128.checked_pow(money::PLACES - places)?)?;
    }
    let (quotient, rest) = (dividend / divisor, dividend % divisor);
    let up = match (rest.checked_mul(2)?).cmp(&divisor) {
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => quotient % 2 == 1,
        std::cmp::Ordering::Greater => true,
    };
    Some(quotient + u128::from(up))
}

/// The same for any size; none if the result itself does not fit.
fn large(count: u128, price: u128, factor: u128, per: u64, places: u32) -> Option<u128> {
    let ten = BigUint::from(10_u8);
    let mut dividend = BigUint::from(count) * BigUint::from(price) * BigUint::from(factor);
    let mut divisor = BigUint::from(per);
    if places >= money::PLACES {
        divisor *= ten.pow(places - money::PLACES);
    } else {
        dividend *= ten.pow(money::PLACES - places);
    }
    let quotient = &dividend / &divisor;
    let twice_rest = (dividend - &quotient * &divisor) * 2_u8;
    let up = twice_rest > divisor || (twice_rest == divisor && quotient.bit(0));
    u128::try_from(quotient + u8::from(up)).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(quantity: &str, per: u64, rate: &str, multiplier: Option<&str>, expected: Option<&str>) {
        let rate = Rate::parse(rate).unwrap();
        let factor = multiplier.map_or(Factor::ONE, |text| Factor::of(text.parse().unwrap()));
        let got = amount(quantity.parse().unwrap(), per, &rate, factor).map(|amount| amount.to_string());
        assert_eq!(got.as_deref(), expected, "{quantity} / {per} x {rate:?} x {factor:?}");
    }

    #[test]
    fn amounts_are_exact_and_rounded_half_even_once() {
        check("1000", 1_000_000, "1.25", None, Some("0.00125"));
        check("1", 1_000_000, "0.0000005", None, Some("0"));
        check("3", 1_000_000, "0.0000005", None, Some("0.000000000002"));
        check("1", 1_000_000, "0.00000051", None, Some("0.000000000001"));
        check("1", 3600, "0.36", None, Some("0.0001"));
        check("1", 3600, "0.111", None, Some("0.000030833333"));
        check("10", 1_000_000, "1.5e-1", Some("0.9"), Some("0.00000135"));
        check("0", 1_000_000, "3", None, Some("0"));
        // Rounding the price times the multiplier first would give 0.
        check("4000000", 1_000_000, "0.0000001", Some("0.000001"), Some("0"));
        check("40000000", 1_000_000, "0.0000001", Some("0.000001"), Some("0.000000000004"));
    }

    #[test]
    fn what_does_not_fit_is_no_amount() {
        check("1000000000000000", 1_000_000, "0.009", None, Some("9000000"));
        check("1000000000000000", 1_000_000, "0.01", None, None);
        check("1000000000000000", 1, "1000000", Some("1000000000000000"), None);
    }

    #[test]
    fn factors_are_exact_and_short() {
        let less = |percent: &str| Factor::less(&Rate::parse(percent).unwrap());
        let text = |factor: Option<Factor>| factor.and_then(Factor::text).map(String::from);
        assert_eq!(text(less("15")).as_deref(), Some("0.85"));
        assert_eq!(text(less("12.5")).as_deref(), Some("0.875"));
        assert_eq!(text(less("100")).as_deref(), Some("0"));
        assert_eq!((text(less("0")), less("0")), (None, Some(Factor::ONE)));
        assert_eq!(less("100.1"), None);
        let twice = Factor::of("1.50".parse().unwrap()).and(less("20").unwrap());
        assert_eq!(text(twice).as_deref(), Some("1.2"));
        assert_eq!(text(Some(Factor::of(20.into()))).as_deref(), Some("20"));
    }

    #[test]
    fn other_currencies_are_rounded_once() {
        let exchanged = |amount: &str, rate: &str| {
            let amount = exchanged(amount.parse().unwrap(), &Rate::parse(rate).unwrap());
            amount.map(|amount| amount.to_string())
        };
        assert_eq!(exchanged("0.5", "1.0832").as_deref(), Some("0.5416"));
        assert_eq!(exchanged("-0.000000000003", "0.5").as_deref(), Some("-0.000000000002"));
        assert_eq!(exchanged("0.000000000001", "0.5").as_deref(), Some("0"));
        assert_eq!(exchanged("9000000", "2"), None);
    }

    #[test]
    fn only_prices_are_rates() {
        for text in ["-1", "", "x", "1e40", "1e-40"] {
            assert_eq!(Rate::parse(text), None, "{text}");
        }
        assert_eq!(Rate::parse("0.041666666666666664").map(|rate| rate.places), Some(18));
    }

    proptest! {
        #[test]
        fn both_ways_of_calculating_agree(
            count in 0..1_000_000_000_000_000_u128,
            price in 0..100_000_000_u128,
            factor in 0..1_000_000_000_u128,
            per in prop::sample::select(vec![1_u64, 1000, 3600, 1_000_000]),
            places in 0..30_u32,
        ) {
            if let Some(pico) = small(count, price, factor, per, places) {
                prop_assert_eq!(large(count, price, factor, per, places), Some(pico));
            }
        }
    }
}
