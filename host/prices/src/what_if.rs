//! The past at other prices, or as calls of another model or tier: computed by the same code, without any change.

use std::ops::ControlFlow;

use outlay_domain::{Dimension, Event, Reported, RepriceScope, Unpriced};
use outlay_warehouse::{PastCost, PastEvent};

use crate::comparison::Comparison;
use crate::error::PricesError;
use crate::prices::{Draft, Prices};

/// Supposed prices at most.
const MOST_SUPPOSED: usize = 100;

/// What is different. What is left out stays as it was.
#[derive(Debug, Clone, Default)]
pub struct Instead {
    pub provider: Option<String>,
    pub model: Option<String>,
    /// `standard`, `batch`, `flex`, `priority` ...
    pub tier: Option<String>,
    /// Prices that stand beside those in force, narrower than they are.
    pub prices: Vec<Draft>,
}

impl Prices {
    /// What the events of a scope cost, and would have cost. What senders reported of it counts on neither side. Blocks;
    /// `told` as with a preview.
    pub fn what_if(
        &self,
        scope: &RepriceScope,
        instead: &Instead,
        told: impl FnMut(u64, u64) -> ControlFlow<()>,
    ) -> Result<Comparison, PricesError> {
        let book = self.book();
        let mut state = book.state().clone();
        let supposed = instead.prices.iter().enumerate();
        state.prices.extend(supposed.map(|(index, draft)| draft.clone().price(format!("supposed {}", index + 1), 1)));
        let other = book.with(state)?;
        let mut comparison = Comparison::default();
        let currency = book.state().currency.clone();
        let visit = |past: PastEvent<'_>| {
            let event = Event { reported: Reported::default(), ..past.event };
            let today = book.price(&event);
            let cost = PastCost {
                reported: None,
                computed: today.computed,
                effective: today.effective,
                currency: &currency,
                unpriced_reason: today.unpriced.as_ref().map(Unpriced::code),
                ..past.cost
            };
            let supposed = other.price(&instead.of(&event));
            comparison.add(&PastEvent { seq: past.seq, event, cost }, &supposed);
        };
        self.warehouse.past_events(scope, visit, told)?;
        Ok(comparison.finish())
    }
}

impl Instead {
    /// Whether the supposed prices can be used.
    pub fn check(&self) -> Result<(), PricesError> {
        if self.prices.len() > MOST_SUPPOSED {
            return Err(PricesError::TooMany(MOST_SUPPOSED));
        }
        for draft in &self.prices {
            draft.clone().price(String::new(), 1).check()?;
        }
        Ok(())
    }

    fn of(&self, event: &Event) -> Event {
        let mut event = event.clone();
        if let Some(provider) = &self.provider {
            event.dimensions.set(Dimension::Provider, &outlay_pricing::canonical_provider(provider));
        }
        if let Some(model) = &self.model {
            event.dimensions.set(Dimension::Model, model);
        }
        if let Some(tier) = &self.tier {
            let is_batch = tier.eq_ignore_ascii_case("batch");
            event.dimensions.set(Dimension::PricingTier, if is_batch { "BATCH" } else { "STANDARD" });
            event.dimensions.set(Dimension::ServiceTier, if is_batch { "" } else { tier });
        }
        event
    }
}
