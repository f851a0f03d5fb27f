//! The accuracy suite: what a sender would post about each case is decoded and priced, and must cost what the case says.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use accuracy_cases::{Case, Outcome, PricedLine};
use outlay_domain::{Dimension, Money};
use outlay_ingest::{Context, Decoded, Format};
use outlay_pricing::PriceBook;
use rust_decimal::Decimal;

#[test]
fn every_call_costs_what_its_case_says() {
    let book = PriceBook::bundled().unwrap();
    let (mut right, mut wrong, mut unpriced) = (0, 0, 0);
    for (file, case) in accuracy_cases::load().unwrap() {
        let outcome = outcome(&case, &book);
        let differences = case.differences(&outcome);
        unpriced += u32::from(outcome.cost.is_none());
        if differences.is_empty() {
            right += 1;
            continue;
        }
        wrong += 1;
        println!("{file}: {} ({}): {}", case.id, case.title, differences.join("; "));
    }
    println!("{right} right, {wrong} wrong; {unpriced} without a price");
    assert_eq!(wrong, 0, "run with --nocapture to see the differences");
    assert!(right > 300, "{right}");
}

fn outcome(case: &Case, book: &PriceBook) -> Outcome {
    let request = case.to_post();
    let format = match request.path.as_str() {
        "/v1/events" => Format::Native,
        "/meter/v2/ai/completions" => Format::Completions,
        "/meter/v2/ai/images" => Format::Images,
        "/meter/v2/ai/audio" => Format::Audio,
        "/meter/v2/ai/video" => Format::Video,
        "/meter/v2/tool/events" => Format::Tool,
        other => panic!("{}: no decoder of {other}", case.id),
    };
    let body = request.body.to_string();
    let now = "2026-11-27T00:00:00Z".parse().unwrap();
    let context = Context { key_id: "key", team: "default", now, keeps_prompts: true };
    let decoded = format.decode(outlay_ingest::one(body.as_bytes()).unwrap(), &context);
    let event = match decoded {
        Ok(Decoded::Event { event, .. }) => event,
        other => panic!("{}: {other:?}", case.id),
    };
    let cost = book.price(&event);
    let money = |amount: Option<Money>| amount.map(|amount| amount.to_string());
    let lines = cost.lines.iter().filter_map(|line| {
        Some(PricedLine {
            meter: line.meter.to_string(),
            quantity: line.quantity.to_string(),
            price: plain(line.unit_price.as_deref()?),
            per: line.per,
            amount: line.amount?.to_string(),
        })
    });
    Outcome {
        model: event.dimensions.get(Dimension::Model).map(str::to_owned),
        lines: lines.collect(),
        cost: money(cost.computed),
        unpriced: cost.unpriced.as_ref().map(|unpriced| unpriced.code().to_owned()),
        reported: money(cost.reported),
        effective: money(cost.effective),
    }
}

/// As the cases write decimals.
fn plain(price: &str) -> String {
    let price = Decimal::from_str_exact(price).or_else(|_| Decimal::from_scientific(price)).unwrap();
    price.normalize().to_string()
}
