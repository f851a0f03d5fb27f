//! Each fault alone, and that parts add up whatever the numbers are.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use outlay_domain::{Money, meter};

use super::*;

const UNIT: i128 = 1_000_000_000;
const INPUT: &str = meter::INPUT_TOKENS;
const READ: &str = meter::CACHE_READ_TOKENS;
const OUTPUT: &str = meter::OUTPUT_TOKENS;

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn counts(units: &[(&str, i128)]) -> Counts {
    let mut counts = Counts::default();
    units.iter().for_each(|(meter, units)| counts.add(meter, units * UNIT));
    counts
}

/// 2 $ a million of input, a tenth of it from the cache, 8 $ of output.
fn prices() -> Prices {
    let mut prices = Prices::default();
    [(INPUT, "2"), (READ, "0.2"), (OUTPUT, "8")]
        .iter()
        .for_each(|(meter, price)| prices.set(None, meter, money(price)));
    prices
}

fn cost(counts: &Counts) -> Money {
    counts.iter().map(|(meter, nano)| amount(nano, prices().get(None, meter).unwrap_or_default())).sum()
}

const DAY: [(&str, i128); 4] = [(INPUT, 600_000), (READ, 400_000), (OUTPUT, 100_000), (REQUESTS, 10)];

fn metered(counted: &Counts, metered: &Counts, late: &Counts, is_open: bool, cost_of: Money) -> MeteringParts {
    let prices = prices();
    let (estimated, cost) = (cost(counted), cost_of);
    let (counted, metered) = (&BTreeMap::from([(None, counted.clone())]), &BTreeMap::from([(None, metered.clone())]));
    let (parts, meters) = metering(Metering { counted, metered, late, is_open, prices: &prices, estimated, cost });
    let MeteringParts { calls_not_metered, cache_split, late_data, metered_price } = parts;
    assert_eq!(calls_not_metered + cache_split + late_data + metered_price, estimated - cost);
    let by_meter: Money = meters.values().map(|one| one.calls_not_metered + one.cache_split + one.late_data).sum();
    assert_eq!(by_meter, estimated - cost - metered_price, "by meter, it is the same");
    parts
}

#[test]
fn what_agrees_has_no_parts() {
    let day = counts(&DAY);
    assert_eq!(metered(&day, &day, &Counts::default(), false, cost(&day)), MeteringParts::default());
}

#[test]
fn calls_that_nobody_metered() {
    let (day, half) = (counts(&DAY), counts(&[(INPUT, 100_000), (READ, 400_000), (OUTPUT, 50_000), (REQUESTS, 5)]));
    let parts = metered(&day, &half, &Counts::default(), false, cost(&half));
    assert_eq!(parts, MeteringParts { calls_not_metered: money("1.4"), ..MeteringParts::default() });
    let none = Counts::default();
    let parts = metered(&day, &none, &none, false, Money::ZERO);
    assert_eq!(parts, MeteringParts { calls_not_metered: cost(&day), ..MeteringParts::default() });
}

#[test]
fn cached_tokens_that_count_as_uncached() {
    // By the number of calls, by the output where it is not told, and by the sum of the input where some are missing.
    let uncached = [(INPUT, 1_000_000), (OUTPUT, 100_000)];
    let split = MeteringParts { cache_split: money("-0.72"), ..MeteringParts::default() };
    for requests in [10, 0] {
        let counted = counts(&[(INPUT, 600_000), (READ, 400_000), (OUTPUT, 100_000), (REQUESTS, requests)]);
        let mut metered_as = counts(&uncached);
        metered_as.add(REQUESTS, 10 * UNIT);
        assert_eq!(metered(&counted, &metered_as, &Counts::default(), false, cost(&metered_as)), split);
    }
    let metered_as = counts(&[(INPUT, 900_000), (OUTPUT, 90_000), (REQUESTS, 9)]);
    let parts = metered(&counts(&DAY), &metered_as, &Counts::default(), false, cost(&metered_as));
    assert_eq!(parts.metered_price, Money::ZERO);
    assert_eq!(parts.cache_split, money("-0.54"), "300,000 of them stand on the other side");
    assert_eq!(parts.calls_not_metered, money("0.1"), "100,000 cached and 10,000 of output");
}

#[test]
fn cached_tokens_that_count_twice() {
    // The input of some providers contains what was cached; who adds that has it twice.
    let twice = counts(&[(INPUT, 1_000_000), (READ, 400_000), (OUTPUT, 100_000), (REQUESTS, 10)]);
    let parts = metered(&counts(&DAY), &twice, &Counts::default(), false, cost(&twice));
    assert_eq!(parts, MeteringParts { cache_split: money("-0.8"), ..MeteringParts::default() });
}

#[test]
fn calls_that_the_provider_has_not_counted_yet() {
    let (day, more) = (counts(&DAY), counts(&[(INPUT, 700_000), (READ, 400_000), (OUTPUT, 110_000), (REQUESTS, 11)]));
    let late = counts(&[(INPUT, 100_000), (OUTPUT, 10_000), (REQUESTS, 1)]);
    let expected = MeteringParts { late_data: money("-0.28"), ..MeteringParts::default() };
    assert_eq!(metered(&day, &more, &late, false, cost(&more)), expected);
    assert_eq!(metered(&day, &more, &Counts::default(), true, cost(&more)), expected, "while the day is open");
    // On a day that is settled, they are calls of somebody else.
    let settled = metered(&day, &more, &Counts::default(), false, cost(&more));
    assert_eq!(settled, MeteringParts { calls_not_metered: money("-0.28"), ..MeteringParts::default() });
}

#[test]
fn calls_metered_at_another_price() {
    let day = counts(&DAY);
    let parts = metered(&day, &day, &Counts::default(), false, money("3"));
    assert_eq!(parts, MeteringParts { metered_price: cost(&day) - money("3"), ..MeteringParts::default() });
}

fn charge(meter: Option<&str>, quantity: Option<i128>, amount: &str) -> Line {
    Line {
        kind: LineKind::Charge,
        meter: meter.map(str::to_owned),
        tier: None,
        quantity: quantity.map(|units| units * UNIT),
        amount: money(amount),
        lines: 1,
        places: None,
    }
}

fn other(kind: LineKind, amount: &str) -> Line {
    Line { kind, ..charge(None, None, amount) }
}

/// What the day costs by the list.
fn listed() -> Vec<Line> {
    vec![
        charge(Some(INPUT), Some(600_000), "1.2"),
        charge(Some(READ), Some(400_000), "0.08"),
        charge(Some(OUTPUT), Some(100_000), "0.8"),
    ]
}

fn billed_by(counted: &ByTier<Counts>, lines: &[Line]) -> BilledParts {
    let estimated: Money = counted.values().map(cost).sum();
    let parts = billing(Billed { lines, counted, prices: &prices(), estimated });
    let billed: Money = lines.iter().map(|line| line.amount).sum();
    let BilledParts { list_price, tier, billed_cache_split, discount_credit_tax, rounding, unexplained } = parts;
    let sum = list_price + tier + billed_cache_split + discount_credit_tax + rounding + unexplained;
    assert_eq!(sum, billed - estimated);
    parts
}

fn billed(lines: &[Line]) -> BilledParts {
    billed_by(&BTreeMap::from([(None, counts(&DAY))]), lines)
}

/// The lines without their quantities.
fn unsaid(lines: Vec<Line>) -> Vec<Line> {
    lines.into_iter().map(|line| Line { quantity: None, ..line }).collect()
}

#[test]
fn a_bill_at_the_list_price_has_no_parts() {
    assert_eq!(billed(&listed()), BilledParts::default());
    assert_eq!(billed(&unsaid(listed())), BilledParts::default());
    assert_eq!(billed(&[charge(None, None, "2.08")]), BilledParts::default());
}

#[test]
fn another_price_than_the_list() {
    let mut lines = listed();
    lines[0].amount = money("1.5");
    let expected = BilledParts { list_price: money("0.3"), ..BilledParts::default() };
    assert_eq!(billed(&lines), expected);
    assert_eq!(billed(&unsaid(lines)), expected);
}

#[test]
fn another_tier() {
    let batch = Some("batch".to_owned());
    let mut lines = listed();
    lines.push(Line { tier: batch.clone(), ..charge(Some(OUTPUT), Some(50_000), "0.2") });
    let expected = BilledParts { tier: money("-0.2"), ..BilledParts::default() };
    let counted = BTreeMap::from([(None, counts(&DAY)), (batch, counts(&[(OUTPUT, 50_000)]))]);
    assert_eq!(billed_by(&counted, &lines), expected);
    assert_eq!(billed_by(&counted, &unsaid(lines.clone())), expected, "the usage says how much it was");
    // Where the usage does not tell tiers apart.
    let together = BTreeMap::from([(None, {
        let mut all = counts(&DAY);
        all.add(OUTPUT, 50_000 * UNIT);
        all
    })]);
    assert_eq!(billed_by(&together, &lines), expected);
    assert_eq!(billed_by(&together, &unsaid(lines)), expected);
}

/// The same, and half of it in batches.
fn prices_of_tiers() -> Prices {
    let mut prices = prices();
    [(INPUT, "1"), (READ, "0.1"), (OUTPUT, "4")]
        .iter()
        .for_each(|(meter, price)| prices.set(Some("batch"), meter, money(price)));
    prices
}

fn batch() -> Option<String> {
    Some("batch".to_owned())
}

/// What both sides say of standard calls and of batches.
fn in_tiers(standard: &[(&str, i128)], batches: &[(&str, i128)]) -> ByTier<Counts> {
    BTreeMap::from([(None, counts(standard)), (batch(), counts(batches))])
}

fn cost_of_tiers(by_tier: &ByTier<Counts>) -> Money {
    let prices = prices_of_tiers();
    let all = by_tier.iter().flat_map(|(tier, counts)| counts.iter().map(move |(meter, nano)| (tier, meter, nano)));
    all.filter_map(|(tier, meter, nano)| Some(amount(nano, prices.get(tier.as_deref(), meter)?))).sum()
}

#[test]
fn tiers_are_metered_at_their_own_prices() {
    let prices = prices_of_tiers();
    let check = |counted: &ByTier<Counts>, metered: &ByTier<Counts>, expected: MeteringParts| {
        let (estimated, cost) = (cost_of_tiers(counted), cost_of_tiers(metered));
        let late = &Counts::default();
        let (parts, _) =
            metering(Metering { counted, metered, late, is_open: false, prices: &prices, estimated, cost });
        assert_eq!(parts, expected);
    };
    let day = in_tiers(&[(INPUT, 600_000), (OUTPUT, 100_000)], &[(INPUT, 300_000), (OUTPUT, 50_000)]);
    check(&day, &day, MeteringParts::default());
    let some = in_tiers(&[(INPUT, 600_000), (OUTPUT, 100_000)], &[(INPUT, 200_000), (OUTPUT, 40_000)]);
    check(&day, &some, MeteringParts { calls_not_metered: money("0.14"), ..MeteringParts::default() });
    // Batches metered as standard calls are no other calls.
    let mixed = in_tiers(&[(INPUT, 900_000), (OUTPUT, 150_000)], &[]);
    check(&day, &mixed, MeteringParts { metered_price: money("-0.5"), ..MeteringParts::default() });
    let cached =
        in_tiers(&[(INPUT, 600_000), (OUTPUT, 100_000)], &[(INPUT, 100_000), (READ, 200_000), (OUTPUT, 50_000)]);
    check(&cached, &day, MeteringParts { cache_split: money("-0.18"), ..MeteringParts::default() });
}

fn in_batches(meter: &str, quantity: Option<i128>, amount: &str) -> Line {
    Line { tier: batch(), ..charge(Some(meter), quantity, amount) }
}

#[test]
fn tiers_are_billed_at_their_own_prices() {
    let prices = prices_of_tiers();
    let counted = in_tiers(&[(INPUT, 600_000), (OUTPUT, 100_000)], &[(INPUT, 300_000), (OUTPUT, 50_000)]);
    let check = |counted: &ByTier<Counts>, lines: &[Line], expected: BilledParts| {
        let parts = billing(Billed { lines, counted, prices: &prices, estimated: cost_of_tiers(counted) });
        assert_eq!(parts, expected, "{lines:?}");
    };
    let bill = |input: &str, quantities: bool| {
        let said = |units: i128| quantities.then_some(units);
        vec![
            charge(Some(INPUT), said(600_000), "1.2"),
            charge(Some(OUTPUT), said(100_000), "0.8"),
            in_batches(INPUT, said(300_000), input),
            in_batches(OUTPUT, said(50_000), "0.2"),
        ]
    };
    for quantities in [true, false] {
        check(&counted, &bill("0.3", quantities), BilledParts::default());
        let dearer = BilledParts { list_price: money("0.06"), ..BilledParts::default() };
        check(&counted, &bill("0.36", quantities), dearer);
    }
    // Only batches, and lines that do not say so.
    let only = BTreeMap::from([(batch(), counts(&[(INPUT, 300_000)]))]);
    check(&only, &[in_batches(INPUT, Some(300_000), "0.3")], BilledParts::default());
    check(&only, &[charge(Some(INPUT), Some(300_000), "0.3")], BilledParts::default());
    check(
        &counted,
        &[charge(Some(INPUT), Some(900_000), "1.5"), charge(Some(OUTPUT), None, "1")],
        BilledParts::default(),
    );
    // Some of the batches are charged as standard calls.
    let lines = [charge(Some(INPUT), Some(100_000), "0.2"), in_batches(INPUT, Some(200_000), "0.2")];
    check(&only, &lines, BilledParts { tier: money("0.1"), ..BilledParts::default() });
    // Cached tokens of batches are charged in full.
    let cached = BTreeMap::from([(batch(), counts(&[(INPUT, 300_000), (READ, 200_000)]))]);
    let lines = [in_batches(INPUT, Some(500_000), "0.5")];
    check(&cached, &lines, BilledParts { billed_cache_split: money("0.18"), ..BilledParts::default() });
}

#[test]
fn a_bill_that_splits_input_otherwise() {
    let expected = |amount| BilledParts { billed_cache_split: money(amount), ..BilledParts::default() };
    let uncached = vec![charge(Some(INPUT), Some(1_000_000), "2"), charge(Some(OUTPUT), Some(100_000), "0.8")];
    assert_eq!(billed(&uncached), expected("0.72"));
    assert_eq!(billed(&[unsaid(uncached), vec![charge(Some(READ), None, "0")]].concat()), expected("0.72"));
    let mut twice = listed();
    twice[0] = charge(Some(INPUT), Some(1_000_000), "2");
    assert_eq!(billed(&twice), expected("0.8"));
}

#[test]
fn discounts_credits_and_taxes() {
    let lines = [listed(), vec![other(LineKind::Adjustment, "-0.5"), other(LineKind::Adjustment, "0.3")]].concat();
    assert_eq!(billed(&lines), BilledParts { discount_credit_tax: money("-0.2"), ..BilledParts::default() });
}

#[test]
fn fewer_decimals() {
    let lines = [listed(), vec![other(LineKind::Rounding, "0.0001")]].concat();
    assert_eq!(billed(&lines), BilledParts { rounding: money("0.0001"), ..BilledParts::default() });
    // Two lines of 0.004 each.
    let counted = BTreeMap::from([(None, counts(&[(INPUT, 602_000), (OUTPUT, 100_500)]))]);
    let cents = |meter, quantity, amount| Line { places: Some(2), ..charge(Some(meter), quantity, amount) };
    for quantities in [(Some(602_000), Some(100_500)), (None, None)] {
        let lines = [cents(INPUT, quantities.0, "1.2"), cents(OUTPUT, quantities.1, "0.8")];
        assert_eq!(billed_by(&counted, &lines), BilledParts { rounding: money("-0.008"), ..BilledParts::default() });
    }
    let whole = [Line { places: Some(2), ..charge(None, None, "2.01") }];
    assert_eq!(billed_by(&counted, &whole).rounding, money("0.002"));
}

#[test]
fn what_nobody_understands_is_left() {
    let lines = [listed(), vec![charge(None, None, "5")]].concat();
    assert_eq!(billed(&lines), BilledParts { unexplained: money("5"), ..BilledParts::default() });
    // More is charged than the provider itself counted.
    let mut more = listed();
    more[2] = charge(Some(OUTPUT), Some(200_000), "1.6");
    assert_eq!(billed(&more), BilledParts { unexplained: money("0.8"), ..BilledParts::default() });
}

/// Always the same numbers.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }

    fn counts(&mut self) -> Counts {
        let most = [1_000, 1_000_000_000, 1_000_000_000_000][self.below(3) as usize];
        let meters = [INPUT, READ, meter::CACHE_WRITE_TOKENS, meter::CACHE_WRITE_1H_TOKENS, OUTPUT, REQUESTS, "images"];
        let mut counts = Counts::default();
        for name in meters {
            if self.below(3) > 0 {
                counts.add(name, i128::from(self.below(most)) * i128::from(1 + self.below(UNIT as u64)));
            }
        }
        counts
    }

    fn by_tier(&mut self) -> ByTier<Counts> {
        BTreeMap::from([(None, self.counts()), (batch(), self.counts())])
    }

    fn money(&mut self) -> Money {
        Money::from_pico(i128::from(self.below(1 << 60)) - (1 << 58))
    }

    fn line(&mut self) -> Line {
        let kind = [LineKind::Charge, LineKind::Charge, LineKind::Charge, LineKind::Adjustment, LineKind::Rounding];
        let meters = [Some(INPUT), Some(READ), Some(OUTPUT), Some("images"), None];
        let places = [None, Some(2), Some(6)];
        Line {
            kind: kind[self.below(5) as usize],
            meter: meters[self.below(5) as usize].map(str::to_owned),
            tier: (self.below(4) == 0).then(|| "batch".to_owned()),
            quantity: (self.below(2) == 0).then(|| i128::from(self.below(1 << 60))),
            amount: self.money(),
            lines: 1 + self.below(9) as u32,
            places: places[self.below(3) as usize],
        }
    }
}

#[test]
fn parts_add_up_whatever_the_numbers_are() {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for _ in 0..20_000 {
        let (counted, metered_as) = (dice.counts(), dice.counts());
        let late = dice.counts();
        let (is_open, cost) = (dice.below(2) == 0, dice.money());
        // Asserts that they add up.
        metered(&counted, &metered_as, &late, is_open, cost);
        let sides = [dice.by_tier(), dice.by_tier()];
        let (prices, estimated) = (prices_of_tiers(), dice.money());
        let (counted_in, metered_in) = (&sides[0], &sides[1]);
        let (MeteringParts { calls_not_metered, cache_split, late_data, metered_price }, _) = metering(Metering {
            counted: counted_in,
            metered: metered_in,
            late: &late,
            is_open,
            prices: &prices,
            estimated,
            cost,
        });
        assert_eq!(calls_not_metered + cache_split + late_data + metered_price, estimated - cost);
        let by_tier = BTreeMap::from([(None, counted), (batch(), metered_as)]);
        let lines: Vec<Line> = (0..dice.below(8)).map(|_| dice.line()).collect();
        billed_by(&by_tier, &lines);
    }
}

#[test]
fn amounts_are_rounded_half_even() {
    let at = |units: i128, price: i128| amount(units, Money::from_pico(price)).pico();
    assert_eq!(at(UNIT, 1_500_000), 2);
    assert_eq!(at(UNIT, 2_500_000), 2);
    assert_eq!(at(UNIT, 2_500_001), 3);
    assert_eq!((at(-UNIT, 1_500_000), at(-UNIT, 2_500_000)), (-2, -2));
    // 10¹⁵ units at 1,000 $ a million.
    assert_eq!(amount(1_000_000_000_000_000 * UNIT, money("1000")), money("1000000000000"));
}
