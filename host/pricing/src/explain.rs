//! The lines of a cost: what each meter of a call cost, and which of them has no price.

use outlay_domain::{CostLine, Meters, Money, Quantity, ShortText, Unpriced, meter};

use crate::arithmetic::{Factor, amount};
use crate::catalogue::Size;
use crate::offer::{Asked, Offer};
use crate::units::{Part, Unit};

/// What a call counted, ready to be charged: no token stands in two places.
#[derive(Debug)]
pub(crate) struct Counts<'m> {
    quantities: [Quantity; Unit::COUNT],
    has_requests: bool,
    /// Of many calls: how much input each of them has, in 10⁻⁹ tokens, as far as that is known.
    context_of_many: Option<i128>,
    /// Something of a priced kind was counted, perhaps as zero. Requests do not say so.
    is_metered: bool,
    /// What only the operator has prices for, if anybody.
    meters: &'m Meters,
    has_others: bool,
}

/// What the parts of a call cost by the price book; none where one of its meters has no price.
pub(crate) type Parts = [Option<Money>; Part::COUNT];

/// What a call costs by the price book.
#[derive(Debug)]
pub(crate) struct Charge {
    pub(crate) lines: Vec<CostLine>,
    pub(crate) parts: Parts,
    pub(crate) computed: Result<Money, Unpriced>,
    pub(crate) price_entry: Option<ShortText>,
    pub(crate) price_version: Option<ShortText>,
}

impl<'m> Counts<'m> {
    pub(crate) fn of(meters: &'m Meters, context_of_many: Option<i128>) -> Self {
        let quantities = [Quantity::ZERO; Unit::COUNT];
        let mut counts =
            Self { quantities, has_requests: false, context_of_many, is_metered: false, meters, has_others: false };
        let mut five_minute_writes = Quantity::ZERO;
        for (name, quantity) in meters {
            match Unit::of_meter(name) {
                Some(Unit::Requests) => counts.has_requests = true,
                Some(_) => counts.is_metered = true,
                None if name == meter::CACHE_WRITE_5M_TOKENS => {
                    five_minute_writes = *quantity;
                    counts.is_metered = true;
                }
                // Counted by the sender for his own ends; no price list knows it, but the operator may.
                None => {
                    counts.has_others = true;
                    continue;
                }
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

    const fn is_many(&self) -> bool {
        self.context_of_many.is_some()
    }

    /// By which the tiers of prices go.
    fn size(&self) -> Size {
        match self.context_of_many {
            Some(context) => Size::Many { context },
            None => {
                let input = self.used().filter(|(unit, _)| unit.fills_context());
                Size::One { context: input.map(|(_, quantity)| quantity.nano()).sum() }
            }
        }
    }

    /// The parts of a call whose model is not known: 0 where nothing was counted.
    pub(crate) fn unpriced_parts(&self) -> Parts {
        let mut parts = [Some(Money::ZERO); Part::COUNT];
        for (unit, _) in self.used() {
            parts[unit.part() as usize] = None;
        }
        parts
    }

    /// Of these, what has a price of the operator's.
    fn others(&self) -> impl Iterator<Item = (&'m ShortText, Quantity)> {
        let is_other = |name: &ShortText| Unit::of_meter(name).is_none() && name != meter::CACHE_WRITE_5M_TOKENS;
        let all = if self.has_others { Some(self.meters) } else { None };
        all.into_iter().flatten().map(|(name, quantity)| (name, *quantity)).filter(move |(name, _)| is_other(name))
    }

    /// Pictures and video that the list has no price for are charged as the text that they stand beside.
    fn charge_as_text(&mut self, offer: &Offer<'_>) {
        for (unit, text) in
            [(Unit::InputImage, Unit::Input), (Unit::InputVideo, Unit::Input), (Unit::CacheImageRead, Unit::CacheRead)]
        {
            if !offer.has(unit) {
                let part = std::mem::take(&mut self.quantities[unit as usize]);
                self.quantities[text as usize] = self.get(text) + part;
            }
        }
    }

    /// What is charged of it.
    fn charged_by(mut self, offer: &Offer<'_>) -> Self {
        self.charge_as_text(offer);
        if offer.has(Unit::Reasoning) {
            let reasoning = self.get(Unit::Reasoning);
            self.quantities[Unit::Output as usize] = self.get(Unit::Output).saturating_sub(reasoning);
        } else {
            // It is charged as output.
            self.quantities[Unit::Reasoning as usize] = Quantity::ZERO;
        }
        if !offer.has(Unit::Requests) {
            // Most models have no charge for a call as such.
            self.quantities[Unit::Requests as usize] = Quantity::ZERO;
        } else if !self.is_many() && !self.has_requests && self.used().next().is_some() {
            self.quantities[Unit::Requests as usize] = Quantity::from(1);
        }
        let is_charged = |unit: Unit| !self.get(unit).is_zero() && offer.has(unit);
        // The same audio or pictures, once more in tokens that have a price: only those are charged.
        let has_audio_tokens = is_charged(Unit::InputAudio) || is_charged(Unit::OutputAudio);
        let has_image_tokens = is_charged(Unit::OutputImage);
        if has_audio_tokens && !offer.has(Unit::Seconds) {
            self.quantities[Unit::Seconds as usize] = Quantity::ZERO;
        }
        if has_image_tokens && !offer.has(Unit::Images) {
            self.quantities[Unit::Images as usize] = Quantity::ZERO;
        }
        let is_many = self.is_many();
        let seconds = &mut self.quantities[Unit::Seconds as usize];
        if !seconds.is_zero() && !is_many {
            *seconds = (*seconds).max(offer.least_seconds().into());
        }
        self
    }

    /// `took` is how long the call of a tool took, in seconds: charged where the operator says so.
    pub(crate) fn charge(mut self, offer: &Offer<'_>, took: Option<Quantity>, multiplier: Option<Quantity>) -> Charge {
        if let Some(took) = took
            && self.get(Unit::Seconds).is_zero()
            && offer.has_own(Unit::Seconds)
        {
            self.quantities[Unit::Seconds as usize] = took;
            self.is_metered = true;
        }
        let is_asked_for = |name: &str| offer.asked(None, name).is_some();
        let is_metered = self.is_metered
            || (self.has_requests && offer.has(Unit::Requests))
            || self.others().any(|(name, _)| is_asked_for(name));
        let mut bill = Bill::new(offer, multiplier, self.size());
        if !is_metered {
            return bill.close(Some(Unpriced::NothingMetered));
        }
        let counts = self.charged_by(offer);
        for (unit, quantity) in counts.used() {
            match offer.asked(Some(unit), unit.meter()) {
                Some(asked) => bill.charge(unit.meter(), unit.part(), quantity, asked),
                None => bill.leave_open(unit.meter(), unit.part(), quantity, unit.per()),
            }
        }
        for (name, quantity) in counts.others().filter(|(_, quantity)| !quantity.is_zero()) {
            if let Some(asked) = offer.asked(None, name) {
                bill.charge(name, Part::Other, quantity, asked);
            }
        }
        bill.close(None)
    }
}

/// A cost under way, line by line.
struct Bill<'b> {
    offer: &'b Offer<'b>,
    multiplier: Factor,
    /// The text of the factor before: most lines have the same.
    written: (Factor, Option<ShortText>),
    size: Size,
    lines: Vec<CostLine>,
    /// Whether a line is of an own price.
    are_own: Vec<bool>,
    parts: Parts,
    without_price: Option<Unpriced>,
    is_out_of_range: bool,
    is_discounted: bool,
    list_tier: Option<u64>,
}

impl<'b> Bill<'b> {
    fn new(offer: &'b Offer<'b>, multiplier: Option<Quantity>, size: Size) -> Self {
        Self {
            offer,
            multiplier: multiplier.map_or(Factor::ONE, Factor::of),
            written: (Factor::ONE, None),
            size,
            lines: Vec::with_capacity(4),
            are_own: Vec::with_capacity(4),
            parts: [Some(Money::ZERO); Part::COUNT],
            without_price: None,
            is_out_of_range: false,
            is_discounted: false,
            list_tier: None,
        }
    }

    fn charge(&mut self, meter: &str, part: Part, quantity: Quantity, asked: Asked<'_>) {
        let factor = self.multiplier.and(asked.factor);
        let multiplier = factor.and_then(|factor| self.write(factor));
        asked.price.portions(quantity, self.size, |(quantity, rate, tier)| {
            let amount = factor.and_then(|factor| amount(quantity, asked.price.per, rate, factor));
            self.is_out_of_range |= amount.is_none();
            // The tiers of an own price stand in its lines.
            if !asked.is_own {
                self.is_discounted |= asked.factor != Factor::ONE;
                self.list_tier = self.list_tier.max(tier);
            }
            self.add(
                part,
                asked.is_own,
                CostLine {
                    quantity,
                    unit_price: Some(rate.text.as_ref().into()),
                    amount,
                    multiplier: multiplier.clone(),
                    ..CostLine::of(meter, asked.price.per)
                },
            );
        });
    }

    fn write(&mut self, factor: Factor) -> Option<ShortText> {
        if self.written.0 != factor {
            self.written = (factor, factor.text());
        }
        self.written.1.clone()
    }

    /// The book has no price for this meter.
    fn leave_open(&mut self, meter: &str, part: Part, quantity: Quantity, per: u64) {
        self.without_price.get_or_insert_with(|| Unpriced::NoPriceForMeter { meter: meter.to_owned() });
        self.add(part, self.offer.own.price.is_some(), CostLine { quantity, ..CostLine::of(meter, per) });
    }

    fn add(&mut self, part: Part, is_own: bool, line: CostLine) {
        let sum = &mut self.parts[part as usize];
        *sum = sum.zip(line.amount).map(|(sum, amount)| sum + amount);
        self.lines.push(line);
        self.are_own.push(is_own);
    }

    /// Names the entries of the book, and adds up.
    fn close(mut self, nothing: Option<Unpriced>) -> Charge {
        let list = self.offer.list_entry(self.is_discounted, self.list_tier);
        let (mut main, is_own) = match self.offer.own_entry() {
            Some(own) => (Some(own), true),
            None => (list.clone(), false),
        };
        // All from the list, for the own price has other meters.
        if is_own && !self.lines.is_empty() && !self.are_own.contains(&true) {
            main = list;
        } else if is_own {
            for (line, _) in self.lines.iter_mut().zip(&self.are_own).filter(|(_, is_own)| !**is_own) {
                (line.price_entry, line.price_version) = list.clone().unzip();
            }
        }
        let (price_entry, price_version) = main.unzip();
        let total: Option<Money> = self.parts.iter().copied().sum();
        let computed = match (nothing.or(self.without_price), total) {
            (Some(unpriced), _) => Err(unpriced),
            (None, Some(total)) if !self.is_out_of_range && total.to_frame().is_some() => Ok(total),
            (None, _) => Err(Unpriced::OutOfRange),
        };
        Charge { lines: self.lines, parts: self.parts, computed, price_entry, price_version }
    }
}
