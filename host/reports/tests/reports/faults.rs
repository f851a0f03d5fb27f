//! One fault each in a day on which everything else agrees.

use outlay_domain::record::Record;
use outlay_domain::{Dimension, Money, Quantity, meter};
use outlay_reports::{Filter, Grain, Parts};

use crate::house::{Day, House, charge, day, fee, line, money, time, usage};

/// The names of the parts, in their order.
const NAMES: [&str; 10] = [
    "callsNotMetered",
    "cacheSplit",
    "lateData",
    "meteredPrice",
    "listPrice",
    "tier",
    "billedCacheSplit",
    "discountCreditTax",
    "rounding",
    "unexplained",
];

fn named(parts: &Parts) -> Vec<(&'static str, Money)> {
    let known = NAMES.into_iter().zip(parts.all()).map(|(name, amount)| (name, amount.unwrap()));
    known.filter(|(_, amount)| *amount != Money::ZERO).collect()
}

/// The fault is found in this part, to the last digit, and nothing is found in another.
async fn check(expected: &[(&'static str, &str)], fault: impl FnOnce(&mut Day)) {
    let house = House::new().await;
    let mut day = day();
    fault(&mut day);
    house.put(day);
    let reconciled = house.reconciled().await;
    let total = &reconciled.totals[0];
    let expected: Vec<_> = expected.iter().map(|(name, amount)| (*name, money(amount))).collect();
    assert_eq!(named(&total.parts), expected, "{reconciled:#?}");
    let sum: Money = expected.iter().map(|(_, amount)| *amount).sum();
    assert_eq!((total.drift, total.billed - total.metered), (sum, sum));
    for row in &reconciled.rows {
        let sum: Money = row.parts.all().into_iter().flatten().sum();
        assert_eq!(row.drift(), Some(sum), "{row:#?}");
        let both = row.estimated_minus_metered().zip(row.billed_minus_estimated()).map(|(one, other)| one + other);
        assert_eq!(both, row.drift());
    }
}

#[tokio::test]
async fn none() {
    check(&[], |_| {}).await;
    let house = House::new().await;
    house.put(day());
    let row = house.row().await;
    let all = [row.billed, row.metered, row.estimated].map(Option::unwrap);
    assert_eq!(all, [money("0.18"); 3]);
    assert_eq!(
        (row.grain.as_str(), row.project.as_deref(), row.model.as_deref()),
        ("project_model", Some("proj_a"), Some("gpt-4o-mini"))
    );
    assert_eq!((row.day.to_string().as_str(), row.is_open, row.unpriced_events), (crate::house::DAY, false, 0));
    let input = row.meters.iter().find(|one| one.meter == meter::INPUT_TOKENS).unwrap();
    assert_eq!((input.counted, input.metered), (Some(600_000_000_000_000), 600_000_000_000_000));
}

#[tokio::test]
async fn calls_not_metered() {
    check(&[("callsNotMetered", "0.054")], |day| day.calls.truncate(7)).await;
    check(&[("callsNotMetered", "0.18")], |day| day.calls.clear()).await;
}

#[tokio::test]
async fn cached_tokens_metered_as_uncached() {
    check(&[("cacheSplit", "-0.03")], |day| {
        for call in &mut day.calls {
            call.meters.insert(meter::INPUT_TOKENS.into(), Quantity::whole_number(100_000));
            call.meters.remove(meter::CACHE_READ_TOKENS);
        }
    })
    .await;
}

#[tokio::test]
async fn cached_tokens_metered_twice() {
    check(&[("cacheSplit", "-0.06")], |day| {
        for call in &mut day.calls {
            call.meters.insert(meter::INPUT_TOKENS.into(), Quantity::whole_number(100_000));
        }
    })
    .await;
}

#[tokio::test]
async fn data_that_came_late() {
    check(&[("lateData", "-0.036")], |day| day.late = (100..102).map(crate::house::call).collect()).await;
}

#[tokio::test]
async fn calls_metered_at_another_price() {
    check(&[("meteredPrice", "0.008")], |day| {
        // The sender says what it cost.
        day.calls[0].reported.total = Some(money("0.010"));
    })
    .await;
    // A batch is cheaper, and metered as one, but for its cached tokens, of which the list has no batch price. The provider's
    // usage does not tell, the bill does.
    check(&[("meteredPrice", "0.0075"), ("tier", "-0.009")], |day| {
        day.calls[0].dimensions.set(Dimension::ServiceTier, "batch");
        day.bill[0] = line("input", 540_000, "0.081");
        day.bill[1] = line("cached input", 360_000, "0.027");
        day.bill[2] = line("output", 90_000, "0.054");
        let batch = |what: &str, tokens, amount| {
            let mut record = line(what, tokens, amount);
            record.raw = record.raw.replace("2024-07-18,", "2024-07-18 batch,");
            record
        };
        day.bill.extend([
            batch("input", 60_000, "0.0045"),
            batch("cached input", 40_000, "0.0015"),
            batch("output", 10_000, "0.003"),
        ]);
    })
    .await;
}

#[tokio::test]
async fn another_list_price() {
    check(&[("listPrice", "0.03")], |day| day.bill[0] = line("input", 600_000, "0.12")).await;
    check(&[("listPrice", "0.03")], |day| day.bill[0] = charge(&format!("{}, input", crate::house::MODEL), "0.12"))
        .await;
}

#[tokio::test]
async fn another_tier() {
    check(&[("tier", "0.06")], |day| {
        day.bill[2] = line("output", 100_000, "0.12");
        day.bill[2].raw = r#"{"line_item": "output", "service_tier": "priority"}"#.into();
        day.usage[0].raw = r#"{"service_tier": "default"}"#.into();
    })
    .await;
}

#[tokio::test]
async fn batches_that_agree() {
    let batches = |day: &mut Day, pricing_tier: &str| {
        // A batch of each meter costs half, but for cached tokens, of which the list has no batch price.
        day.usage[0] = usage(600_000, 0, 100_000, 10);
        day.usage[0].raw = r#"{"service_tier": "default", "batch": true}"#.into();
        let batch = |what: &str, tokens, amount| {
            let mut record = line(what, tokens, amount);
            record.raw = record.raw.replace("2024-07-18,", "2024-07-18 batch,");
            record
        };
        day.bill = vec![batch("input", 600_000, "0.045"), batch("output", 100_000, "0.03")];
        for call in &mut day.calls {
            call.meters.remove(meter::CACHE_READ_TOKENS);
            call.dimensions.set(Dimension::PricingTier, pricing_tier);
        }
    };
    check(&[], |day| batches(day, "BATCH")).await;
    // A bill that charges more than the list's price of a batch.
    check(&[("listPrice", "0.009")], |day| {
        batches(day, "BATCH");
        day.bill[0].cost = Some(money("0.054"));
    })
    .await;
    // Metered as if they were no batches.
    check(&[("meteredPrice", "-0.075")], |day| batches(day, "STANDARD")).await;
}

#[tokio::test]
async fn bills_in_the_words_of_amazon() {
    check(&[("listPrice", "0.00016")], |day| {
        let nova = |record: &mut Record| {
            record.provider = "bedrock".into();
            record.project = None;
        };
        day.usage[0] = usage(1_000, 0, 0, 1);
        day.usage[0].model = Some("us.amazon.nova-pro-v1:0".into());
        day.bill = vec![charge("", "0.00096")];
        day.bill[0].model = Some("NovaPro".into());
        day.bill[0].raw = r#"{"SERVICE": "Amazon Bedrock", "USAGE_TYPE": "USE1-NovaPro-input-tokens"}"#.into();
        (day.bill[0].unit, day.bill[0].units) = (Some("1K tokens".into()), Some(1.into()));
        day.usage.iter_mut().chain(&mut day.bill).for_each(nova);
        day.calls.truncate(1);
        let call = &mut day.calls[0];
        call.dimensions.set(Dimension::Provider, "aws");
        call.dimensions.set(Dimension::Model, "amazon.nova-pro-v1:0");
        call.meters = [(meter::INPUT_TOKENS.into(), Quantity::whole_number(1_000))].into();
    })
    .await;
}

#[tokio::test]
async fn a_bill_that_charges_cached_tokens_in_full() {
    check(&[("billedCacheSplit", "0.03")], |day| {
        day.bill[0] = line("input", 1_000_000, "0.15");
        day.bill.remove(1);
    })
    .await;
    check(&[("billedCacheSplit", "0.06")], |day| day.bill[0] = line("input", 1_000_000, "0.15")).await;
}

#[tokio::test]
async fn discounts_credits_and_taxes() {
    check(&[("discountCreditTax", "-0.05")], |day| day.bill.push(fee("Volume discount", "-0.05"))).await;
    check(&[("discountCreditTax", "-0.1")], |day| day.bill.push(fee("Promotional credit", "-0.1"))).await;
    check(&[("discountCreditTax", "0.0342")], |day| day.bill.push(fee("VAT 19 %", "0.0342"))).await;
}

#[tokio::test]
async fn a_bill_in_cents() {
    check(&[("rounding", "0.003")], |day| {
        // 620,000 tokens are 0.093.
        day.usage[0].input_tokens = Some(580_000);
        day.calls[0].meters.insert(meter::INPUT_TOKENS.into(), Quantity::whole_number(40_000));
        day.bill[0] = line("input", 580_000, "0.09");
    })
    .await;
    check(&[("rounding", "0.0001")], |day| day.bill.push(fee("Rounding", "0.0001"))).await;
}

#[tokio::test]
async fn what_nobody_understands() {
    check(&[("unexplained", "1.5")], |day| day.bill.push(fee("Agent platform seats", "1.5"))).await;
}

#[tokio::test]
async fn all_at_once() {
    check(
        &[("callsNotMetered", "0.036"), ("listPrice", "0.03"), ("discountCreditTax", "-0.05"), ("unexplained", "1.5")],
        |day| {
            day.calls.truncate(8);
            day.bill[0] = line("input", 600_000, "0.12");
            day.bill.extend([fee("Credit", "-0.05"), fee("Seats", "1.5")]);
        },
    )
    .await;
}

#[tokio::test]
async fn a_day_that_is_not_over_is_open() {
    let house = House::new().await;
    house.set_now("2026-11-03T20:00:00Z");
    let mut day = day();
    day.usage[0] = usage(480_000, 320_000, 80_000, 8);
    day.usage[0].open = true;
    day.bill.clear();
    house.put(day);
    let row = house.row().await;
    assert!(row.is_open);
    assert_eq!((row.billed, row.drift(), row.parts.unexplained), (None, None, None));
    assert_eq!(row.parts.late_data, Some(money("-0.036")), "the provider has not counted two of the calls yet");
    // Within the lateness of its costs it is open, too; behind it, it is not.
    for (now, is_open) in [("2026-11-04T23:59:59Z", true), ("2026-11-05T00:00:00Z", false)] {
        let house = House::new().await;
        house.set_now(now);
        house.put(crate::house::day());
        assert_eq!(house.row().await.is_open, is_open, "{}", time(now));
    }
}

#[tokio::test]
async fn what_has_no_price_is_unknown() {
    let house = House::new().await;
    let mut day = day();
    day.usage[0].model = Some("unheard-of".into());
    day.bill.iter_mut().for_each(|line| line.model = Some("unheard-of".into()));
    day.calls.iter_mut().for_each(|call| {
        call.dimensions.set(Dimension::Model, "unheard-of");
    });
    house.put(day);
    let row = house.row().await;
    assert_eq!((row.estimated, row.estimated_minus_metered(), row.parts.calls_not_metered), (None, None, None));
    assert_eq!((row.metered, row.unpriced_events), (None, 10));
    assert_eq!((row.drift(), row.parts.unexplained), (None, None));
    assert_eq!(row.without_price, [meter::CACHE_READ_TOKENS, meter::INPUT_TOKENS, meter::OUTPUT_TOKENS]);
}

#[tokio::test]
async fn an_estimate_of_a_part_is_none() {
    let house = House::new().await;
    let mut day = day();
    let mut unheard = usage(1_000, 0, 0, 1);
    unheard.model = Some("unheard-of".into());
    day.usage.push(unheard);
    house.put(day);
    let rows = house.reconciled_by(Grain::Connection, &Filter::default()).await.rows;
    let row = &rows[0];
    assert_eq!((rows.len(), row.estimated, row.parts.calls_not_metered), (1, None, None));
    assert_eq!((row.drift(), row.parts.unexplained), (Some(Money::ZERO), Some(Money::ZERO)));
    assert_eq!(row.without_price, [meter::INPUT_TOKENS]);
}

#[tokio::test]
async fn what_nobody_counted_has_no_estimate() {
    let house = House::new().await;
    house.put(Day { usage: vec![], ..day() });
    let row = house.row().await;
    assert_eq!((row.estimated, row.billed, row.metered), (None, Some(money("0.18")), Some(money("0.18"))));
}

#[tokio::test]
async fn calls_are_late_for_the_account_that_they_belong_to() {
    let house = House::new().await;
    house.connect(crate::house::account("second")).await;
    house.put(day());
    // Two calls of the first account, and only then is the second one read.
    let late = (100..102).map(crate::house::call).collect();
    house.put(Day { connection: "third".into(), usage: vec![], bill: vec![], calls: late, late: vec![] });
    house.put(Day { connection: "second".into(), calls: vec![], ..day() });
    let rows = house.reconciled().await.rows;
    let first = rows.iter().find(|row| row.connection_id.as_deref() == Some(crate::house::ACCOUNT)).unwrap();
    assert_eq!(first.parts.late_data, Some(money("-0.036")), "{rows:#?}");
    assert_eq!(first.parts.calls_not_metered, Some(Money::ZERO));
}
