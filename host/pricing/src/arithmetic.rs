//! Exact amounts: integers with a number of decimal places, never floats.

use num_bigint::BigUint;
use outlay_domain::{Money, Quantity, money};
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
}

/// quantity ÷ per × rate × multiplier, rounded half-even to 12 places once; none beyond ± 9.2 million.
pub(crate) fn amount(quantity: Quantity, per: u64, rate: &Rate, multiplier: Option<Quantity>) -> Option<Money> {
    let (count, count_places) = magnitude(quantity);
    let (factor, factor_places) = multiplier.map_or((1, 0), magnitude);
    let places = count_places + rate.places + factor_places;
    let pico = match small(count, rate.mantissa, factor, per, places) {
        Some(pico) => pico,
        None => large(count, rate.mantissa, factor, per, places)?,
    };
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
        let multiplier = multiplier.map(|text| text.parse().unwrap());
        let got = amount(quantity.parse().unwrap(), per, &rate, multiplier).map(|amount| amount.to_string());
        assert_eq!(got.as_deref(), expected, "{quantity} / {per} x {rate:?} x {multiplier:?}");
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
