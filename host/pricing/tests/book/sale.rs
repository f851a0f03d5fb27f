//! Who sells what, since when, and which amount counts.

use outlay_domain::{Dimension, Event, Money, Reported};
use outlay_pricing::PriceBook;

use crate::{at, call, price, summary};

fn check(event: &Event, expected: &str) {
    let cost = price(event);
    assert_eq!(summary(&cost), expected, "{:?} {:?} {:?}", event.dimensions, event.meters, cost.lines);
}

fn tokens(provider: &str, model: &str) -> Event {
    call(provider, model, &[("input_tokens", "1000"), ("output_tokens", "100")])
}

#[test]
fn calls_of_every_kind_have_a_price() {
    check(&tokens("openai", "gpt-4o-mini-2024-07-18"), "0.00021 / 0.00021 / -");
    check(
        &call("openai", "text-embedding-3-small", &[("input_tokens", "8"), ("output_tokens", "0")]),
        "0.00000016 / 0.00000016 / -",
    );
    check(&call("openai", "whisper-1", &[("seconds", "12.5")]), "0.00125 / 0.00125 / -");
    check(&call("openai", "tts-1", &[("characters", "11")]), "0.000165 / 0.000165 / -");
    // Text, audio and answer, none of them twice.
    let transcription = [("input_tokens", "10"), ("input_audio_tokens", "100"), ("output_tokens", "20")];
    check(&call("openai", "gpt-4o-transcribe", &transcription), "0.000825 / 0.000825 / -");
    // Reasoning is part of the output.
    check(&call("openai", "gpt-5", &[("output_tokens", "100"), ("reasoning_tokens", "64")]), "0.001 / 0.001 / -");
    check(&call("openai", "gpt-5", &[("input_tokens", "0"), ("output_tokens", "0")]), "0 / 0 / -");
}

#[test]
fn models_go_by_many_names() {
    let claude = "0.0045 / 0.0045 / -";
    check(&tokens("anthropic", "claude-sonnet-4-5-20250929"), claude);
    check(&tokens("litellm", "anthropic/claude-sonnet-4-5"), claude);
    check(&tokens("litellm", "claude-sonnet-4-5"), claude);
    check(&tokens("openrouter", "anthropic/claude-sonnet-4.5"), claude);
    check(&tokens("aws", "global.anthropic.claude-sonnet-4-5-20250929-v1:0"), claude);
    // Regional ids of a reseller cost a tenth more.
    check(&tokens("aws", "us.anthropic.claude-sonnet-4-5-20250929-v1:0"), "0.00495 / 0.00495 / -");
    check(&tokens("google", "publishers/anthropic/models/claude-sonnet-4-5@20250929"), claude);
    check(&tokens("azure", "gpt-4o"), "0.0035 / 0.0035 / -");
    check(&tokens("litellm", "gpt-4o"), "0.0035 / 0.0035 / -");
    check(&tokens("openai", " GPT-4o "), "0.0035 / 0.0035 / -");
}

#[test]
fn what_has_no_price_is_unknown_not_free() {
    check(&tokens("ollama", "llama3"), "- / - / unknown_provider");
    check(&tokens("litellm", "ollama/llama3"), "- / - / unknown_model");
    check(&tokens("openai", "gpt-fail"), "- / - / unknown_model");
    // Sold by the picture.
    check(&tokens("openai", "dall-e-3"), "- / - / no_price_for_meter");
    check(&tokens("my own gateway", "gpt-4o"), "- / - / unknown_provider");
    check(&call("openai", "gpt-4o", &[]), "- / - / nothing_metered");
    check(&call("openai", "gpt-4o", &[("apples", "3")]), "- / - / nothing_metered");
    let mut anonymous = tokens("openai", "gpt-4o");
    anonymous.dimensions.set(Dimension::Provider, "");
    check(&anonymous, "- / - / no_provider");
    let mut nameless = tokens("openai", "gpt-4o");
    nameless.dimensions.set(Dimension::Model, "");
    check(&nameless, "- / - / no_model");

    // One used meter without a price makes the whole unknown; the rest stays in the explanation.
    let pictures = call("openai", "gpt-4o", &[("input_tokens", "1000"), ("images", "2")]);
    check(&pictures, "- / - / no_price_for_meter");
    let lines: Vec<_> =
        price(&pictures).lines.into_iter().map(|line| (line.meter, line.amount.map(|a| a.to_string()))).collect();
    assert_eq!(lines, [("input_tokens".into(), Some("0.0025".to_owned())), ("images".into(), None)]);
}

#[test]
fn prices_are_those_of_the_time_of_the_call() {
    // Lost its long-context tier on 2026-03-13.
    let mut long = call("anthropic", "claude-opus-4-6", &[("input_tokens", "300000")]);
    long.event_time = at("2026-03-12T23:59:59.999999Z");
    check(&long, "3 / 3 / -");
    assert_eq!(price(&long).price_entry.as_deref(), Some("anthropic/claude-opus-4-6, over 200000 input tokens"));
    long.event_time = at("2026-03-13T00:00:00Z");
    check(&long, "1.5 / 1.5 / -");
    assert_eq!(price(&long).price_entry.as_deref(), Some("anthropic/claude-opus-4-6 since 2026-03-13"));
    // Batches are known to be cheaper from 2026-10-14 on.
    let mut batch = tokens("openai", "gpt-4o");
    batch.dimensions.set(Dimension::PricingTier, "BATCH");
    batch.event_time = at("2026-10-13T12:00:00Z");
    check(&batch, "0.0035 / 0.0035 / -");
    batch.event_time = at("2026-10-14T00:00:00Z");
    check(&batch, "0.00175 / 0.00175 / -");
    assert_eq!(price(&batch).price_entry.as_deref(), Some("openai/gpt-4o, batch"));
}

fn money(text: &str) -> Option<Money> {
    Some(text.parse().unwrap())
}

#[test]
fn the_senders_amounts_count_before_the_books() {
    let plain = tokens("openai", "gpt-4o");
    let with = |reported: Reported| Event { reported, ..plain.clone() };
    check(&with(Reported { total: money("1.5"), input: money("9"), ..Reported::default() }), "0.0035 / 1.5 / -");
    // A part from the sender, the other from the book: 2 + 0.001.
    let partly = with(Reported { input: money("2"), ..Reported::default() });
    check(&partly, "0.0035 / 2.001 / -");
    assert_eq!(price(&partly).reported, money("2"));
    check(&with(Reported { input: money("2"), output: money("3"), ..Reported::default() }), "0.0035 / 5 / -");

    let unknown = tokens("openai", "gpt-fail");
    let with = |reported: Reported| Event { reported, ..unknown.clone() };
    check(&with(Reported { total: money("0.7"), ..Reported::default() }), "- / 0.7 / unknown_model");
    check(&with(Reported { input: money("2"), ..Reported::default() }), "- / - / unknown_model");
    check(&with(Reported { input: money("2"), output: money("3"), ..Reported::default() }), "- / 5 / unknown_model");
}

#[test]
fn terms_of_billing_are_kept() {
    let mut skipped = tokens("openai", "gpt-4o");
    skipped.billing.skipped = true;
    skipped.reported.total = money("4");
    check(&skipped, "0.0035 / 0 / -");
    let mut discounted = tokens("openai", "gpt-4o");
    discounted.billing.multiplier = Some("0.9".parse().unwrap());
    check(&discounted, "0.00315 / 0.00315 / -");
    let mut unknown = tokens("openai", "gpt-fail");
    unknown.billing.skipped = true;
    check(&unknown, "- / 0 / unknown_model");
}

#[test]
fn amounts_beyond_the_range_of_an_event_are_no_amounts() {
    check(&call("openai", "gpt-4o", &[("input_tokens", "1000000000000000")]), "- / - / out_of_range");
    let mut summed = tokens("openai", "gpt-4o");
    summed.reported.input = money("9000000");
    summed.reported.output = money("9000000");
    check(&summed, "0.0035 / - / out_of_range");
}

#[test]
fn other_data_can_take_the_place_of_the_bundled_one() {
    let json = r#"[{"id": "acme", "models": [{"id": "m", "match": {"equals": "m"}, "prices": {"input_mtok": 7}}]}]"#;
    let book = PriceBook::from_json(json, "acme 1").unwrap();
    let cost = book.price(&call("ACME", "M", &[("input_tokens", "1000")]));
    assert_eq!((summary(&cost).as_str(), cost.price_version.as_deref()), ("0.007 / 0.007 / -", Some("acme 1")));
}
