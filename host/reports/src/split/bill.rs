//! Billed − estimated: what a bill charges, against what the provider's usage costs by the price book.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Add;

use outlay_domain::{Money, meter};

use super::counts::{Blend, ByTier, Counts, Prices, amount, is_input, moved};

/// What a line of a bill is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    /// For what was used.
    Charge,
    /// A discount, a credit, a tax, a refund: what is no price of anything used.
    Adjustment,
    Rounding,
}

/// Lines of a bill that are about the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub kind: LineKind,
    /// None if the bill does not say, or not in our words.
    pub meter: Option<String>,
    /// The tier that it is charged in, if that is not the standard one.
    pub tier: Option<String>,
    /// In 10⁻⁹ units; none if the bill does not say.
    pub quantity: Option<i128>,
    pub amount: Money,
    /// How many lines of the bill.
    pub lines: u32,
    /// Decimals that all of them are rounded to; none if they have more than six.
    pub places: Option<u32>,
}

/// A bill, of calls of one model, or of no model.
#[derive(Debug, Clone, Copy)]
pub struct Billed<'b> {
    pub lines: &'b [Line],
    /// What the provider counted, by tier.
    pub counted: &'b ByTier<Counts>,
    pub prices: &'b Prices,
    pub estimated: Money,
}

/// They add up to billed − estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BilledParts {
    /// The same quantity at another price than the list's.
    pub list_price: Money,
    /// Charged in another tier than the usage says, or in one that the price book has no price for.
    pub tier: Money,
    /// The bill splits input into cached and uncached otherwise than the usage does, or charges it twice.
    pub billed_cache_split: Money,
    pub discount_credit_tax: Money,
    /// The bill has fewer decimals.
    pub rounding: Money,
    /// What is left.
    pub unexplained: Money,
}

impl Add for BilledParts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            list_price: self.list_price + other.list_price,
            tier: self.tier + other.tier,
            billed_cache_split: self.billed_cache_split + other.billed_cache_split,
            discount_credit_tax: self.discount_credit_tax + other.discount_credit_tax,
            rounding: self.rounding + other.rounding,
            unexplained: self.unexplained + other.unexplained,
        }
    }
}

pub fn billing(bill: Billed<'_>) -> BilledParts {
    let Billed { lines, counted, prices, estimated } = bill;
    let mut parts = BilledParts::default();
    let mut split = Charges { says_quantities: says_quantities(lines), ..Charges::default() };
    for meter in charged_meters(lines, counted) {
        if prices.has(meter) {
            let of: Vec<&Line> = lines.iter().filter(|line| line.metered() == Some(meter)).collect();
            split.charge(meter, &of, counted, prices, &mut parts);
        }
    }
    split.settle(&mut parts);
    for line in lines {
        match line.kind {
            LineKind::Charge => {}
            LineKind::Adjustment => parts.discount_credit_tax = parts.discount_credit_tax + line.amount,
            LineKind::Rounding => parts.rounding = parts.rounding + line.amount,
        }
    }
    let billed: Money = lines.iter().map(|line| line.amount).sum();
    let BilledParts { list_price, tier, billed_cache_split, discount_credit_tax, rounding, .. } = parts;
    let left = billed - estimated - list_price - tier - billed_cache_split - discount_credit_tax - rounding;
    if is_rounded(left, lines.iter().filter(|line| line.kind == LineKind::Charge)) {
        parts.rounding = parts.rounding + left;
    } else {
        parts.unexplained = left;
    }
    parts
}

/// The meters that lines charge for. A bill that charges input also says, by its silence, which input it does not charge.
fn charged_meters<'b>(lines: &'b [Line], counted: &'b ByTier<Counts>) -> BTreeSet<&'b str> {
    let mut meters: BTreeSet<&str> = lines.iter().filter_map(Line::metered).collect();
    if meters.iter().any(|meter| is_input(meter)) {
        meters.extend(counted.values().flat_map(Counts::iter).map(|(meter, _)| meter).filter(|meter| is_input(meter)));
    }
    meters
}

/// Whether the lines for input say how much they charge for.
fn says_quantities(lines: &[Line]) -> bool {
    lines.iter().filter(|line| line.metered().is_some_and(is_input)).all(|line| line.quantity.is_some())
}

impl Line {
    /// The meter that it charges for.
    fn metered(&self) -> Option<&str> {
        self.meter.as_deref().filter(|_| self.kind == LineKind::Charge)
    }
}

/// The quantities that lines charge for, against those that were counted.
#[derive(Default)]
struct Charges<'b> {
    /// Said by the bill: the difference in quantity.
    said: BTreeMap<&'b str, i128>,
    /// The tiers that it lies in.
    blends: BTreeMap<&'b str, Blend>,
    /// Of lines without a quantity: what was counted and what was charged.
    unsaid: BTreeMap<&'b str, Unsaid>,
    has_output: bool,
    says_quantities: bool,
}

struct Unsaid {
    /// In 10⁻⁹ units.
    counted: i128,
    /// Billed less what was counted at the list's price.
    difference: Money,
    billed: Money,
    slack: i128,
    price: Money,
}

impl<'b> Charges<'b> {
    /// Lines of one meter.
    fn charge(
        &mut self,
        meter: &'b str,
        lines: &[&'b Line],
        counted: &ByTier<Counts>,
        prices: &Prices,
        parts: &mut BilledParts,
    ) {
        let price = |tier: Option<&str>| prices.get(tier, meter).unwrap_or_default();
        let tiers: BTreeSet<&str> = lines.iter().filter_map(|line| line.tier.as_deref()).collect();
        // Lines of no tier charge for all tiers that no line names.
        let is_named = |tier: &Option<String>| tier.as_deref().is_some_and(|tier| tiers.contains(tier));
        let of_plain = counted.iter().filter(|(tier, _)| !is_named(tier));
        let of_plain = of_plain.map(|(tier, counts)| (counts.get(meter), price(tier.as_deref())));
        let of_plain: Vec<(i128, Money)> = of_plain.collect();
        let mut used: i128 = of_plain.iter().map(|(nano, _)| *nano).sum();
        let expected = Blend::of(of_plain, price(None));
        let of_tier = |tier: &'b str| lines.iter().copied().filter(move |line| line.tier.as_deref() == Some(tier));
        let counted_in = |tier: &str| counted.get(&Some(tier.to_owned())).map(|counts| counts.get(meter));
        let charged_in = |tier: &'b str| {
            let said: Option<i128> = of_tier(tier).map(|line| line.quantity).sum();
            Some((tier, said.or(counted_in(tier))?))
        };
        let Some(charged) = tiers.iter().map(|tier| charged_in(tier)).collect::<Option<Vec<_>>>() else {
            // How much of it was used in which tier is not known: all of the difference is the tiers'.
            let whole: Money = lines.iter().map(|line| line.amount).sum();
            let at_list = counted.iter().map(|(tier, counts)| amount(counts.get(meter), price(tier.as_deref())));
            parts.tier = parts.tier + whole - at_list.sum::<Money>();
            return;
        };
        // By tier, how much more the bill charges than was counted, and at which price.
        let mut differences = Vec::new();
        for (tier, quantity) in charged {
            let billed: Money = of_tier(tier).map(|line| line.amount).sum();
            // Where the usage does not tell the tier, what was counted of it stands in the standard one.
            let counts = counted_in(tier);
            let at = price(counts.and(Some(tier)));
            let difference = billed - amount(quantity, at);
            let part = if counts.is_none() || !prices.is_apart(Some(tier), meter) {
                &mut parts.tier
            } else if is_rounded(difference, of_tier(tier)) {
                &mut parts.rounding
            } else {
                &mut parts.list_price
            };
            *part = *part + difference;
            differences.push((quantity - counts.unwrap_or_default(), at));
        }
        self.has_output |= meter == meter::OUTPUT_TOKENS;
        let plain = || lines.iter().copied().filter(|line| line.tier.is_none());
        let billed: Money = plain().map(|line| line.amount).sum();
        let is_charged = plain().next().is_some() || !tiers.is_empty();
        let said: Option<i128> = plain().map(|line| line.quantity).sum();
        if let Some(quantity) = said.filter(|_| is_charged || self.says_quantities) {
            let difference = billed - expected.amount(quantity);
            let part = if is_rounded(difference, plain()) { &mut parts.rounding } else { &mut parts.list_price };
            *part = *part + difference;
            differences.push((quantity - used, expected.a_million()));
            self.said.insert(meter, differences.iter().map(|(nano, _)| *nano).sum());
        } else {
            let elsewhere: i128 = differences.iter().map(|(nano, _)| *nano).sum();
            differences.push((-elsewhere, expected.a_million()));
            used -= elsewhere;
            let difference = billed - expected.amount(used);
            let slack = slack(plain()).unwrap_or_default();
            self.unsaid.insert(meter, Unsaid { counted: used, difference, billed, slack, price: expected.a_million() });
        }
        // What is charged in another tier than it was counted in.
        let blend = Blend::of_sum(&differences);
        let whole: i128 = differences.iter().map(|(nano, _)| *nano).sum();
        let by_tier: Money = differences.iter().map(|(nano, price)| amount(*nano, *price)).sum();
        parts.tier = parts.tier + by_tier - blend.amount(whole);
        self.blends.insert(meter, blend);
    }

    /// Whether differences are another price, or other quantities of cached input.
    fn settle(self, parts: &mut BilledParts) {
        // With the same output, the calls are the same: input differs by how it is split only.
        let is_same = self.has_output && self.said.get(meter::OUTPUT_TOKENS) == Some(&0);
        for (meter, quantity) in moved(&self.said, is_same) {
            let amount = self.blends.get(meter.as_str()).map_or(Money::ZERO, |blend| blend.amount(quantity));
            parts.billed_cache_split = parts.billed_cache_split + amount;
        }
        let input = || self.unsaid.iter().filter(|(meter, _)| is_input(meter)).map(|(_, one)| one);
        // Charged at the list's prices, it would be for so many tokens: as many as were used?
        let charged: Option<i128> = input().map(Unsaid::charged).sum();
        let used: i128 = input().map(|one| one.counted).sum();
        let is_split = charged.is_some_and(|charged| {
            let slack: i128 = input().map(Unsaid::slack).sum();
            used > 0 && (charged - used).abs() <= slack
        });
        for (meter, one) in &self.unsaid {
            if one.difference.pico().abs() <= one.slack {
                parts.rounding = parts.rounding + one.difference;
            } else if is_split && is_input(meter) {
                parts.billed_cache_split = parts.billed_cache_split + one.difference;
            } else {
                parts.list_price = parts.list_price + one.difference;
            }
        }
    }
}

impl Unsaid {
    /// In 10⁻⁹ units; none for what is free.
    fn charged(&self) -> Option<i128> {
        units(self.billed.pico(), self.price)
    }

    /// How far the charged quantity may be off: a unit, or what the bill was rounded by.
    fn slack(&self) -> i128 {
        units(self.slack, self.price).unwrap_or_default().max(1_000_000_000)
    }
}

/// Amount ÷ price, in 10⁻⁹ units.
fn units(pico: i128, a_million: Money) -> Option<i128> {
    let price = a_million.pico();
    // A price has 12 decimals for a million units, so a thousandth of a unit is exact enough.
    let thousandths = pico.checked_mul(1_000_000_000)?.checked_div(price)?;
    thousandths.checked_mul(1_000_000)
}

/// Whether lines of a bill may be off by so much because they have fewer decimals than our amounts.
fn is_rounded<'l>(difference: Money, lines: impl Iterator<Item = &'l Line>) -> bool {
    slack(lines).is_some_and(|slack| difference.pico().abs() <= slack)
}

/// Half of the last place of each line, in 10⁻¹². None if a line is not rounded.
fn slack<'l>(lines: impl Iterator<Item = &'l Line>) -> Option<i128> {
    lines.map(|line| Some(10_i128.pow(12 - line.places?.min(12)) / 2 * i128::from(line.lines))).sum()
}
