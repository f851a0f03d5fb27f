//! Quantities by meter, and what they cost.

use std::collections::{BTreeMap, BTreeSet};

use outlay_domain::{Money, meter};

/// What one call is counted as, beside its meters.
pub const REQUESTS: &str = "requests";

/// Input of all kinds: the same tokens, charged differently.
const INPUT: [&str; 4] =
    [meter::INPUT_TOKENS, meter::CACHE_READ_TOKENS, meter::CACHE_WRITE_TOKENS, meter::CACHE_WRITE_1H_TOKENS];

/// Prices are kept for so many units, and quantities in 10⁻⁹ units.
const SCALE: i128 = 1_000_000 * 1_000_000_000;

pub(super) fn is_input(meter: &str) -> bool {
    INPUT.contains(&meter)
}

/// Quantities in 10⁻⁹ units, by meter. Cache writes are those that live five minutes, unless the name says an hour.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts(BTreeMap<String, i128>);

impl Counts {
    pub fn add(&mut self, meter: &str, nano: i128) {
        if nano != 0 {
            let sum = self.0.entry(meter.to_owned()).or_default();
            *sum = sum.saturating_add(nano);
        }
    }

    pub fn add_all(&mut self, other: &Self) {
        other.0.iter().for_each(|(meter, nano)| self.add(meter, *nano));
    }

    pub fn sum<'c>(all: impl IntoIterator<Item = &'c Self>) -> Self {
        let mut sum = Self::default();
        all.into_iter().for_each(|counts| sum.add_all(counts));
        sum
    }

    pub fn get(&self, meter: &str) -> i128 {
        self.0.get(meter).copied().unwrap_or_default()
    }

    pub fn is_empty(&self) -> bool {
        self.0.values().all(|nano| *nano == 0)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, i128)> {
        self.0.iter().map(|(meter, nano)| (meter.as_str(), *nano))
    }

    /// The meters of any of these.
    pub(super) fn meters<'c>(all: &[&'c Self]) -> BTreeSet<&'c str> {
        all.iter().flat_map(|counts| counts.0.keys()).map(String::as_str).collect()
    }
}

/// By the tier that calls were served in; none is the standard one.
pub type ByTier<T> = BTreeMap<Option<String>, T>;

/// What a million units of each meter cost in each tier; a meter that is not in it has no price.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prices(BTreeMap<String, ByTier<Money>>);

impl Prices {
    pub fn set(&mut self, tier: Option<&str>, meter: &str, a_million: Money) {
        self.0.entry(meter.to_owned()).or_default().insert(tier.map(str::to_owned), a_million);
    }

    /// A tier without a price of its own costs what the standard one does.
    pub fn get(&self, tier: Option<&str>, meter: &str) -> Option<Money> {
        let by_tier = self.0.get(meter)?;
        by_tier.get(&tier.map(str::to_owned)).or_else(|| by_tier.get(&None)).copied()
    }

    /// Whether a meter costs something else in a tier than in the standard one.
    pub(super) fn is_apart(&self, tier: Option<&str>, meter: &str) -> bool {
        self.get(tier, meter) != self.get(None, meter)
    }

    /// Whether a meter has a price in any tier.
    pub(super) fn has(&self, meter: &str) -> bool {
        self.0.contains_key(meter)
    }
}

/// A quantity of one meter in several tiers, each at its own price.
#[derive(Debug, Clone, Default)]
pub(super) struct Blend {
    /// Above 0, each with its price.
    shares: Vec<(i128, Money)>,
    /// The price of what was used in no tier at all.
    otherwise: Money,
}

impl Blend {
    pub(super) fn of(shares: impl IntoIterator<Item = (i128, Money)>, otherwise: Money) -> Self {
        Self { shares: shares.into_iter().filter(|(nano, _)| *nano > 0).collect(), otherwise }
    }

    /// Of differences by tier, those that their sum is made of: what stands in another tier on the other side cancels.
    pub(super) fn of_sum(differences: &[(i128, Money)]) -> Self {
        let sum: i128 = differences.iter().map(|(nano, _)| *nano).sum();
        let shares = differences.iter().map(|(nano, price)| (nano * sum.signum(), *price));
        Self::of(shares, Money::ZERO)
    }

    /// What a quantity costs that is made up of the tiers in these proportions.
    pub(super) fn amount(&self, nano: i128) -> Money {
        if self.shares.is_empty() {
            return amount(nano, self.otherwise);
        }
        let whole: i128 = self.shares.iter().map(|(share, _)| *share).sum();
        let mut left = nano.abs();
        let mut sum = Money::ZERO;
        for (index, (share, price)) in self.shares.iter().enumerate() {
            let is_last = index + 1 == self.shares.len();
            // Rounded up, until nothing is left: the shares add up.
            let part = if is_last { left } else { ceiling(nano.abs(), *share, whole).min(left) };
            left -= part;
            sum = sum + amount(part * nano.signum(), *price);
        }
        sum
    }

    /// What a million units cost.
    pub(super) fn a_million(&self) -> Money {
        self.amount(SCALE)
    }
}

/// Quantity × price, rounded half-even to 12 places.
pub fn amount(nano: i128, a_million: Money) -> Money {
    let price = a_million.pico();
    // In two parts, so that no product leaves 128 bits.
    let whole = (nano / SCALE).saturating_mul(price);
    let product = (nano % SCALE).saturating_mul(price);
    Money::from_pico(whole.saturating_add(half_even(product, SCALE)))
}

/// `dividend ÷ divisor`, rounded half-even; the divisor is above 0.
pub(super) fn half_even(dividend: i128, divisor: i128) -> i128 {
    let (quotient, rest) = (dividend.div_euclid(divisor), dividend.rem_euclid(divisor));
    // The rest is below the divisor: it fits twice.
    match rest.saturating_mul(2).cmp(&divisor) {
        std::cmp::Ordering::Less => quotient,
        std::cmp::Ordering::Greater => quotient + 1,
        std::cmp::Ordering::Equal => quotient + quotient.rem_euclid(2),
    }
}

/// How much of each difference is only another name for the same tokens: what stands on one side as uncached and on the
/// other as cached. Positive and negative differences of input cancel; each side gives in proportion.
pub(super) fn moved(differences: &BTreeMap<&str, i128>, is_same_calls: bool) -> BTreeMap<String, i128> {
    let input = || differences.iter().filter(|(meter, _)| is_input(meter));
    if is_same_calls {
        return input().map(|(meter, nano)| ((*meter).to_owned(), *nano)).collect();
    }
    let more: i128 = input().map(|(_, nano)| *nano.max(&0)).sum();
    let less: i128 = input().map(|(_, nano)| -*nano.min(&0)).sum();
    let moved = more.min(less);
    if moved == 0 {
        return BTreeMap::new();
    }
    let mut left = (moved, moved);
    let mut all = BTreeMap::new();
    for (meter, nano) in input() {
        let (of, left) = if *nano > 0 { (more, &mut left.0) } else { (less, &mut left.1) };
        // Rounded up, until nothing is left: the shares of a side add up.
        let share = ceiling(nano.abs(), moved, of).min(*left);
        *left -= share;
        all.insert((*meter).to_owned(), share * nano.signum());
    }
    all
}

/// `part × of ÷ whole`, rounded up; `of` is not above `whole`.
fn ceiling(part: i128, of: i128, whole: i128) -> i128 {
    if of == whole {
        return part;
    }
    match part.checked_mul(of) {
        Some(product) => product / whole + i128::from(product % whole != 0),
        // Beyond 10¹⁹ units to 10⁻⁹; whole units will do.
        None => {
            let units = |nano: i128| nano / 1_000_000_000;
            ceiling(units(part), units(of), units(whole).max(1)).saturating_mul(1_000_000_000).min(part)
        }
    }
}
