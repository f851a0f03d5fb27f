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

impl Spent {
    /// Its parts, as long as these; together they are all of it, to the last digit. None if the amount is too large.
    pub(crate) fn shared(&self, lengths: &[u64]) -> Option<Vec<Self>> {
        let whole: u128 = lengths.iter().map(|length| u128::from(*length)).sum();
        // What is due when so much of the time has passed, rounded down.
        let due = |all: u128, passed: u128| all.checked_mul(passed)?.checked_div(whole);
        let smallest: u128 = self.cost.shift(PLACES.cast_signed()).ok()?.as_str().split('.').next()?.parse().ok()?;
        let (_, others) = lengths.split_last()?;
        let (mut parts, mut left, mut passed) = (vec![], self.clone(), 0);
        for length in others {
            let before = passed;
            passed += u128::from(*length);
            let share = |all: u128| due(all, passed)?.checked_sub(due(all, before)?);
            let cost: Decimal = share(smallest)?.to_string().parse().ok()?;
            let cost = cost.shift(-PLACES.cast_signed()).ok()?;
            let credits = self.credits.and_then(|credits| u64::try_from(share(credits.into())?).ok());
            left.cost = difference(&left.cost, &cost)?;
            left.credits = left.credits.zip(credits).map(|(left, credits)| left - credits);
            parts.push(Self { cost, credits });
        }
        parts.push(left);
        Some(parts)
    }
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
    difference(&before.usd, &after.usd).filter(|cost| !cost.as_str().starts_with('-') && cost.as_str() != "0")
}

fn difference(amount: &Decimal, less: &Decimal) -> Option<Decimal> {
    let negative: Decimal = format!("-{less}").replace("--", "").parse().ok()?;
    amount.plus(&negative).ok()
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
    fn parts_of_a_time_have_parts_of_what_was_spent_and_nothing_is_lost() {
        let check = |cost: &str, credits, lengths: &[u64], expected: &[(&str, Option<u64>)]| {
            let spent = Spent { cost: cost.parse().unwrap(), credits };
            let parts = spent.shared(lengths).unwrap();
            let found: Vec<_> = parts.iter().map(|part| (part.cost.as_str(), part.credits)).collect();
            assert_eq!(found, expected);
            let sum = parts.iter().fold(Decimal::zero(), |sum, part| sum.plus(&part.cost).unwrap());
            assert_eq!(sum, spent.cost);
        };
        check("0.15", Some(150_000), &[2_940, 660], &[("0.1225", Some(122_500)), ("0.0275", Some(27_500))]);
        check(
            "1",
            Some(10),
            &[1, 1, 1],
            &[("0.333333333333", Some(3)), ("0.333333333333", Some(3)), ("0.333333333334", Some(4))],
        );
        check("0.10000000000000000555", None, &[1, 1], &[("0.05", None), ("0.05000000000000000555", None)]);
        check("7", None, &[86_400], &[("7", None)]);
        assert_eq!(Spent { cost: "9".repeat(40).parse().unwrap(), credits: None }.shared(&[1, 1]), None);
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
