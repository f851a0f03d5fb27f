//! What holds of any calls.

use std::thread;

use outlay_domain::{CostLine, Dimension, Event, Money, Quantity};
use outlay_pricing::own::{MeterPrice, OwnPrice, OwnTerms, PriceTier};
use outlay_pricing::{PriceBook, TiersBy};
use proptest::prelude::*;

use crate::own::{book, price, prices};
use crate::{at, call};

const MODELS: &[(&str, &str)] = &[
    ("openai", "gpt-4o"),
    ("openai", "gpt-5.4"),
    ("openai", "whisper-1"),
    ("anthropic", "claude-sonnet-4-5"),
    ("google", "gemini-2.5-pro"),
    ("deepseek", "deepseek-v4-flash"),
    ("azure", "gpt-5"),
    ("aws", "eu.amazon.nova-lite-v1:0"),
    ("perplexity", "sonar"),
    ("openai", "gpt-fail"),
];
const METERS: &[&str] = &[
    "input_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "cache_write_1h_tokens",
    "output_tokens",
    "reasoning_tokens",
    "input_image_tokens",
    "seconds",
    "web_searches",
    "apples",
];

fn any_event() -> impl Strategy<Value = Event> {
    let meters = prop::collection::btree_map(prop::sample::select(METERS), 0..2_000_000_u32, 0..5);
    let times = prop::sample::select(vec![
        "2026-03-01T02:00:00Z",
        "2026-08-20T02:30:00Z",
        "2026-11-07T02:00:00Z",
        "2026-11-24T07:00:00.5Z",
    ]);
    let tiers = prop::sample::select(vec!["", "batch", "flex", "priority", "default"]);
    (prop::sample::select(MODELS), meters, times, tiers).prop_map(|((provider, model), meters, time, tier)| {
        let mut event = call(provider, model, &[]);
        event.event_time = at(time);
        event.dimensions.set(Dimension::ServiceTier, tier);
        event.meters = meters.into_iter().map(|(name, count)| (name.into(), Quantity::from(count))).collect();
        event
    })
}

fn sum(lines: &[CostLine]) -> Option<Money> {
    lines.iter().map(|line| line.amount).sum()
}

proptest! {
    #[test]
    fn neither_order_nor_grouping_changes_a_total(
        events in prop::collection::vec(any_event(), 1..40),
        order in prop::collection::vec(any::<prop::sample::Index>(), 40),
        cuts in prop::collection::vec(1..7_usize, 40),
    ) {
        let book = PriceBook::bundled().unwrap();
        let costs = |events: &[Event]| events.iter().filter_map(|event| book.price(event).computed).sum::<Money>();
        let total = costs(&events);
        let mut shuffled = events.clone();
        for (place, other) in order.iter().enumerate().take(shuffled.len()) {
            let other = other.index(shuffled.len());
            shuffled.swap(place, other);
        }
        let (mut rest, mut grouped) = (shuffled.as_slice(), Money::ZERO);
        for cut in cuts {
            let (group, after) = rest.split_at(cut.min(rest.len()));
            grouped = grouped + costs(group);
            rest = after;
        }
        grouped = grouped + costs(rest);
        prop_assert_eq!(grouped, total);
    }

    #[test]
    fn a_call_costs_the_same_again_and_in_another_thread(events in prop::collection::vec(any_event(), 1..8)) {
        let book = PriceBook::bundled().unwrap();
        let once: Vec<_> = events.iter().map(|event| book.price(event)).collect();
        let again: Vec<_> = events.iter().map(|event| book.price(event)).collect();
        let (book, events) = (&book, &events);
        let elsewhere = thread::scope(|scope| {
            let each = |_| scope.spawn(move || events.iter().rev().map(|event| book.price(event)).collect::<Vec<_>>());
            [0, 1].map(each).map(|thread| thread.join().unwrap())
        });
        prop_assert_eq!(&once, &again);
        for mut other in elsewhere {
            other.reverse();
            prop_assert_eq!(&once, &other);
        }
    }

    #[test]
    fn the_lines_of_a_known_cost_add_up(event in any_event()) {
        let cost = PriceBook::bundled().unwrap().price(&event);
        if let Some(computed) = cost.computed {
            prop_assert_eq!(sum(&cost.lines), Some(computed));
            prop_assert!(cost.unpriced.is_none());
        } else {
            prop_assert!(cost.unpriced.is_some());
        }
    }

    #[test]
    fn a_discount_of_nothing_changes_nothing(event in any_event()) {
        let nothing = OwnTerms::Discount { percent: "0".to_owned(), meters: None };
        let providers = ["openai", "anthropic", "google", "deepseek", "azure", "aws", "perplexity"];
        let discounts = providers.iter().map(|provider| price(provider, &[("provider", provider)], nothing.clone()));
        let cost = book(discounts.collect()).price(&event);
        prop_assert_eq!(cost, PriceBook::bundled().unwrap().price(&event));
    }

    #[test]
    fn a_price_that_is_the_lists_gives_the_lists_amounts(event in any_event()) {
        let list = PriceBook::bundled().unwrap();
        let listed = list.price(&event);
        // Of what the list asked in this very call.
        let own: Vec<_> = listed.lines.iter().filter_map(|line| {
            let price = line.unit_price.as_deref()?.to_owned();
            Some((line.meter.as_str(), MeterPrice { price, per: line.per, tiers: Vec::new(), tiers_by: TiersBy::Context }))
        }).collect();
        prop_assume!(!own.is_empty());
        let provider = event.dimensions.get(Dimension::Provider).unwrap().to_owned();
        let cost = book(vec![price("a", &[("provider", &provider)], prices(&own))]).price(&event);
        prop_assert_eq!((cost.computed, cost.effective, &cost.unpriced), (listed.computed, listed.effective, &listed.unpriced));
        let amounts = |lines: &[CostLine]| lines.iter().map(|line| (line.meter.clone(), line.quantity, line.amount)).collect::<Vec<_>>();
        prop_assert_eq!(amounts(&cost.lines), amounts(&listed.lines));
    }

    #[test]
    fn graduated_tiers_charge_each_unit_once(
        quantity in 0..5_000_000_u64,
        thousandths in 0..1000_u32,
        steps in prop::collection::vec((1..1_000_000_u64, 0..10_000_u32), 0..6),
        base in 0..10_000_u32,
    ) {
        // Prices in thousandths, for one unit each, so that the sum by hand is in whole numbers of 10⁻⁶.
        let text = |thousandths: u32| format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
        let mut over = 0;
        let tiers: Vec<(u64, u32)> = steps.iter().map(|(step, price)| { over += step; (over, *price) }).collect();
        let graduated = MeterPrice {
            price: text(base),
            per: 1_000_000,
            tiers: tiers.iter().map(|(over, price)| PriceTier { over: *over, price: text(*price) }).collect(),
            tiers_by: TiersBy::Graduated,
        };
        let own: OwnPrice = price("a", &[("model", "m")], prices(&[("apples", graduated)]));
        let counted = quantity * 1000 + u64::from(thousandths);
        let event = call("acme", "m", &[("apples", &format!("{quantity}.{thousandths:03}"))]);
        let cost = book(vec![own]).price(&event);

        // In thousandths of a unit × thousandths of a price ÷ 10⁶: each is 10⁻¹².
        let mut by_hand = 0_i128;
        let mut starts = vec![(0, base)];
        starts.extend(&tiers);
        for (index, (start, price)) in starts.iter().enumerate() {
            let end = starts.get(index + 1).map_or(u64::MAX, |(next, _)| next * 1000);
            by_hand += i128::from(counted.min(end).saturating_sub(start * 1000)) * i128::from(*price);
        }
        let charged = cost.lines.iter().map(|line| line.quantity.nano()).sum::<i128>();
        prop_assert_eq!(charged, i128::from(counted) * 1_000_000);
        if counted > 0 {
            prop_assert_eq!(cost.computed.map(Money::pico), Some(by_hand));
            prop_assert_eq!(sum(&cost.lines), cost.computed);
        }
    }
}

#[test]
fn names_that_were_forgotten_mean_the_same() {
    let book = PriceBook::bundled().unwrap();
    let event = call("openai", "gpt-4o", &[("input_tokens", "1000")]);
    let before = book.price(&event);
    // More than are remembered.
    for index in 0..9000 {
        let other = call("openai", &format!("model-{index}"), &[("input_tokens", "1")]);
        assert!(book.price(&other).computed.is_none());
    }
    assert_eq!(book.price(&event), before);
}
