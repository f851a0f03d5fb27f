//! Dated exchange rates: what the operator says one unit of a currency was worth in another.

use std::collections::HashMap;

use outlay_domain::{Money, ShortText, Timestamp};
use serde::{Deserialize, Serialize};

use crate::arithmetic::{Rate, exchanged};
use crate::own::shape::{InvalidOwnPrice, check_currency, invalid};

/// One unit of `from` is `rate` units of `to`, from the beginning of a day (UTC) until the next rate of the pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeRate {
    /// ISO 4217.
    pub from: String,
    pub to: String,
    /// `2026-11-01`
    pub day: String,
    /// A decimal above 0.
    pub rate: String,
}

impl ExchangeRate {
    /// Whether it can be used, and else what is wrong.
    ///
    /// # Errors
    /// Names the field.
    pub fn check(&self) -> Result<(), InvalidOwnPrice> {
        self.read().map(|_| ())
    }

    fn read(&self) -> Result<Dated, InvalidOwnPrice> {
        check_currency("from", &self.from)?;
        check_currency("to", &self.to)?;
        if self.from == self.to {
            return Err(invalid("to", "must be another currency than `from`"));
        }
        let start = crate::constraint::start_of_day(&self.day);
        let start = start.ok_or_else(|| invalid("day", "must be a day, such as 2026-11-01"))?;
        let rate = Rate::parse(&self.rate).filter(|rate| !rate.is_zero());
        let rate = rate.ok_or_else(|| invalid("rate", "must be a decimal above 0, of at most 28 digits"))?;
        Ok(Dated { start, day: self.day.as_str().into(), rate })
    }
}

#[derive(Debug)]
struct Dated {
    start: Timestamp,
    day: ShortText,
    rate: Rate,
}

/// All rates, by pair.
#[derive(Debug, Default)]
pub(crate) struct Exchange(HashMap<(ShortText, ShortText), Vec<Dated>>);

/// A rate in force.
#[derive(Debug, Clone, Copy)]
pub(crate) struct InForce<'x> {
    pub(crate) day: &'x str,
    rate: &'x Rate,
}

impl InForce<'_> {
    pub(crate) fn text(&self) -> &str {
        &self.rate.text
    }

    /// None beyond ± 9.2 million.
    pub(crate) fn amount(&self, amount: Money) -> Option<Money> {
        exchanged(amount, self.rate)
    }
}

impl Exchange {
    pub(crate) fn of(rates: &[ExchangeRate]) -> Result<Self, InvalidOwnPrice> {
        let mut pairs: HashMap<(ShortText, ShortText), Vec<Dated>> = HashMap::new();
        for rate in rates {
            let pair = (rate.from.as_str().into(), rate.to.as_str().into());
            pairs.entry(pair).or_default().push(rate.read()?);
        }
        pairs.values_mut().for_each(|dated| dated.sort_by_key(|one| one.start));
        Ok(Self(pairs))
    }

    /// The newest rate that is not newer than the call.
    pub(crate) fn at(&self, from: &str, to: &str, at: Timestamp) -> Option<InForce<'_>> {
        let dated = self.0.get(&(from.into(), to.into()))?;
        let next = dated.partition_point(|one| one.start <= at);
        let Dated { day, rate, .. } = dated.get(next.checked_sub(1)?)?;
        Some(InForce { day, rate })
    }
}
