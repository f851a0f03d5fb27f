//! Example rule: a customer spends far more in an hour than it usually does.
//!
//! The mean is exponential, in exact decimals: each hour moves it by a part of the distance. It shows periods of equal
//! length, a state for each customer, and findings at ticks.

use outlay_rule::windows::{Groups, Keys, Weigh, weight_of_decimal};
use outlay_rule::{
    Column, Decimal, Error, Event, Finding, Manifest, Moment, Money, Rule, Scope, Timestamp, decimal, state,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Fires above so many times the mean.
    #[serde(default = "three")]
    times: Decimal,
    /// Spend below this is never worth an alert.
    #[serde(default = "one")]
    at_least: Money,
    /// How many hours the mean looks back, roughly; also how long a customer is only watched.
    #[serde(default = "a_day")]
    hours: u16,
}

fn three() -> Decimal {
    Decimal::from(3)
}

fn one() -> Money {
    Money::from(1)
}

fn a_day() -> u16 {
    24
}

#[derive(Debug)]
pub struct SpendAnomaly {
    settings: Settings,
    received_at: Column,
    cost_delta: Column,
    keys: Keys,
    customers: Groups<Customer>,
}

/// What is known of a customer. Names are short, because thousands of them are saved.
#[derive(Debug, Serialize, Deserialize)]
struct Customer {
    /// The hour since 1970 in which it spends now, and what it has spent in it.
    #[serde(rename = "h")]
    hour: i64,
    #[serde(rename = "s", with = "decimal::sum")]
    spent: Money,
    #[serde(rename = "m", with = "decimal::sum")]
    mean: Money,
    /// Hours that the mean is of, as far as they matter.
    #[serde(rename = "n")]
    learned: u16,
    #[serde(rename = "f")]
    fires: bool,
}

impl Weigh for Customer {
    fn weight(&mut self) -> usize {
        const THE_REST: usize = 70;
        weight_of_decimal(self.spent) + weight_of_decimal(self.mean) + THE_REST
    }
}

const HOUR: i64 = 3_600_000_000;
/// After so many hours without spend the mean is as good as zero, whatever it was.
const LONGEST_PAUSE: i64 = 1_000;

impl Customer {
    fn since(now: Timestamp) -> Self {
        Self { hour: now.0.div_euclid(HOUR), spent: Money::ZERO, mean: Money::ZERO, learned: 0, fires: false }
    }

    /// Learns from the hours that are over. Answers whether one was.
    fn pass(&mut self, now: Timestamp, settings: Settings) -> bool {
        let over = now.0.div_euclid(HOUR).saturating_sub(self.hour).max(0);
        for _ in 0..over.min(LONGEST_PAUSE) {
            self.learned = self.learned.saturating_add(1).min(settings.hours);
            // At first this is the plain mean; later each hour counts for one of so many.
            let distance = self.spent - self.mean;
            self.mean += distance.per(i64::from(self.learned).into()).unwrap_or_default();
            self.spent = Money::ZERO;
        }
        self.hour += over;
        over > 0
    }

    /// Above this it is unusual; none while too little is known.
    fn limit(&self, settings: Settings) -> Option<Money> {
        if self.learned < settings.hours {
            return None;
        }
        Some(self.mean.by(settings.times)?.max(settings.at_least))
    }
}

outlay_rule::export!(SpendAnomaly);

impl Rule for SpendAnomaly {
    type Settings = Settings;

    fn manifest() -> Manifest {
        Manifest::new("spend-anomaly", env!("CARGO_PKG_VERSION"), "Unusual spend of a customer")
            .documented(include_str!("../README.md"))
            .reads(&["received_at", "cost_delta", "organization"])
            .scope(Scope::Keyed)
            .with_ticks()
            // A cost that is corrected counts by the difference.
            .with_amendments()
            .settings(include_str!("settings.json"))
    }

    fn configure(settings: Settings) -> Result<Self, Error> {
        if settings.times <= Decimal::from(1) {
            return Err(Error::new("must be more than 1: half of all hours are above their mean").at("/times"));
        }
        if settings.hours == 0 {
            return Err(Error::new("must be at least 1").at("/hours"));
        }
        let [received_at, cost_delta, organization] = ["received_at", "cost_delta", "organization"].map(Column::named);
        Ok(Self { settings, received_at, cost_delta, keys: Keys::of([organization]), customers: Groups::default() })
    }

    fn on_event(&mut self, event: &Event<'_>) -> Option<Finding> {
        let cost = event.decimal(&self.cost_delta)?;
        let now = Timestamp(event.integer(&self.received_at)?);
        let settings = self.settings;
        let place = self.keys.find(event, &mut self.customers, || Customer::since(now));
        let changed = self.customers.change(place, |name, customer| {
            // An hour that is over clears with the next tick: this event may fire for the new one.
            let began_anew = customer.pass(now, settings);
            customer.spent += cost;
            let limit = customer.limit(settings)?;
            if customer.spent <= limit || (customer.fires && !began_anew) {
                return None;
            }
            customer.fires = true;
            let (spent, mean) = (customer.spent.readable(limit), customer.mean.readable(customer.spent));
            let title = format!("{} spent ${spent} within this hour, usually ${mean}", shown(name));
            Some(Finding::firing(name, title).value(customer.spent).limit(limit))
        });
        changed.result
    }

    fn on_tick(&mut self, now: &Moment) -> Vec<Finding> {
        let (settings, mut cleared) = (self.settings, Vec::new());
        self.customers.retain(|name, customer| {
            customer.pass(now.at, settings);
            let is_usual = customer.limit(settings).is_none_or(|limit| customer.spent <= limit);
            if customer.fires && is_usual {
                customer.fires = false;
                let mean = customer.mean.readable(Money::ZERO);
                cleared.push(Finding::cleared(name, format!("{} spends as usual, now ${mean} an hour", shown(name))));
            }
            // Nobody is forgotten for spending nothing: it is unusual to begin again. `Groups` bounds how many there are.
            true
        });
        cleared
    }

    fn snapshot(&self) -> Vec<u8> {
        state::save(&self.customers)
    }

    fn restore(&mut self, saved: &[u8]) -> Result<(), Error> {
        self.customers = state::load(saved)?;
        Ok(())
    }
}

fn shown(name: &str) -> &str {
    if name.is_empty() { "Who is no customer" } else { name }
}

#[cfg(test)]
mod tests;
