//! Prices of models as such, for what compares many calls at once.

use outlay_domain::{CallId, Cost, Dimension, Event, Kind, Meters, Money, Quantity, Timestamp, meter};

use crate::book::PriceBook;
use crate::terms::Terms;
use crate::tier;

/// A price is asked for so many units, so that all of its decimals are told.
const UNITS: u64 = 1_000_000;

/// Whose prices.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub provider: &'a str,
    pub model: &'a str,
    /// As [`tier::named`] has it. What the list does not know costs what the standard tier does.
    pub tier: Option<&'a str>,
    pub at: Timestamp,
    /// The connection that counted the calls.
    pub connection_id: &'a str,
}

impl PriceBook {
    /// What a million units of a meter cost, in the currency of the book. None if it has no price.
    pub fn a_million(&self, asked: Asked<'_>, name: &str) -> Option<Money> {
        let units = Quantity::whole_number(UNITS);
        let mut meters = Meters::from([(name.into(), units)]);
        if name == meter::CACHE_WRITE_1H_TOKENS {
            // A part of all writes.
            meters.insert(meter::CACHE_WRITE_TOKENS.into(), units);
        }
        let cost = self.price_many(asked, meters);
        cost.computed.filter(|_| cost.unpriced.is_none() && !cost.lines.is_empty())
    }

    /// What many calls of one tier cost.
    pub(crate) fn price_many(&self, asked: Asked<'_>, meters: Meters) -> Cost {
        let mut event = Event::bare(CallId::of(&[]), Kind::Completion, asked.at);
        event.dimensions.set(Dimension::Provider, asked.provider);
        event.dimensions.set(Dimension::Model, asked.model);
        event.meters = meters;
        let mut context = 0;
        for word in asked.tier.into_iter().flat_map(|tier| tier.split(' ')) {
            if word == tier::BATCH {
                event.dimensions.set(Dimension::PricingTier, word);
            } else if let Some(tokens) = tier::longer_than(word) {
                context = Quantity::whole_number(tokens + 1).nano();
            } else {
                event.dimensions.set(Dimension::ServiceTier, word);
                // Some providers have a field of its own for it.
                event.attributes = Some(serde_json::json!({"speed": word}).to_string());
            }
        }
        self.price_on(&event, &Terms::of_many(&event, asked.connection_id, context))
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
        let asked = |model| Asked { provider: "openai", model, tier: None, at, connection_id: "c" };
        let price = |model, name| book.a_million(asked(model), name).map(|price| price.to_string());
        assert_eq!(price("gpt-4o-mini", "input_tokens").as_deref(), Some("0.15"));
        assert_eq!(price("gpt-4o-mini", "cache_read_tokens").as_deref(), Some("0.075"));
        assert_eq!(price("gpt-4o-mini", "output_tokens").as_deref(), Some("0.6"));
        assert_eq!((price("gpt-4o-mini", "searches"), price("no-such-model", "input_tokens")), (None, None));
        let claude = Asked { provider: "anthropic", model: "claude-sonnet-4-5", tier: None, at, connection_id: "c" };
        let write = |name| book.a_million(claude, name).map(|price| price.to_string());
        assert_eq!(write("cache_write_tokens").as_deref(), Some("3.75"));
        assert_eq!(write("cache_write_1h_tokens").as_deref(), Some("6"));
    }

    #[test]
    fn tiers_have_prices_of_their_own() {
        let book = PriceBook::bundled().unwrap();
        let at = "2026-11-01T12:00:00Z".parse().unwrap();
        let input = |provider, model, tier| {
            let asked = Asked { provider, model, tier, at, connection_id: "c" };
            book.a_million(asked, "input_tokens").map(|price| price.to_string())
        };
        assert_eq!(input("openai", "gpt-4o-mini", Some("batch")).as_deref(), Some("0.075"));
        assert_eq!(input("openai", "gpt-4o-mini", Some("unheard-of")).as_deref(), Some("0.15"));
        assert_eq!(input("openai", "gpt-5", Some("flex")).as_deref(), Some("0.625"));
        assert_eq!(input("openai", "gpt-5", Some("priority")).as_deref(), Some("2.5"));
        assert_eq!(input("google", "gemini-2.5-pro", None).as_deref(), Some("1.25"));
        assert_eq!(input("google", "gemini-2.5-pro", Some("200k-1m")).as_deref(), Some("2.5"));
    }

    #[test]
    fn spellings_of_a_model_are_one() {
        let book = PriceBook::bundled().unwrap();
        let id = book.listed_as("openai", "gpt-4o-mini").unwrap();
        assert_eq!(book.listed_as("openai", "gpt-4o-mini-2024-07-18"), Some(id));
        assert_eq!(book.listed_as("openai", "no-such-model"), None);
    }
}
