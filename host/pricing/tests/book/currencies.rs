//! Prices, reports and books in other currencies than the list's.

use outlay_domain::{Cost, Event, Money, Reported, Unpriced};
use outlay_pricing::own::{ExchangeRate, OwnPrice, OwnTerms};
use outlay_pricing::{BookState, PriceBook};

use crate::own::{flat, price, prices};
use crate::{at, call, summary};

fn rate(from: &str, to: &str, day: &str, rate: &str) -> ExchangeRate {
    ExchangeRate { from: from.to_owned(), to: to.to_owned(), day: day.to_owned(), rate: rate.to_owned() }
}

fn book(currency: &str, prices: Vec<OwnPrice>, rates: Vec<ExchangeRate>) -> PriceBook {
    let state = BookState { revision: 1, currency: currency.to_owned(), prices, rates };
    PriceBook::bundled().unwrap().with(state).unwrap()
}

/// 4 EUR for a million of input; output is not named.
fn in_euro() -> OwnPrice {
    let OwnTerms::Prices { meters, .. } = prices(&[("input_tokens", flat("4"))]) else { panic!() };
    price("a", &[("model", "gpt-4o")], OwnTerms::Prices { currency: "EUR".to_owned(), meters })
}

fn million() -> Event {
    call("openai", "gpt-4o", &[("input_tokens", "1000000")])
}

fn no_rate(cost: &Cost) -> Option<(&str, &str)> {
    match cost.unpriced.as_ref()? {
        Unpriced::NoExchangeRate { from, to } => Some((from, to)),
        _ => None,
    }
}

#[test]
fn amounts_are_converted_by_the_rate_of_the_day_of_the_call() {
    let rates = vec![rate("EUR", "USD", "2026-11-01", "1.25"), rate("EUR", "USD", "2026-11-10", "1.5")];
    let book = book("USD", vec![in_euro()], rates);
    let mut event = million();
    for (time, expected) in [
        ("2026-11-01T00:00:00Z", "5"),
        ("2026-11-09T23:59:59.999999Z", "5"),
        ("2026-11-10T00:00:00Z", "6"),
        ("2027-11-10T00:00:00Z", "6"),
    ] {
        event.event_time = at(time);
        assert_eq!(summary(&book.price(&event)), format!("{expected} / {expected} / -"), "{time}");
    }
    let cost = book.price(&event);
    let conversion = cost.conversion.as_ref().unwrap();
    assert_eq!((conversion.from.as_str(), conversion.amount.to_string().as_str()), ("EUR", "4"));
    assert_eq!((conversion.rate.as_deref(), conversion.day.as_deref()), (Some("1.5"), Some("2026-11-10")));
    event.event_time = at("2026-10-31T23:59:59Z");
    let cost = book.price(&event);
    assert_eq!(summary(&cost), "- / - / no_exchange_rate");
    assert_eq!(no_rate(&cost), Some(("EUR", "USD")));
    assert_eq!(cost.conversion.unwrap().amount.to_string(), "4");
    // A rate the other way round is none of this pair.
    let other = self::book("USD", vec![in_euro()], vec![rate("USD", "EUR", "2026-01-01", "0.8")]);
    assert_eq!(summary(&other.price(&million())), "- / - / no_exchange_rate");
}

#[test]
fn the_list_has_no_price_beside_one_in_another_currency() {
    let book = book("USD", vec![in_euro()], vec![rate("EUR", "USD", "2026-01-01", "1.25")]);
    let event = call("openai", "gpt-4o", &[("input_tokens", "1000000"), ("output_tokens", "1")]);
    assert_eq!(summary(&book.price(&event)), "- / - / no_price_for_meter");
}

#[test]
fn costs_are_kept_in_the_currency_of_the_book() {
    let rates = vec![rate("USD", "EUR", "2026-01-01", "0.8")];
    let book = book("EUR", Vec::new(), rates);
    let cost = book.price(&million());
    assert_eq!((summary(&cost).as_str(), cost.currency.as_str()), ("2 / 2 / -", "EUR"));
    // What the sender reports is in dollars unless it says otherwise.
    let mut event = million();
    event.reported.total = money("10");
    let cost = book.price(&event);
    assert_eq!((summary(&cost).as_str(), cost.reported), ("2 / 8 / -", money("8")));
    // An amount of nothing is nothing, whatever the rate.
    let free = call("openai", "gpt-4o", &[("input_tokens", "0")]);
    assert_eq!(summary(&self::book("EUR", Vec::new(), Vec::new()).price(&free)), "0 / 0 / -");
    let mut skipped = million();
    skipped.billing.skipped = true;
    assert_eq!(summary(&self::book("EUR", Vec::new(), Vec::new()).price(&skipped)), "- / 0 / no_exchange_rate");
}

fn money(text: &str) -> Option<Money> {
    Some(text.parse().unwrap())
}

fn reported_in(currency: &str, reported: Reported) -> Event {
    let mut event = call("openai", "gpt-4o", &[("input_tokens", "1000000"), ("output_tokens", "1000000")]);
    event.reported = Reported { currency: Some(currency.into()), ..reported };
    event
}

#[test]
fn senders_and_prices_may_speak_of_different_currencies() {
    let both = vec![rate("EUR", "GBP", "2026-01-01", "0.5"), rate("USD", "GBP", "2026-01-01", "0.25")];
    let book = |rates: &[ExchangeRate]| self::book("GBP", Vec::new(), rates.to_vec());
    // 8 EUR by the sender are 4 GBP; 12.50 USD by the list are 3.125 GBP.
    let total = reported_in("EUR", Reported { total: money("8"), ..Reported::default() });
    let cost = book(&both).price(&total);
    assert_eq!((summary(&cost).as_str(), cost.reported), ("3.125 / 4 / -", money("4")));
    // 2 EUR for the input and 10 USD for the output: 1 + 2.5.
    let part = reported_in("EUR", Reported { input: money("2"), ..Reported::default() });
    let cost = book(&both).price(&part);
    assert_eq!((summary(&cost).as_str(), cost.reported), ("3.125 / 3.5 / -", money("1")));

    // Nothing is known about what the sender says: that is what counts, so the cost is not known.
    let cost = book(&both[1..]).price(&total);
    assert_eq!(summary(&cost), "3.125 / - / no_exchange_rate");
    assert_eq!(no_rate(&cost), Some(("EUR", "GBP")));
    // The sender's total counts, whatever the book makes of the call.
    let cost = book(&both[..1]).price(&total);
    assert_eq!((summary(&cost).as_str(), cost.reported), ("- / 4 / no_exchange_rate", money("4")));
    assert_eq!(no_rate(&cost), Some(("USD", "GBP")));
    // A part of the sender's and one that cannot be converted have no sum.
    let cost = book(&both[..1]).price(&part);
    assert_eq!((summary(&cost).as_str(), cost.reported), ("- / - / no_exchange_rate", money("1")));
    // In one currency they have a sum before they are converted, and one rate is enough.
    let part = reported_in("USD", Reported { input: money("2"), ..Reported::default() });
    assert_eq!(summary(&book(&both[1..]).price(&part)), "3.125 / 3 / -");
}

#[test]
fn what_cannot_be_a_rate_is_refused_with_its_field() {
    for (bad, field) in [
        (rate("eur", "USD", "2026-11-01", "1"), "from"),
        (rate("EUR", "US", "2026-11-01", "1"), "to"),
        (rate("EUR", "EUR", "2026-11-01", "1"), "to"),
        (rate("EUR", "USD", "2026-11-31", "1"), "day"),
        (rate("EUR", "USD", "2026-11-01", "0"), "rate"),
        (rate("EUR", "USD", "2026-11-01", "-1"), "rate"),
        (rate("EUR", "USD", "2026-11-01", "one"), "rate"),
    ] {
        assert_eq!(bad.check().unwrap_err().field, field, "{bad:?}");
        let state = BookState { rates: vec![bad], ..BookState::default() };
        assert!(PriceBook::bundled().unwrap().with(state).is_err());
    }
}
