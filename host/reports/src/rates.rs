//! Prices by meter, and the one name of a model, each looked up once a report.

use std::collections::{BTreeSet, HashMap};
use std::iter;
use std::sync::Arc;

use jiff::civil::Date;
use outlay_domain::{Money, Timestamp, meter};
use outlay_pricing::PriceBook;
use outlay_pricing::many;

use crate::days::begins;
use crate::split::{self, ByTier, Counts, Prices, REQUESTS};

/// Without a price for one of these, what a model's usage costs is not known.
const TOKENS: [&str; 5] = [
    meter::INPUT_TOKENS,
    meter::CACHE_READ_TOKENS,
    meter::CACHE_WRITE_TOKENS,
    meter::CACHE_WRITE_1H_TOKENS,
    meter::OUTPUT_TOKENS,
];

#[derive(Debug)]
pub(crate) struct Rates {
    book: Arc<PriceBook>,
    listed: HashMap<(String, String), Option<String>>,
    prices: HashMap<Asked, Option<Money>>,
}

/// A meter in a tier, of what a model of a provider sold on a day to a connection.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Asked {
    provider: String,
    model: String,
    tier: Option<String>,
    day: Date,
    connection_id: String,
    meter: String,
}

/// Whose usage it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Whose<'w> {
    pub(crate) provider: &'w str,
    pub(crate) model: &'w str,
    pub(crate) day: Date,
    pub(crate) zone: &'w str,
    pub(crate) connection_id: &'w str,
}

impl Rates {
    pub(crate) fn new(book: Arc<PriceBook>) -> Self {
        Self { book, listed: HashMap::new(), prices: HashMap::new() }
    }

    pub(crate) fn currency(&self) -> &str {
        &self.book.state().currency
    }

    pub(crate) fn is_listed(&mut self, provider: &str, model: &str) -> bool {
        self.listed(provider, model).is_some()
    }

    /// The same for all names of a model: the list's, or its own in lower case.
    pub(crate) fn name(&mut self, provider: &str, model: &str) -> String {
        self.listed(provider, model).map_or_else(|| model.trim().to_lowercase(), str::to_owned)
    }

    fn listed(&mut self, provider: &str, model: &str) -> Option<&str> {
        let key = (provider.to_owned(), model.to_owned());
        self.listed.entry(key).or_insert_with(|| self.book.listed_as(provider, model)).as_deref()
    }

    /// Prices of these meters in these tiers, and in the standard one.
    pub(crate) fn prices(
        &mut self,
        whose: Whose<'_>,
        tiers: &BTreeSet<Option<String>>,
        meters: &BTreeSet<String>,
    ) -> Prices {
        let mut prices = Prices::default();
        for meter in meters {
            for tier in iter::once(None).chain(tiers.iter().map(Option::as_deref)) {
                if let Some(price) = self.price(whose, tier, meter) {
                    prices.set(tier, meter, price);
                }
            }
        }
        prices
    }

    fn price(&mut self, whose: Whose<'_>, tier: Option<&str>, meter: &str) -> Option<Money> {
        let Whose { provider, model, day, zone, connection_id } = whose;
        let asked = Asked {
            provider: provider.to_owned(),
            model: model.to_owned(),
            tier: tier.map(str::to_owned),
            day,
            connection_id: connection_id.to_owned(),
            meter: meter.to_owned(),
        };
        *self.prices.entry(asked).or_insert_with(|| {
            let at = Timestamp(begins(day, zone));
            self.book.a_million(many::Asked { provider, model, tier, at, connection_id }, meter)
        })
    }
}

/// All that was used: tier, meter and quantity.
fn used(counts: &ByTier<Counts>) -> impl Iterator<Item = (Option<&str>, &str, i128)> {
    let all = counts.iter().flat_map(|(tier, counts)| counts.iter().map(move |(meter, nano)| (tier, meter, nano)));
    all.filter(|(_, _, nano)| *nano != 0).map(|(tier, meter, nano)| (tier.as_deref(), meter, nano))
}

/// What it costs at these prices. None if that is not known: some of its tokens have no price, or nothing has.
pub(crate) fn estimate(counts: &ByTier<Counts>, prices: &Prices) -> Option<Money> {
    let is_unknown = used(counts).any(|(tier, meter, _)| TOKENS.contains(&meter) && prices.get(tier, meter).is_none());
    let mut amounts =
        used(counts).filter_map(|(tier, meter, nano)| Some(split::amount(nano, prices.get(tier, meter)?))).peekable();
    if is_unknown || amounts.peek().is_none() { None } else { Some(amounts.sum()) }
}

/// The meters that have no price, other than the number of calls, which seldom has one.
pub(crate) fn without_price(counts: &ByTier<Counts>, prices: &Prices) -> Vec<String> {
    let lacking = used(counts).filter(|(tier, meter, _)| *meter != REQUESTS && prices.get(*tier, meter).is_none());
    lacking.map(|(_, meter, _)| meter.to_owned()).collect()
}
