//! Prices of models as such, for what compares many calls at once.

use outlay_domain::{CallId, Dimension, Event, Kind, Meters, Money, Quantity, Timestamp, meter};

use crate::book::PriceBook;
use crate::terms::Terms;

/// A price is asked for so many units, so that all of its decimals are told.
const UNITS: u64 = 1_000_000;

/// Whose prices.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub provider: &'a str,
    pub model: &'a str,
    pub at: Timestamp,
    /// The connection that counted the calls.
    pub connection_id: &'a str,
}

impl PriceBook {
    /// What a million units of a meter cost in the standard tier, in the currency of the book. None if it has no price.
    pub fn a_million(&self, asked: Asked<'_>, name: &str) -> Option<Money> {
        let mut event = Event::bare(CallId::of(&[]), Kind::Completion, asked.at);
        event.dimensions.set(Dimension::Provider, asked.provider);
        event.dimensions.set(Dimension::Model, asked.model);
        let units = Quantity::whole_number(UNITS);
        event.meters = Meters::from([(name.into(), units)]);
        if name == meter::CACHE_WRITE_1H_TOKENS {
            // A part of all writes.
            event.meters.insert(meter::CACHE_WRITE_TOKENS.into(), units);
        }
        let cost = self.price_on(&event, &Terms::of_many(&event, asked.connection_id));
        cost.computed.filter(|_| cost.unpriced.is_none() && !cost.lines.is_empty())
    }

    /// The id of the model in the list, whatever it is called; none if the list does not know it.
    pub fn listed_as(&self, provider: &str, model: &str) -> Option<String> {
        self.list().id(self.list().resolve(provider, model)).map(str::to_owned)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_model_has_prices_by_meter() {
        let book = PriceBook::bundled().unwrap();
        let at = "2026-11-01T12:00:00Z".parse().unwrap();
        let asked = |model| Asked { provider: "openai", model, at, connection_id: "c" };
        let price = |model, name| book.a_million(asked(model), name).map(|price| price.to_string());
        assert_eq!(price("gpt-4o-mini", "input_tokens").as_deref(), Some("0.15"));
        assert_eq!(price("gpt-4o-mini", "cache_read_tokens").as_deref(), Some("0.075"));
        assert_eq!(price("gpt-4o-mini", "output_tokens").as_deref(), Some("0.6"));
        assert_eq!((price("gpt-4o-mini", "searches"), price("no-such-model", "input_tokens")), (None, None));
        let claude = Asked { provider: "anthropic", model: "claude-sonnet-4-5", at, connection_id: "c" };
        let write = |name| book.a_million(claude, name).map(|price| price.to_string());
        assert_eq!(write("cache_write_tokens").as_deref(), Some("3.75"));
        assert_eq!(write("cache_write_1h_tokens").as_deref(), Some("6"));
    }

    #[test]
    fn spellings_of_a_model_are_one() {
        let book = PriceBook::bundled().unwrap();
        let id = book.listed_as("openai", "gpt-4o-mini").unwrap();
        assert_eq!(book.listed_as("openai", "gpt-4o-mini-2024-07-18"), Some(id));
        assert_eq!(book.listed_as("openai", "no-such-model"), None);
    }
}
