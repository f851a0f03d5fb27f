//! What is asked for the meters of one call: own prices before the list's, less a discount.

use outlay_domain::ShortText;

use crate::arithmetic::Factor;
use crate::catalogue::{Price, Prices};
use crate::own::InForce;
use crate::units::Unit;

/// Everything in force for one call.
#[derive(Debug)]
pub(crate) struct Offer<'b> {
    pub(crate) own: InForce<'b>,
    /// None if the list does not know the model.
    pub(crate) list: Option<Prices<'b>>,
    pub(crate) list_version: &'b str,
}

/// The currency of the list.
pub(crate) const LIST_CURRENCY: &str = "USD";

/// What is asked for one meter.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'b> {
    pub(crate) price: &'b Price,
    /// What a discount leaves of it.
    pub(crate) factor: Factor,
    pub(crate) is_own: bool,
}

impl<'b> Offer<'b> {
    /// Of all amounts of this call.
    pub(crate) fn currency(&self) -> &'b str {
        self.own.price.and_then(|own| own.currency()).unwrap_or(LIST_CURRENCY)
    }

    /// Whether nothing is known about calls like this.
    pub(crate) fn is_empty(&self) -> bool {
        self.own.price.is_none() && self.list.is_none()
    }

    pub(crate) fn least_seconds(&self) -> u32 {
        self.list.as_ref().map_or(0, |list| list.model.least_seconds)
    }

    pub(crate) fn has(&self, unit: Unit) -> bool {
        self.asked(Some(unit), unit.meter()).is_some()
    }

    /// Whether the operator has a price for it.
    pub(crate) fn has_own(&self, unit: Unit) -> bool {
        self.own.price.is_some_and(|own| own.price(Some(unit), unit.meter()).is_some())
    }

    pub(crate) fn asked(&self, unit: Option<Unit>, meter: &str) -> Option<Asked<'b>> {
        if let Some(price) = self.own.price.and_then(|own| own.price(unit, meter)) {
            return Some(Asked { price, factor: Factor::ONE, is_own: true });
        }
        // Amounts of two currencies have no sum.
        if self.currency() != LIST_CURRENCY {
            return None;
        }
        let price = self.list.as_ref()?.get(unit?)?;
        let factor = self.own.discount.and_then(|own| own.factor(meter)).unwrap_or(Factor::ONE);
        Some(Asked { price, factor, is_own: false })
    }

    /// The entry of the price book and its version, for prices of the operator's.
    pub(crate) fn own_entry(&self) -> Option<(ShortText, ShortText)> {
        self.own.price.map(|own| (own.id.as_str().into(), own.version.as_str().into()))
    }

    /// The same for what the list says; with the discount, where there is one.
    pub(crate) fn list_entry(&self, is_discounted: bool, tier: Option<u64>) -> Option<(ShortText, ShortText)> {
        let mut entry = self.list.as_ref()?.describe();
        let mut version = ShortText::from(self.list_version);
        if let Some(start) = tier {
            entry.push_str(&format!(", over {start} input tokens"));
        }
        if let Some(discount) = self.own.discount.filter(|_| is_discounted) {
            entry.extend([", less ", &discount.id]);
            version.extend([", ", &discount.version]);
        }
        Some((entry, version))
    }
}
