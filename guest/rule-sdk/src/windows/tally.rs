//! What is counted in a slice of time.

use serde::{Deserialize, Serialize};

use crate::Decimal;
use crate::decimal::sum;

/// Something that counts, and can be added to another that counted something else.
pub trait Tally: Clone + Default {
    /// Adds what another counted.
    fn merge(&mut self, other: &Self);

    /// How many bytes its JSON form takes, at most.
    fn weight(&self) -> usize;
}

/// How many bytes a decimal takes as a JSON text, at most; found without writing it, since it is asked for every event.
pub fn weight_of_decimal(decimal: Decimal) -> usize {
    let bits = 128 - decimal.pico().unsigned_abs().leading_zeros() as usize;
    // A bit is less than 0.302 digits. A fraction has 12 digits and one before them. Quotes, sign and point.
    if bits == 0 { 3 } else { (bits * 302 / 1000 + 1).max(13) + 4 }
}

/// The same of a count.
pub fn weight_of_count(count: i64) -> usize {
    let bits = 64 - count.unsigned_abs().leading_zeros() as usize;
    bits * 302 / 1000 + 2
}

/// A sum and how many amounts it is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Total(#[serde(with = "sum")] Decimal, i64);

impl Total {
    pub fn add(&mut self, amount: Decimal) {
        self.0 += amount;
        self.1 = self.1.saturating_add(1);
    }

    pub const fn sum(&self) -> Decimal {
        self.0
    }

    pub const fn count(&self) -> i64 {
        self.1
    }

    /// Rounded half-even to 12 places; none of nothing.
    pub fn average(&self) -> Option<Decimal> {
        self.0.per(self.1.into())
    }
}

impl Tally for Total {
    fn merge(&mut self, other: &Self) {
        self.0 += other.0;
        self.1 = self.1.saturating_add(other.1);
    }

    fn weight(&self) -> usize {
        weight_of_decimal(self.0) + weight_of_count(self.1) + 3
    }
}

/// A sum, how many amounts it is of, the smallest and the largest of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Spread(Total, Option<Bounds>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Bounds(#[serde(with = "sum")] Decimal, #[serde(with = "sum")] Decimal);

impl Spread {
    pub fn add(&mut self, amount: Decimal) {
        self.0.add(amount);
        self.widen(Bounds(amount, amount));
    }

    pub const fn total(&self) -> Total {
        self.0
    }

    /// None of nothing.
    pub fn min(&self) -> Option<Decimal> {
        self.1.map(|Bounds(min, _)| min)
    }

    /// None of nothing.
    pub fn max(&self) -> Option<Decimal> {
        self.1.map(|Bounds(_, max)| max)
    }

    fn widen(&mut self, by: Bounds) {
        let Bounds(min, max) = self.1.unwrap_or(by);
        self.1 = Some(Bounds(min.min(by.0), max.max(by.1)));
    }
}

impl Tally for Spread {
    fn merge(&mut self, other: &Self) {
        self.0.merge(&other.0);
        if let Some(bounds) = other.1 {
            self.widen(bounds);
        }
    }

    fn weight(&self) -> usize {
        let bounds = self.1.map_or(4, |Bounds(min, max)| weight_of_decimal(min) + weight_of_decimal(max) + 3);
        self.0.weight() + bounds + 3
    }
}
