//! What a provider's own usage would cost: many calls in one record.

use outlay_domain::record::{Quality, Record};
use outlay_pricing::own::{MeterPrice, PriceTier};
use outlay_pricing::{PriceBook, TiersBy};

use crate::at;
use crate::own::{book, flat, price, prices};

fn usage(provider: &str, model: &str) -> Record {
    Record {
        period_start: at("2026-11-01T00:00:00Z"),
        period_end: at("2026-11-02T00:00:00Z"),
        open: false,
        provider: provider.to_owned(),
        model: Some(model.to_owned()),
        project: None,
        key: None,
        user: None,
        input_tokens: Some(1_000_000),
        cached_input_tokens: Some(2_000_000),
        cache_write_tokens: None,
        cache_write_5m_tokens: None,
        cache_write_1h_tokens: None,
        output_tokens: Some(100_000),
        requests: Some(700),
        units: None,
        unit: None,
        cost: None,
        currency: None,
        quality: Quality::Reported,
        raw: "{}".to_owned(),
        estimate: None,
        previous: None,
        gone: false,
    }
}

#[track_caller]
fn check(book: &PriceBook, record: &Record, connection: &str, expected: &str) {
    let estimate = book.estimate(record, connection);
    let cost = estimate.cost.map_or("-".to_owned(), |cost| cost.to_string());
    let reason = estimate.unpriced_reason.as_deref().unwrap_or("-").to_owned();
    assert_eq!(format!("{cost} / {reason}"), expected, "{estimate:?}");
}

#[test]
fn many_calls_are_charged_at_base_rates() {
    let book = PriceBook::bundled().unwrap();
    // 1 M x 2.5 + 2 M x 1.25 + 0.1 M x 10, whatever the sum of the input.
    check(&book, &usage("openai", "gpt-4o"), "c", "6 / -");
    // 1 M x 1.25 + 2 M x 0.125 + 0.1 M x 10: no call is known to be a long one.
    check(&book, &usage("google", "gemini-2.5-pro"), "c", "2.5 / -");
    check(&book, &usage("openai", "nobody-knows"), "c", "- / unknown_model");
    let pictures = Record { unit: Some("images".to_owned()), units: Some(3.into()), ..usage("openai", "gpt-4o") };
    check(&book, &pictures, "c", "- / no_price_for_meter");
}

#[test]
fn a_connection_has_prices_of_its_own() {
    let book = book(vec![price("contract", &[("connectionId", "c")], prices(&[("input_tokens", flat("1"))]))]);
    check(&book, &usage("openai", "gpt-4o"), "c", "4.5 / -");
    check(&book, &usage("openai", "gpt-4o"), "another", "6 / -");
}

#[test]
fn usage_is_charged_in_its_own_tier() {
    let book = PriceBook::bundled().unwrap();
    let of = |raw: &str, model: &str, provider: &str| Record { raw: raw.to_owned(), ..usage(provider, model) };
    // Half of 1 M x 2.5 and of 0.1 M x 10; the list has no batch price for cached input.
    check(&book, &of(r#"{"batch": true, "service_tier": "default"}"#, "gpt-4o", "openai"), "c", "4.25 / -");
    check(&book, &of(r#"{"batch": false, "service_tier": "default"}"#, "gpt-4o", "openai"), "c", "6 / -");
    check(&book, &of(r#"{"service_tier": "unheard-of"}"#, "gpt-4o", "openai"), "c", "6 / -");
    // 1 M x 2.5 + 2 M x 0.25 + 0.1 M x 15.
    check(&book, &of(r#"{"context_window": "200k-1M"}"#, "gemini-2.5-pro", "google"), "c", "4.5 / -");
}

#[test]
fn tiers_by_the_quantity_of_a_call_say_nothing_of_many() {
    for tiers_by in [TiersBy::Volume, TiersBy::Graduated, TiersBy::Context] {
        let tiered = MeterPrice { tiers: vec![PriceTier { over: 1_000, price: "0.5".into() }], tiers_by, ..flat("1") };
        let book = book(vec![price("contract", &[("connectionId", "c")], prices(&[("input_tokens", tiered)]))]);
        check(&book, &usage("openai", "gpt-4o"), "c", "4.5 / -");
    }
}
