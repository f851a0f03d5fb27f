//! What lies between two balances, in exact money.

use outlay_connector::Decimal;

/// What an account shows at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Balance {
    /// What is left.
    pub(crate) usd: Decimal,
    pub(crate) used: Option<u64>,
    pub(crate) available: Option<u64>,
}

/// What was spent, and in how many credits where that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spent {
    pub(crate) cost: Decimal,
    pub(crate) credits: Option<u64>,
}

/// None if nothing was spent, as far as can be seen: more balance than before is a top-up.
pub(crate) fn between(before: &Balance, after: &Balance) -> Option<Spent> {
    match (before.used, after.used) {
        (Some(earlier), Some(later)) if later == earlier => None,
        // Used credits that became fewer belong to another pack.
        (Some(earlier), Some(later)) if later > earlier => {
            let credits = later - earlier;
            // A balance of nothing does not say what a credit is worth.
            let cost = after.worth(credits).or_else(|| before.worth(credits)).or_else(|| decrease(before, after))?;
            Some(Spent { cost, credits: Some(credits) })
        }
        _ => decrease(before, after).map(|cost| Spent { cost, credits: None }),
    }
}

fn decrease(before: &Balance, after: &Balance) -> Option<Decimal> {
    let less: Decimal = format!("-{}", after.usd).replace("--", "").parse().ok()?;
    before.usd.plus(&less).ok().filter(|cost| !cost.as_str().starts_with('-') && cost.as_str() != "0")
}

/// Of a money amount, as Outlay keeps it.
const PLACES: u32 = 12;

impl Balance {
    /// So many credits, at what a credit of the balance is worth. Rounded half to even, once.
    fn worth(&self, credits: u64) -> Option<Decimal> {
        let available = u128::from(self.available.filter(|available| *available > 0)?);
        let text = self.usd.as_str();
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits: u128 = format!("{whole}{fraction}").parse().ok().filter(|digits| *digits > 0)?;
        let scale = 10_u128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        let above = u128::from(credits).checked_mul(digits)?.checked_mul(10_u128.pow(PLACES))?;
        let below = available.checked_mul(scale)?;
        let (down, rest) = (above / below, above % below);
        let is_up = rest > below - rest || (rest == below - rest && down % 2 == 1);
        let rounded: Decimal = (down + u128::from(is_up)).to_string().parse().ok()?;
        rounded.shift(-PLACES.cast_signed()).ok()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn balance(usd: &str, used: Option<u64>, available: Option<u64>) -> Balance {
        Balance { usd: usd.parse().unwrap(), used, available }
    }

    fn check(before: &Balance, after: &Balance, expected: Option<(&str, Option<u64>)>) {
        let spent = between(before, after);
        let found = spent.as_ref().map(|spent| (spent.cost.as_str(), spent.credits));
        assert_eq!(found, expected, "{before:?} {after:?}");
    }

    #[test]
    fn used_credits_are_worth_what_the_balance_says() {
        let before = balance("12.34", Some(7_660_000), Some(12_340_000));
        check(&before, &balance("12.19", Some(7_810_000), Some(12_190_000)), Some(("0.15", Some(150_000))));
        check(&before, &before, None);
        // A top-up of ten million in between.
        check(&before, &balance("22.19", Some(7_810_000), Some(22_190_000)), Some(("0.15", Some(150_000))));
        check(&before, &balance("0", Some(20_000_000), Some(0)), Some(("12.34", Some(12_340_000))));
        check(&before, &balance("1", Some(7_660_001), Some(3)), Some(("0.333333333333", Some(1))));
        check(&before, &balance("2", Some(7_660_001), Some(3)), Some(("0.666666666667", Some(1))));
    }

    #[test]
    fn a_balance_that_falls_was_spent_and_one_that_rises_was_topped_up() {
        let before = balance("12.34", None, Some(1));
        check(&before, &balance("12.3", None, None), Some(("0.04", None)));
        check(&before, &balance("12.34", None, None), None);
        check(&before, &balance("20", None, None), None);
        check(&before, &balance("-0.5", None, None), Some(("12.84", None)));
        // Another pack, or used credits that are not told any more.
        check(&balance("5", Some(9), Some(1)), &balance("4", Some(0), Some(9)), Some(("1", None)));
        check(&balance("5", Some(9), Some(1)), &balance("4", None, None), Some(("1", None)));
    }
}
