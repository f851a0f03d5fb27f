//! What a provider's own usage would cost by the price book: many calls in one record.

use outlay_domain::record::{Estimate, Record};
use outlay_domain::{CallId, Dimension, Event, Kind, Meters, Quantity, Unpriced, meter};

use crate::book::PriceBook;
use crate::terms::Terms;

impl PriceBook {
    /// The cost of the calls that a record of a connection counts, at the prices of its beginning. How long each of them was
    /// is not known, so none is charged at a long-context price.
    pub fn estimate(&self, record: &Record, connection_id: &str) -> Estimate {
        let mut event = Event::bare(CallId::of(&[]), Kind::Completion, record.period_start);
        event.dimensions.set(Dimension::Provider, &record.provider);
        event.dimensions.set(Dimension::Model, record.model.as_deref().unwrap_or_default());
        event.meters = meters(record);
        let cost = self.price_on(&event, &Terms::of_many(&event, connection_id));
        Estimate {
            cost: cost.effective,
            currency: cost.currency,
            price_version: cost.price_version,
            price_entry: cost.price_entry,
            unpriced_reason: cost.unpriced.as_ref().map(|unpriced: &Unpriced| unpriced.code().into()),
        }
    }
}

fn meters(record: &Record) -> Meters {
    let counts = [
        (meter::INPUT_TOKENS, record.input_tokens),
        (meter::CACHE_READ_TOKENS, record.cached_input_tokens),
        (meter::CACHE_WRITE_TOKENS, record.cache_write_tokens),
        (meter::CACHE_WRITE_5M_TOKENS, record.cache_write_5m_tokens),
        (meter::CACHE_WRITE_1H_TOKENS, record.cache_write_1h_tokens),
        (meter::OUTPUT_TOKENS, record.output_tokens),
        ("requests", record.requests),
    ];
    let counted = counts.into_iter().filter_map(|(name, count)| Some((name.into(), Quantity::whole_number(count?))));
    let units = record.unit.as_deref().zip(record.units).map(|(unit, units)| (unit.into(), units));
    counted.chain(units).collect()
}
