//! Prices by meter, and the one name of a model, each looked up once a report.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use outlay_domain::{Money, Timestamp, meter};
use outlay_pricing::PriceBook;
use outlay_pricing::many::Asked;

use crate::days::begins;
use crate::split::{self, Counts, Prices, REQUESTS};

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
    names: HashMap<(String, String), String>,
    prices: HashMap<(String, String, Date, String, String), Option<Money>>,
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
        Self { book, names: HashMap::new(), prices: HashMap::new() }
    }

    pub(crate) fn currency(&self) -> &str {
        &self.book.state().currency
    }

    /// The same for all names of a model: the list's, or its own in lower case.
    pub(crate) fn name(&mut self, provider: &str, model: &str) -> String {
        let key = (provider.to_owned(), model.to_owned());
        let listed = || self.book.listed_as(provider, model).unwrap_or_else(|| model.trim().to_lowercase());
        self.names.entry(key).or_insert_with(listed).clone()
    }

    /// Prices of all that was counted.
    pub(crate) fn prices<'c>(&mut self, whose: Whose<'_>, counts: impl IntoIterator<Item = &'c Counts>) -> Prices {
        let mut prices = Prices::default();
        for (meter, _) in counts.into_iter().flat_map(Counts::iter) {
            if let Some(price) = self.price(whose, meter) {
                prices.set(meter, price);
            }
        }
        prices
    }

    fn price(&mut self, whose: Whose<'_>, meter: &str) -> Option<Money> {
        let Whose { provider, model, day, zone, connection_id } = whose;
        let key = (provider.to_owned(), model.to_owned(), day, connection_id.to_owned(), meter.to_owned());
        *self.prices.entry(key).or_insert_with(|| {
            let at = Timestamp(begins(day, zone));
            self.book.a_million(Asked { provider, model, at, connection_id }, meter)
        })
    }
}

/// What it costs at these prices. None if that is not known: some of its tokens have no price, or nothing has.
pub(crate) fn estimate(counts: &Counts, prices: &Prices) -> Option<Money> {
    let used = || counts.iter().filter(|(_, nano)| *nano != 0);
    let is_unknown = used().any(|(meter, _)| TOKENS.contains(&meter) && prices.get(meter).is_none());
    if is_unknown || !used().any(|(meter, _)| prices.get(meter).is_some()) {
        return None;
    }
    Some(used().filter_map(|(meter, nano)| Some(split::amount(nano, prices.get(meter)?))).sum())
}

/// The meters that have no price, other than the number of calls, which seldom has one.
pub(crate) fn without_price<'c>(counts: &'c Counts, prices: &Prices) -> impl Iterator<Item = &'c str> {
    let used = counts.iter().filter(|(meter, nano)| *nano != 0 && *meter != REQUESTS);
    used.filter(|(meter, _)| prices.get(meter).is_none()).map(|(meter, _)| meter)
}
