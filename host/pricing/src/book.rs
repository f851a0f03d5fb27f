//! The price book: one call prices an event.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use outlay_domain::{Cost, Dimension, Event, Money, Unpriced};

use crate::catalogue::{Catalogue, Prices, Terms};
use crate::data::InvalidPriceData;
use crate::explain::{Counts, Parts};
use crate::matching::Resolution;
use crate::providers::canonical_provider;
use crate::settle;

/// The price data that comes with this crate; `data/README.md` says where it is from.
pub const BUNDLED_VERSION: &str = "genai-prices 0.2.1";

pub(crate) const BUNDLED_DATA: &str = include_str!("../data/genai_prices.json");

static BUNDLED: OnceLock<Arc<Catalogue>> = OnceLock::new();

/// So many (provider, model) pairs are remembered; beyond, all are forgotten and looked up again.
const MOST_REMEMBERED: usize = 8192;

/// List prices by provider, model and date. Cheap to share behind an `Arc`; prices from many threads at once.
pub struct PriceBook {
    catalogue: Arc<Catalogue>,
    version: String,
    /// What names meant before: a search through the catalogue takes far longer than the pricing.
    remembered: RwLock<Remembered>,
}

#[derive(Default)]
struct Remembered {
    count: usize,
    by_provider: HashMap<Box<str>, HashMap<Box<str>, Resolution>>,
}

impl PriceBook {
    /// The price data that comes with this crate. The first call of a process decodes it (tens of milliseconds).
    ///
    /// # Errors
    /// Only if the crate was built with data that its tests refuse.
    pub fn bundled() -> Result<Self, InvalidPriceData> {
        let catalogue = match BUNDLED.get() {
            Some(catalogue) => Arc::clone(catalogue),
            None => {
                let decoded = Arc::new(Catalogue::decode(BUNDLED_DATA)?);
                Arc::clone(BUNDLED.get_or_init(|| decoded))
            }
        };
        Ok(Self::over(catalogue, BUNDLED_VERSION.to_owned()))
    }

    /// Price data in the format of genai-prices. `version` is kept in each cost.
    ///
    /// # Errors
    /// If the text is not price data, says where.
    pub fn from_json(json: &str, version: &str) -> Result<Self, InvalidPriceData> {
        Ok(Self::over(Arc::new(Catalogue::decode(json)?), version.to_owned()))
    }

    fn over(catalogue: Arc<Catalogue>, version: String) -> Self {
        Self { catalogue, version, remembered: RwLock::default() }
    }

    /// Which price data this is, for example `genai-prices 0.2.1`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What the event cost, at the prices of its own time, in US dollars.
    pub fn price(&self, event: &Event) -> Cost {
        let counts = Counts::of(&event.meters);
        let mut cost = Cost {
            reported: settle::reported(&event.reported),
            price_version: Some(self.version.as_str().into()),
            ..Cost::default()
        };
        let parts: Parts = match self.prices_for(event) {
            Ok(prices) => {
                let charge = counts.charge(&prices, event.billing.multiplier);
                cost.price_entry = Some(prices.describe(charge.tier));
                cost.lines = charge.lines;
                match charge.computed {
                    Ok(amount) => cost.computed = Some(amount),
                    Err(unpriced) => cost.unpriced = Some(unpriced),
                }
                charge.parts
            }
            Err(unpriced) => {
                cost.unpriced = Some(unpriced);
                counts.unpriced_parts()
            }
        };
        cost.effective = settle::effective(event, cost.computed, &parts);
        if cost.effective.is_some_and(is_out_of_range) {
            cost.effective = None;
            cost.unpriced = Some(Unpriced::OutOfRange);
        }
        cost
    }

    fn prices_for(&self, event: &Event) -> Result<Prices<'_>, Unpriced> {
        let provider = event.dimensions.get(Dimension::Provider).ok_or(Unpriced::NoProvider)?;
        let model = event.dimensions.get(Dimension::Model).ok_or(Unpriced::NoModel)?;
        let unknown_model =
            || Unpriced::UnknownModel { provider: canonical_provider(provider), model: model.to_owned() };
        match self.resolve(provider, model) {
            Resolution::Model { provider, model, is_own } => {
                let entry = self.catalogue.model(provider, model).ok_or_else(unknown_model)?;
                Ok(entry.in_force(Terms::of(event), is_own))
            }
            Resolution::UnknownModel => Err(unknown_model()),
            Resolution::UnknownProvider => Err(Unpriced::UnknownProvider { provider: canonical_provider(provider) }),
        }
    }

    fn resolve(&self, provider: &str, model: &str) -> Resolution {
        let remembered = self.remembered.read().unwrap_or_else(PoisonError::into_inner).get(provider, model);
        remembered.unwrap_or_else(|| {
            let resolution = self.catalogue.resolve(provider, model);
            self.remembered.write().unwrap_or_else(PoisonError::into_inner).insert(provider, model, resolution);
            resolution
        })
    }
}

impl fmt::Debug for PriceBook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PriceBook").field("version", &self.version).finish_non_exhaustive()
    }
}

impl Remembered {
    fn get(&self, provider: &str, model: &str) -> Option<Resolution> {
        self.by_provider.get(provider)?.get(model).copied()
    }

    fn insert(&mut self, provider: &str, model: &str, resolution: Resolution) {
        if self.count >= MOST_REMEMBERED {
            *self = Self::default();
        }
        let models = self.by_provider.entry(provider.into()).or_default();
        if models.insert(model.into(), resolution).is_none() {
            self.count += 1;
        }
    }
}

fn is_out_of_range(amount: Money) -> bool {
    amount.to_frame().is_none()
}
