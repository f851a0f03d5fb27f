//! What the operator adds to the list: whose price counts, since when, and for what.

use std::collections::BTreeMap;

use outlay_domain::{CallId, Dimension, Event, Kind};
use outlay_pricing::own::{MeterPrice, OwnPrice, OwnTerms, PriceTier, Scope};
use outlay_pricing::{BookState, PriceBook, TiersBy};

use crate::{at, call, summary};

pub(crate) fn scope(fields: &[(&str, &str)]) -> Scope {
    let mut scope = Scope::default();
    for (name, value) in fields {
        let field = match *name {
            "provider" => &mut scope.provider,
            "model" => &mut scope.model,
            "tool" => &mut scope.tool,
            "organization" => &mut scope.organization,
            "product" => &mut scope.product,
            "keyId" => &mut scope.key_id,
            "connectionId" => &mut scope.connection_id,
            "region" => &mut scope.region,
            "tier" => &mut scope.tier,
            other => panic!("{other}"),
        };
        *field = Some((*value).to_owned());
    }
    scope
}

/// So much for a million.
pub(crate) fn flat(price: &str) -> MeterPrice {
    MeterPrice { price: price.to_owned(), per: 1_000_000, tiers: Vec::new(), tiers_by: TiersBy::Context }
}

pub(crate) fn prices(meters: &[(&str, MeterPrice)]) -> OwnTerms {
    let meters: BTreeMap<_, _> = meters.iter().map(|(name, price)| ((*name).to_owned(), price.clone())).collect();
    OwnTerms::Prices { currency: "USD".to_owned(), meters }
}

pub(crate) fn price(id: &str, fields: &[(&str, &str)], terms: OwnTerms) -> OwnPrice {
    let (id, name) = (id.to_owned(), format!("price {id}"));
    OwnPrice { id, version: 1, name, scope: scope(fields), from: None, to: None, terms }
}

pub(crate) fn book(prices: Vec<OwnPrice>) -> PriceBook {
    let state = BookState { revision: 1, prices, ..BookState::default() };
    PriceBook::bundled().unwrap().with(state).unwrap()
}

/// A million of input, so that the amount is the price.
fn million() -> Event {
    let mut event = call("openai", "gpt-4o-2024-08-06", &[("input_tokens", "1000000")]);
    event.key_id = "key-1".to_owned();
    for (dimension, text) in [
        (Dimension::Organization, "Acme"),
        (Dimension::Product, "Chat"),
        (Dimension::Region, "eu"),
        (Dimension::ServiceTier, "flex"),
    ] {
        event.dimensions.set(dimension, text);
    }
    event
}

/// Of two prices for `million()`, the first is narrower, in whatever order they stand.
fn check_narrower(narrow: &[(&str, &str)], wide: &[(&str, &str)]) {
    let two = [("a", narrow, "7"), ("b", wide, "9")];
    let mut own: Vec<_> =
        two.iter().map(|(id, fields, usd)| price(id, fields, prices(&[("input_tokens", flat(usd))]))).collect();
    for _ in 0..2 {
        let cost = book(own.clone()).price(&million());
        assert_eq!(summary(&cost), "7 / 7 / -", "{narrow:?} {wide:?}");
        assert_eq!(cost.price_entry.as_deref(), Some("a"));
        own.reverse();
    }
}

#[test]
fn the_narrowest_price_counts() {
    let model = ("model", "gpt-4o");
    check_narrower(&[("organization", "Acme")], &[model, ("provider", "openai"), ("region", "eu"), ("tier", "flex")]);
    for who in [("organization", "Acme"), ("product", "Chat"), ("keyId", "key-1")] {
        check_narrower(&[who, ("provider", "openai")], &[model]);
    }
    check_narrower(&[("organization", "Acme"), ("product", "Chat")], &[("organization", "Acme"), model]);
    check_narrower(&[model], &[("model", "gpt-4o-2024*")]);
    check_narrower(&[("model", "gpt-4o*")], &[("model", "gpt-*")]);
    check_narrower(&[("model", "gpt-*")], &[("provider", "openai")]);
    check_narrower(&[model, ("provider", "openai")], &[model]);
    check_narrower(&[model, ("region", "eu")], &[model]);
    check_narrower(&[model, ("tier", "flex")], &[model]);
}

#[test]
fn a_price_is_for_calls_that_have_all_of_its_scope() {
    let check = |fields: &[(&str, &str)], expected: bool| {
        let cost = book(vec![price("a", fields, prices(&[("input_tokens", flat("7"))]))]).price(&million());
        assert_eq!(cost.price_entry.as_deref() == Some("a"), expected, "{fields:?} {cost:?}");
    };
    // As it was sent, as the list knows it, and in whatever letters.
    for model in ["gpt-4o", "GPT-4o", "gpt-4o-2024-08-06", "*", "gpt-4o*", "*-08-06", "g*t-4*6"] {
        check(&[("model", model)], true);
    }
    for model in ["gpt-4", "4o", "gpt-4o-mini", "gpt.4o", "*mini", "g*t"] {
        check(&[("model", model)], false);
    }
    check(&[("provider", "OpenAI")], true);
    check(&[("provider", "azure")], false);
    check(&[("organization", "acme")], false);
    check(&[("keyId", "key-2"), ("model", "gpt-4o")], false);
    check(&[("tier", "Flex")], true);
    check(&[("tier", "batch")], false);
    check(&[("tier", "standard")], false);
    check(&[("tool", "search")], false);
    check(&[("connectionId", "c")], false);
}

#[test]
fn a_price_holds_from_its_beginning_until_before_its_end() {
    let mut own = price("a", &[("provider", "openai")], prices(&[("input_tokens", flat("7"))]));
    (own.from, own.to) = (Some(at("2026-11-01T00:00:00Z")), Some(at("2026-12-01T00:00:00Z")));
    let mut later = price("b", &[("provider", "openai")], prices(&[("input_tokens", flat("8"))]));
    later.from = Some(at("2026-11-20T00:00:00Z"));
    let book = book(vec![own, later]);
    for (time, expected) in [
        ("2026-10-31T23:59:59.999999Z", "2.5"),
        ("2026-11-01T00:00:00Z", "7"),
        ("2026-11-19T23:59:59.999999Z", "7"),
        // Of two that are as narrow, the later one.
        ("2026-11-20T00:00:00Z", "8"),
        ("2026-12-01T00:00:00Z", "8"),
    ] {
        let mut event = call("openai", "gpt-4o", &[("input_tokens", "1000000")]);
        event.event_time = at(time);
        assert_eq!(summary(&book.price(&event)), format!("{expected} / {expected} / -"), "{time}");
    }
}

#[test]
fn the_list_has_the_prices_that_are_not_named() {
    let own = price("a", &[("model", "gpt-4o")], prices(&[("input_tokens", flat("7"))]));
    let book = book(vec![
        own,
        price("d", &[("provider", "openai")], OwnTerms::Discount { percent: "10".to_owned(), meters: None }),
    ]);
    let event = call("openai", "gpt-4o", &[("input_tokens", "1000000"), ("output_tokens", "1000000")]);
    let cost = book.price(&event);
    // 7 of the operator's, whole; 10 of the list's, less a tenth.
    assert_eq!(summary(&cost), "16 / 16 / -");
    assert_eq!((cost.price_entry.as_deref(), cost.lines[0].price_entry.as_deref()), (Some("a"), None));
    assert_eq!(cost.lines[1].price_entry.as_deref(), Some("openai/gpt-4o, less d"));
    assert_eq!(cost.lines[1].multiplier.as_deref(), Some("0.9"));
    // A model that no list knows has what the operator names, and no more.
    let unlisted = call("openai", "gpt-fail", &[("input_tokens", "1000000")]);
    assert_eq!(summary(&book.price(&unlisted)), "- / - / unknown_model");
}

#[test]
fn discounts_are_for_the_meters_that_they_name() {
    let off = |meters: Option<&[&str]>, percent: &str| {
        let meters = meters.map(|meters| meters.iter().map(|meter| (*meter).to_owned()).collect());
        let terms = OwnTerms::Discount { percent: percent.to_owned(), meters };
        let event = call("openai", "gpt-4o", &[("input_tokens", "1000000"), ("output_tokens", "1000000")]);
        summary(&book(vec![price("d", &[("provider", "openai")], terms)]).price(&event))
    };
    assert_eq!(off(None, "12.5"), "10.9375 / 10.9375 / -");
    assert_eq!(off(Some(&["output_tokens"]), "20"), "10.5 / 10.5 / -");
    assert_eq!(off(None, "100"), "0 / 0 / -");
    assert_eq!(off(None, "0"), "12.5 / 12.5 / -");
}

#[test]
fn what_a_plan_includes_costs_nothing_more() {
    let event = call(
        "openai",
        "gpt-4o",
        &[("input_tokens", "1000000"), ("output_tokens", "1000000"), ("reasoning_tokens", "5")],
    );
    let all = book(vec![price("a", &[("provider", "openai")], OwnTerms::Included { meters: None })]);
    assert_eq!(summary(&all.price(&event)), "0 / 0 / -");
    let input = OwnTerms::Included { meters: Some(vec!["input_tokens".to_owned()]) };
    assert_eq!(summary(&book(vec![price("a", &[("provider", "openai")], input)]).price(&event)), "10 / 10 / -");
    // Also of what no list knows.
    let unlisted = call("openai", "gpt-fail", &[("input_tokens", "1000000")]);
    assert_eq!(summary(&all.price(&unlisted)), "0 / 0 / -");
}

#[test]
fn tiers_are_by_context_by_volume_or_graduated() {
    let tiered = |tiers_by| MeterPrice {
        tiers: vec![PriceTier { over: 1000, price: "5".to_owned() }, PriceTier { over: 3000, price: "2".to_owned() }],
        per: 1000,
        price: "10".to_owned(),
        tiers_by,
    };
    let check = |tiers_by, output: &str, input: &str, expected: &str| {
        let own =
            price("a", &[("model", "m")], prices(&[("output_tokens", tiered(tiers_by)), ("input_tokens", flat("0"))]));
        let event = call("acme", "m", &[("output_tokens", output), ("input_tokens", input)]);
        assert_eq!(
            summary(&book(vec![own]).price(&event)),
            format!("{expected} / {expected} / -"),
            "{tiers_by:?} {output} {input}"
        );
    };
    use TiersBy::{Context, Graduated, Volume};
    check(Context, "100", "1000", "1");
    check(Context, "100", "1001", "0.5");
    check(Context, "100", "3001", "0.2");
    check(Volume, "1000", "9000", "10");
    check(Volume, "1001", "0", "5.005");
    check(Volume, "3001", "0", "6.002");
    check(Graduated, "1000", "9000", "10");
    check(Graduated, "1001", "0", "10.005");
    check(Graduated, "4000", "0", "22");
}

fn tool(name: &str, duration_ms: Option<i64>, meters: &[(&str, &str)]) -> Event {
    let mut event = Event::bare(CallId::of(&["tool"]), Kind::Tool, at("2026-11-01T00:00:00Z"));
    event.dimensions.set(Dimension::Tool, name);
    event.duration_ms = duration_ms;
    event.meters = meters.iter().map(|(name, count)| ((*name).into(), count.parse().unwrap())).collect();
    event
}

#[test]
fn tools_cost_what_the_operator_says() {
    let one = |usd: &str| MeterPrice { per: 1, ..flat(usd) };
    let book = book(vec![
        price("call", &[("tool", "search")], prices(&[("calls", one("0.02"))])),
        price("second", &[("tool", "render")], prices(&[("seconds", one("0.5"))])),
        price("page", &[("tool", "scrape")], prices(&[("pages", one("0.1")), ("calls", one("1"))])),
    ]);
    for (event, expected) in [
        (tool("search", Some(900), &[("calls", "1")]), "0.02 / 0.02 / -"),
        (tool(" SEARCH ", None, &[("calls", "3")]), "0.06 / 0.06 / -"),
        (tool("render", Some(1500), &[("calls", "1")]), "0.75 / 0.75 / -"),
        // What the tool counted itself is not counted by the clock.
        (tool("render", Some(1500), &[("seconds", "4")]), "2 / 2 / -"),
        (tool("scrape", None, &[("calls", "1"), ("pages", "3"), ("bytes", "7")]), "1.3 / 1.3 / -"),
        (tool("other", Some(1), &[("calls", "1")]), "- / - / unknown_tool"),
    ] {
        assert_eq!(summary(&book.price(&event)), expected, "{:?}", event.meters);
    }
    // The name of a tool beside a model is no call of it.
    let mut chat = call("openai", "gpt-4o", &[("input_tokens", "1000000"), ("calls", "1")]);
    chat.dimensions.set(Dimension::Tool, "search");
    assert_eq!(summary(&book.price(&chat)), "2.5 / 2.5 / -");
}

#[test]
fn what_cannot_be_a_price_is_refused_with_its_field() {
    let check = |change: &dyn Fn(&mut OwnPrice), field: &str| {
        let mut own = price("a", &[("model", "m")], prices(&[("input_tokens", flat("1"))]));
        assert_eq!(own.check(), Ok(()));
        change(&mut own);
        assert_eq!(own.check().unwrap_err().field, field, "{own:?}");
        let state = BookState { prices: vec![own], ..BookState::default() };
        assert!(PriceBook::bundled().unwrap().with(state).is_err());
    };
    check(&|own| own.name = " ".to_owned(), "name");
    check(&|own| own.name = "x".repeat(256), "name");
    check(&|own| own.scope = Scope::default(), "scope");
    check(&|own| own.scope.model = Some(" ".to_owned()), "scope.model");
    check(&|own| own.scope.key_id = Some("x".repeat(256)), "scope.keyId");
    check(&|own| (own.from, own.to) = (Some(at("2026-11-02T00:00:00Z")), Some(at("2026-11-02T00:00:00Z"))), "to");
    let with = |name: &str, price: MeterPrice| {
        let terms = prices(&[(name, price)]);
        move |own: &mut OwnPrice| own.terms = terms.clone()
    };
    check(&with("input_tokens", flat("-1")), "terms.meters.input_tokens.price");
    check(&with("input_tokens", flat("1,5")), "terms.meters.input_tokens.price");
    check(&with("input_tokens", flat("")), "terms.meters.input_tokens.price");
    check(&with("input_tokens", MeterPrice { per: 0, ..flat("1") }), "terms.meters.input_tokens.per");
    check(&with("cache_write_5m_tokens", flat("1")), "terms.meters.cache_write_5m_tokens");
    check(&with("", flat("1")), "terms.meters.");
    let tier = |over, price: &str| PriceTier { over, price: price.to_owned() };
    check(&with("m", MeterPrice { tiers: vec![tier(2, "1"), tier(2, "1")], ..flat("1") }), "terms.meters.m.tiers");
    check(
        &with("m", MeterPrice { tiers: (0..21).map(|over| tier(over, "1")).collect(), ..flat("1") }),
        "terms.meters.m.tiers",
    );
    check(&with("m", MeterPrice { tiers: vec![tier(1, "x")], ..flat("1") }), "terms.meters.m.tiers.0.price");
    check(&|own| own.terms = prices(&[]), "terms.meters");
    check(
        &|own| {
            own.terms =
                OwnTerms::Prices { currency: "usd".to_owned(), meters: BTreeMap::from([("m".to_owned(), flat("1"))]) }
        },
        "terms.currency",
    );
    for percent in ["100.1", "-1", "x", ""] {
        check(&|own| own.terms = OwnTerms::Discount { percent: percent.to_owned(), meters: None }, "terms.percent");
    }
    check(&|own| own.terms = OwnTerms::Included { meters: Some(Vec::new()) }, "terms.meters");
}
