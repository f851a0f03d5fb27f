//! The price book: one call prices an event.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use outlay_domain::cost::Conversion;
use outlay_domain::{Cost, Dimension, Event, Kind, Money, Quantity, Unpriced};
use serde::{Deserialize, Serialize};

use crate::catalogue::Catalogue;
use crate::data::InvalidPriceData;
use crate::explain::{Counts, Parts};
use crate::matching::Resolution;
use crate::offer::{LIST_CURRENCY, Offer};
use crate::own::{Candidates, Exchange, ExchangeRate, InvalidOwnPrice, Names, OwnPrice, OwnPrices};
use crate::providers::{canonical_provider, fold};
use crate::settle::{self, Settled};
use crate::terms::Terms;

/// The price data that comes with this crate, and the supplement's revision; `data/README.md` says where they are from.
pub const BUNDLED_VERSION: &str = "genai-prices 0.2.1+1";

pub(crate) const BUNDLED_DATA: &str = include_str!("../data/genai_prices.json");
/// What the bundled data lacks or has wrong.
pub(crate) const SUPPLEMENT: &str = include_str!("../data/outlay_prices.json");

static BUNDLED: OnceLock<Arc<Catalogue>> = OnceLock::new();

/// So many (provider, model, tool) triples are remembered; beyond, all are forgotten and looked up again.
const MOST_REMEMBERED: usize = 8192;

/// All that the operator added to the list. What it says is what a book is, apart from the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BookState {
    /// Grows with every change.
    pub revision: u64,
    /// The currency that costs are kept in.
    pub currency: String,
    pub prices: Vec<OwnPrice>,
    pub rates: Vec<ExchangeRate>,
}

impl Default for BookState {
    fn default() -> Self {
        Self { revision: 0, currency: LIST_CURRENCY.to_owned(), prices: Vec::new(), rates: Vec::new() }
    }
}

/// Prices by provider, model and date. Cheap to share behind an `Arc`; prices from many threads at once.
pub struct PriceBook {
    list: Arc<Catalogue>,
    list_version: String,
    state: BookState,
    own: OwnPrices,
    exchange: Exchange,
    /// What names meant before: a search through the list takes far longer than the pricing.
    remembered: RwLock<Remembered>,
}

/// What a call goes by means.
#[derive(Debug, Clone)]
struct Meaning {
    listed: Resolution,
    /// Own prices that may be for it.
    own: Arc<Candidates>,
}

#[derive(Default)]
struct Remembered {
    count: usize,
    by_provider: Named<Named<Named<Meaning>>>,
}

/// By a name; asked for each event.
pub(crate) type Named<T> = HashMap<Box<str>, T, foldhash::fast::RandomState>;

impl PriceBook {
    /// The price data that comes with this crate. The first call of a process decodes it (tens of milliseconds).
    ///
    /// # Errors
    /// Only if the crate was built with data that its tests refuse.
    pub fn bundled() -> Result<Self, InvalidPriceData> {
        let list = match BUNDLED.get() {
            Some(list) => Arc::clone(list),
            None => {
                let mut list = Catalogue::decode(BUNDLED_DATA)?;
                list.supplement(Catalogue::decode(SUPPLEMENT)?);
                Arc::clone(BUNDLED.get_or_init(|| Arc::new(list)))
            }
        };
        Ok(Self::over(list, BUNDLED_VERSION.to_owned()))
    }

    /// Price data in the format of genai-prices. `version` is kept in each cost.
    ///
    /// # Errors
    /// If the text is not price data, says where.
    pub fn from_json(json: &str, version: &str) -> Result<Self, InvalidPriceData> {
        Ok(Self::over(Arc::new(Catalogue::decode(json)?), version.to_owned()))
    }

    fn over(list: Arc<Catalogue>, list_version: String) -> Self {
        let (own, exchange) = (OwnPrices::default(), Exchange::default());
        Self { list, list_version, state: BookState::default(), own, exchange, remembered: RwLock::default() }
    }

    /// The same list, with what the operator added.
    ///
    /// # Errors
    /// Names what is wrong with one of the prices or rates.
    pub fn with(&self, state: BookState) -> Result<Self, InvalidOwnPrice> {
        let (own, exchange) = (OwnPrices::of(&state.prices)?, Exchange::of(&state.rates)?);
        let (list, list_version) = (Arc::clone(&self.list), self.list_version.clone());
        Ok(Self { list, list_version, state, own, exchange, remembered: RwLock::default() })
    }

    /// Which price data this is, for example `genai-prices 0.2.1+1`.
    pub fn version(&self) -> &str {
        &self.list_version
    }

    pub(crate) fn list(&self) -> &Catalogue {
        &self.list
    }

    /// What the operator added to it.
    pub fn state(&self) -> &BookState {
        &self.state
    }

    /// What the event cost, at the prices of its own time.
    pub fn price(&self, event: &Event) -> Cost {
        self.price_on(event, &Terms::of(event))
    }

    pub(crate) fn price_on(&self, event: &Event, terms: &Terms<'_>) -> Cost {
        let duration = tool_seconds(event);
        let counts = Counts::of(&event.meters, terms.context_of_many);
        let offer = self.offer(event, terms);
        let mut cost = Cost { currency: self.state.currency.as_str().into(), ..Cost::default() };
        let (currency, parts) = match &offer {
            Ok(offer) => {
                let charge = counts.charge(offer, duration, event.billing.multiplier);
                (cost.price_entry, cost.price_version) = (charge.price_entry, charge.price_version);
                cost.lines = charge.lines;
                match charge.computed {
                    Ok(amount) => cost.computed = Some(amount),
                    Err(unpriced) => cost.unpriced = Some(unpriced),
                }
                (offer.currency(), charge.parts)
            }
            Err(unpriced) => {
                cost.unpriced = Some(unpriced.clone());
                cost.price_version = Some(self.list_version.as_str().into());
                (LIST_CURRENCY, counts.unpriced_parts())
            }
        };
        self.settle(event, &mut cost, currency, parts);
        cost
    }

    /// Brings all amounts into the book's currency, and says which of them counts.
    fn settle(&self, event: &Event, cost: &mut Cost, currency: &str, parts: Parts) {
        let said = event.reported.currency.as_deref().unwrap_or(LIST_CURRENCY);
        let to = self.state.currency.as_str();
        let convert = |amount: Money, from: &str| self.converted(amount, from, to, event);
        let settled = if currency == said || !event.reported.is_given() {
            settle::settle(&event.reported, &event.billing, cost.computed, &parts)
                .map(|amount| convert(amount, currency))
        } else {
            // Amounts of two currencies have no sum, unless both are brought into a third one first. What the book makes of
            // it may remain unknown: the sender's total counts all the same.
            let computed = cost.computed.and_then(|amount| convert(amount, currency));
            let parts = parts.map(|part| part.and_then(|part| convert(part, currency)));
            let reported = event.reported.try_map(|amount| convert(amount, said));
            reported.map(|reported| settle::settle(&reported, &event.billing, computed, &parts))
        };
        let no_rate = |from: &str| Unpriced::NoExchangeRate { from: from.to_owned(), to: to.to_owned() };
        match settled {
            Some(Settled { reported, effective }) => (cost.reported, cost.effective) = (reported, effective),
            None => {
                let from = if event.reported.is_given() { said } else { currency };
                let has_rate = self.exchange.at(from, to, event.event_time).is_some();
                cost.unpriced = Some(if has_rate { Unpriced::OutOfRange } else { no_rate(from) });
            }
        }
        if event.billing.skipped {
            cost.effective = Some(Money::ZERO);
        }
        if currency != to
            && let Some(amount) = cost.computed.take()
        {
            let rate = self.exchange.at(currency, to, event.event_time);
            cost.computed = self.converted(amount, currency, to, event);
            cost.conversion = Some(Conversion {
                from: currency.into(),
                amount,
                rate: rate.map(|rate| rate.text().into()),
                day: rate.map(|rate| rate.day.into()),
            });
            if cost.computed.is_none() {
                cost.unpriced = Some(if rate.is_none() { no_rate(currency) } else { Unpriced::OutOfRange });
            }
        }
        let is_too_much = |amount: Option<Money>| amount.is_some_and(|amount| amount.to_frame().is_none());
        if is_too_much(cost.effective) {
            cost.effective = None;
            cost.unpriced = Some(Unpriced::OutOfRange);
        }
    }

    fn converted(&self, amount: Money, from: &str, to: &str, event: &Event) -> Option<Money> {
        if from == to || amount == Money::ZERO {
            return Some(amount);
        }
        self.exchange.at(from, to, event.event_time)?.amount(amount)
    }

    fn offer(&self, event: &Event, terms: &Terms<'_>) -> Result<Offer<'_>, Unpriced> {
        let of = |dimension| event.dimensions.get(dimension);
        let (provider, model) = (of(Dimension::Provider), of(Dimension::Model));
        let tool = of(Dimension::Tool).filter(|_| event.kind == Kind::Tool);
        let meaning = self.meaning(provider.unwrap_or_default(), model.unwrap_or_default(), tool.unwrap_or_default());
        let own = self.own.in_force(&meaning.own, event, terms);
        let list = match meaning.listed {
            Resolution::Model { provider, model, is_own } => {
                self.list.model(provider, model).map(|model| model.in_force(terms, is_own))
            }
            _ => None,
        };
        let offer = Offer { own, list, list_version: &self.list_version };
        if !offer.is_empty() {
            return Ok(offer);
        }
        Err(match (tool, provider.map(canonical_provider), model) {
            (Some(tool), _, None) => Unpriced::UnknownTool { tool: tool.to_owned() },
            (_, None, _) => Unpriced::NoProvider,
            (_, _, None) => Unpriced::NoModel,
            (_, Some(provider), Some(model)) => match meaning.listed {
                Resolution::UnknownProvider => Unpriced::UnknownProvider { provider },
                _ => Unpriced::UnknownModel { provider, model: model.to_owned() },
            },
        })
    }

    fn meaning(&self, provider: &str, model: &str, tool: &str) -> Meaning {
        let remembered = self.remembered.read().unwrap_or_else(PoisonError::into_inner).get(provider, model, tool);
        remembered.unwrap_or_else(|| {
            let listed = if model.is_empty() { Resolution::UnknownModel } else { self.list.resolve(provider, model) };
            let names = Names {
                provider: &canonical_provider(provider),
                model: &fold(model.trim()),
                tool: &fold(tool.trim()),
                listed: self.list.id(listed).unwrap_or_default(),
            };
            let meaning = Meaning { listed, own: Arc::new(self.own.candidates(names)) };
            let mut remembered = self.remembered.write().unwrap_or_else(PoisonError::into_inner);
            remembered.insert(provider, model, tool, meaning.clone());
            meaning
        })
    }
}

impl fmt::Debug for PriceBook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (list, revision) = (&self.list_version, self.state.revision);
        f.debug_struct("PriceBook").field("list", list).field("revision", &revision).finish_non_exhaustive()
    }
}

impl Remembered {
    fn get(&self, provider: &str, model: &str, tool: &str) -> Option<Meaning> {
        self.by_provider.get(provider)?.get(model)?.get(tool).cloned()
    }

    fn insert(&mut self, provider: &str, model: &str, tool: &str, meaning: Meaning) {
        if self.count >= MOST_REMEMBERED {
            *self = Self::default();
        }
        let tools = self.by_provider.entry(provider.into()).or_default().entry(model.into()).or_default();
        if tools.insert(tool.into(), meaning).is_none() {
            self.count += 1;
        }
    }
}

/// How long the call of a tool took: its price may be by the second.
fn tool_seconds(event: &Event) -> Option<Quantity> {
    let milliseconds = event.duration_ms.filter(|_| event.kind == Kind::Tool)?;
    Some(Quantity::of_thousandths(u32::try_from(milliseconds).ok()?))
}
