//! The price book as other rooms use it: whole events in, whole costs out.
#![allow(clippy::unwrap_used)]

mod currencies;
mod estimate;
mod golden;
mod own;
mod properties;
mod sale;
mod supplement;

use outlay_domain::{CallId, Cost, Dimension, Event, Kind, Timestamp};
use outlay_pricing::PriceBook;

/// A bare call; tests add what they are about.
fn call(provider: &str, model: &str, meters: &[(&str, &str)]) -> Event {
    let mut event = Event::bare(CallId::of(&["test"]), Kind::Completion, at("2026-11-01T00:00:00Z"));
    event.dimensions.set(Dimension::Provider, provider);
    event.dimensions.set(Dimension::Model, model);
    event.meters = meters.iter().map(|(name, quantity)| ((*name).into(), quantity.parse().unwrap())).collect();
    event
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
