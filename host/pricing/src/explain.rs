//! The lines of a cost: what each meter of a call cost, and which of them has no price.

use outlay_domain::{CostLine, Meters, Money, Quantity, Unpriced, meter};

use crate::arithmetic::amount;
use crate::catalogue::Prices;
use crate::units::{Part, Unit};

/// What a call counted, ready to be charged: no token stands in two places.
#[derive(Debug)]
pub(crate) struct Counts {
    quantities: [Quantity; Unit::COUNT],
    has_requests: bool,
    /// Something of a priced kind was counted, perhaps as zero. Requests do not say so.
    is_metered: bool,
}

/// What the parts of a call cost by the price book; none where one of its meters has no price.
pub(crate) type Parts = [Option<Money>; Part::COUNT];

/// What a call costs by the price book.
#[derive(Debug)]
pub(crate) struct Charge {
    pub(crate) lines: Vec<CostLine>,
    pub(crate) parts: Parts,
    pub(crate) computed: Result<Money, Unpriced>,
    /// The start of the long-context tier that was charged.
    pub(crate) tier: Option<u64>,
}

impl Counts {
    pub(crate) fn of(meters: &Meters) -> Self {
        let mut counts = Self { quantities: [Quantity::ZERO; Unit::COUNT], has_requests: false, is_metered: false };
        let mut five_minute_writes = Quantity::ZERO;
        for (name, quantity) in meters {
            match Unit::of_meter(name) {
                Some(Unit::Requests) => counts.has_requests = true,
                Some(_) => counts.is_metered = true,
                None if name == meter::CACHE_WRITE_5M_TOKENS => {
                    five_minute_writes = *quantity;
                    counts.is_metered = true;
                }
                // Counted by the sender for his own ends; no price list knows it.
                None => continue,
            }
            if let Some(unit) = Unit::of_meter(name) {
                counts.quantities[unit as usize] = *quantity;
            }
        }
        // The whole is at least its parts, also where a sender gives only those.
        let hour_writes = counts.get(Unit::CacheWrite1h);
        let writes = counts.get(Unit::CacheWrite).max(five_minute_writes + hour_writes);
        counts.quantities[Unit::CacheWrite as usize] = writes.saturating_sub(hour_writes);
        let output = counts.get(Unit::Output).max(counts.get(Unit::Reasoning));
        counts.quantities[Unit::Output as usize] = output;
        counts
    }

    fn get(&self, unit: Unit) -> Quantity {
        self.quantities[unit as usize]
    }

    fn used(&self) -> impl Iterator<Item = (Unit, Quantity)> {
        Unit::ALL.iter().map(|&unit| (unit, self.get(unit))).filter(|(_, quantity)| !quantity.is_zero())
    }

    /// All input of the call, cached or not, in 10⁻⁹ tokens.
    fn context(&self) -> i128 {
        self.used().filter(|(unit, _)| unit.fills_context()).map(|(_, quantity)| quantity.nano()).sum()
    }

    /// The parts of a call whose model is not known: 0 where nothing was counted.
    pub(crate) fn unpriced_parts(&self) -> Parts {
        let mut parts = [Some(Money::ZERO); Part::COUNT];
        for (unit, _) in self.used() {
            parts[unit.part() as usize] = None;
        }
        parts
    }

    /// What is charged at these prices.
    fn charged_at(mut self, prices: &Prices<'_>) -> Self {
        if prices.get(Unit::Reasoning).is_some() {
            let reasoning = self.get(Unit::Reasoning);
            self.quantities[Unit::Output as usize] = self.get(Unit::Output).saturating_sub(reasoning);
        } else {
            // It is charged as output.
            self.quantities[Unit::Reasoning as usize] = Quantity::ZERO;
        }
        if prices.get(Unit::Requests).is_none() {
            // Most models have no charge for a call as such.
            self.quantities[Unit::Requests as usize] = Quantity::ZERO;
        } else if !self.has_requests && self.used().next().is_some() {
            self.quantities[Unit::Requests as usize] = Quantity::from(1);
        }
        let is_charged = |unit: Unit| !self.get(unit).is_zero() && prices.get(unit).is_some();
        // The same audio or pictures, once more in tokens that have a price: only those are charged.
        let has_audio_tokens = is_charged(Unit::InputAudio) || is_charged(Unit::OutputAudio);
        let has_image_tokens = is_charged(Unit::OutputImage);
        if has_audio_tokens && prices.get(Unit::Seconds).is_none() {
            self.quantities[Unit::Seconds as usize] = Quantity::ZERO;
        }
        if has_image_tokens && prices.get(Unit::Images).is_none() {
            self.quantities[Unit::Images as usize] = Quantity::ZERO;
        }
        let seconds = &mut self.quantities[Unit::Seconds as usize];
        if !seconds.is_zero() {
            *seconds = (*seconds).max(prices.model.least_seconds.into());
        }
        self
    }

    pub(crate) fn charge(self, prices: &Prices<'_>, multiplier: Option<Quantity>) -> Charge {
        let is_metered = self.is_metered || (self.has_requests && prices.get(Unit::Requests).is_some());
        if !is_metered {
            let parts = [Some(Money::ZERO); Part::COUNT];
            return Charge { lines: Vec::new(), parts, computed: Err(Unpriced::NothingMetered), tier: None };
        }
        let context = self.context();
        let counts = self.charged_at(prices);
        let mut lines = Vec::with_capacity(4);
        let mut parts = [Some(Money::ZERO); Part::COUNT];
        let (mut without_price, mut out_of_range, mut charged_tier) = (None, false, None);
        for (unit, quantity) in counts.used() {
            let mut line =
                CostLine { meter: unit.meter().into(), quantity, unit_price: None, per: unit.per(), amount: None };
            if let Some(price) = prices.get(unit) {
                let (rate, tier) = price.at(context);
                line.unit_price = Some(rate.text.as_ref().into());
                line.amount = amount(quantity, unit.per(), rate, multiplier);
                out_of_range |= line.amount.is_none();
                charged_tier = charged_tier.max(tier);
            } else if without_price.is_none() {
                without_price = Some(Unpriced::NoPriceForMeter { meter: unit.meter().to_owned() });
            }
            let part = &mut parts[unit.part() as usize];
            *part = part.zip(line.amount).map(|(sum, amount)| sum + amount);
            lines.push(line);
        }
        let total: Option<Money> = parts.iter().copied().sum();
        let computed = match (without_price, total) {
            (Some(unpriced), _) => Err(unpriced),
            (None, Some(total)) if !out_of_range && total.to_frame().is_some() => Ok(total),
            (None, _) => Err(Unpriced::OutOfRange),
        };
        Charge { lines, parts, computed, tier: charged_tier }
    }
}
