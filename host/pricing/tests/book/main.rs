//! The price book as other rooms use it: whole events in, whole costs out.
#![allow(clippy::unwrap_used)]

mod golden;
mod sale;

use outlay_domain::{Billing, CallId, Cost, Dimension, Dimensions, Event, Kind, Reported, Timestamp};
use outlay_pricing::PriceBook;

/// A bare call; tests add what they are about.
fn call(provider: &str, model: &str, meters: &[(&str, &str)]) -> Event {
    let mut dimensions = Dimensions::default();
    dimensions.set(Dimension::Provider, provider);
    dimensions.set(Dimension::Model, model);
    Event {
        call_id: CallId::of(&["test"]),
        transaction_id: None,
        kind: Kind::Completion,
        source: "test".into(),
        event_time: at("2026-11-01T00:00:00Z"),
        key_id: String::new(),
        team: "default".into(),
        dimensions,
        meters: meters.iter().map(|(name, quantity)| ((*name).to_owned(), quantity.parse().unwrap())).collect(),
        reported: Reported::default(),
        billing: Billing::default(),
        cost: Cost::default(),
        is_streamed: None,
        duration_ms: None,
        time_to_first_token_ms: None,
        retry_number: None,
        error_code: None,
        attributes: None,
    }
}

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

fn price(event: &Event) -> Cost {
    PriceBook::bundled().unwrap().price(event)
}

/// `computed / effective / why unpriced`
fn summary(cost: &Cost) -> String {
    let amount = |amount: Option<outlay_domain::Money>| amount.map_or("-".to_owned(), |amount| amount.to_string());
    let reason = cost.unpriced.as_ref().map_or("-", |unpriced| unpriced.code());
    format!("{} / {} / {reason}", amount(cost.computed), amount(cost.effective))
}
