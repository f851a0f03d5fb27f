//! What about a call decides on its prices, besides its model.

use std::cell::OnceCell;

use outlay_domain::{Dimension, Event, Timestamp};
use serde_json::{Map, Value};

#[derive(Debug)]
pub(crate) struct Terms<'e> {
    pub(crate) at: Timestamp,
    is_batch: bool,
    service_tier: Option<&'e str>,
    attributes: Option<&'e str>,
    /// The connection that counted it, where it was none of ours.
    pub(crate) connection: Option<&'e str>,
    /// It stands for many calls, each of which has so much input (in 10⁻⁹ tokens), as far as that is known.
    pub(crate) context_of_many: Option<i128>,
    /// Read only where prices depend on them.
    read_attributes: OnceCell<Map<String, Value>>,
}

impl<'e> Terms<'e> {
    pub(crate) fn of(event: &'e Event) -> Self {
        let service_tier = event.dimensions.get(Dimension::ServiceTier);
        let says_batch = |text: Option<&str>| text.is_some_and(|text| text.eq_ignore_ascii_case("batch"));
        Self {
            at: event.event_time,
            is_batch: says_batch(event.dimensions.get(Dimension::PricingTier)) || says_batch(service_tier),
            service_tier,
            attributes: event.attributes.as_deref(),
            connection: None,
            context_of_many: None,
            read_attributes: OnceCell::new(),
        }
    }

    /// Of what a connection counted of many calls.
    pub(crate) fn of_many(event: &'e Event, connection: &'e str, context: i128) -> Self {
        Self { connection: Some(connection), context_of_many: Some(context), ..Self::of(event) }
    }

    pub(crate) fn meet(&self, key: &str, value: &str) -> bool {
        match key {
            "processing" => self.is_batch && value == "batch",
            "service_tier" => self.is_served_as(value),
            _ => self.attribute(key).is_some_and(|text| text.eq_ignore_ascii_case(value)),
        }
    }

    /// Whether the call was served in a tier, batches included; `standard` is whatever has no other name.
    pub(crate) fn is_served_as(&self, tier: &str) -> bool {
        match self.service_tier.filter(|tier| !tier.eq_ignore_ascii_case("auto")) {
            _ if tier == "batch" => self.is_batch,
            _ if self.is_batch => false,
            Some(served) => served.eq_ignore_ascii_case(tier) || (is_standard(served) && is_standard(tier)),
            None => is_standard(tier),
        }
    }

    /// What the sender said of the call beside what has a column: the size of a picture, for example.
    fn attribute(&self, name: &str) -> Option<&str> {
        let read = || self.attributes.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        self.read_attributes.get_or_init(read).get(name)?.as_str()
    }
}

fn is_standard(tier: &str) -> bool {
    tier.eq_ignore_ascii_case("standard") || tier.eq_ignore_ascii_case("default")
}
