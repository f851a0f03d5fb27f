//! What a provider's own usage would cost by the price book: many calls in one record.

use outlay_domain::record::{Estimate, Record};
use outlay_domain::{Meters, Quantity, Unpriced, meter};

use crate::book::PriceBook;
use crate::many::Asked;
use crate::tier;

impl PriceBook {
    /// The cost of the calls that a record of a connection counts, in the tier that it names, at the prices of its beginning.
    /// How long each of them was is not known unless the record says so, so else none is charged at a long-context price.
    pub fn estimate(&self, record: &Record, connection_id: &str) -> Estimate {
        let tier = tier::of_fields(&record.raw);
        let asked = Asked {
            provider: &record.provider,
            model: record.model.as_deref().unwrap_or_default(),
            tier: tier.as_deref(),
            at: record.period_start,
            connection_id,
        };
        let cost = self.price_many(asked, meters(record));
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
