//! What happened lately, for rules: sums, counts and averages of a window of time, apart for each customer.
//!
//! | type | what it is |
//! |---|---|
//! | [`Rolling`] | the last minute, hour, 30 days: moves with the clock, in slices of equal length |
//! | [`Calendar`] and [`Periods`] | this day, week, month, quarter: begins anew, waits for what comes late |
//! | [`Groups`] | one such window for each customer, agent ..., bounded in number and size |
//! | [`Keys`] | finds an event's group, looking a name up once a frame |
//! | [`Total`], [`Spread`] | what a window counts; implement [`Tally`] for a tally of your own |
//!
//! All are exact, know no clock but that of the events, and come to the same however the events are cut into frames and
//! whenever the rule is restarted: they are part of its state, and [`state::save`](crate::state::save) takes them. What a
//! person sets (how long a period is) is kept apart from what is remembered, so that ten thousand windows do not repeat it.
//!
//! A rule that fires when a customer spends more than 100 within an hour:
//!
//! ```
//! use std::time::Duration;
//! use outlay_rule::windows::{Groups, Keys, Rolling, RollingPeriod, Total};
//! use outlay_rule::{Column, Error, Event, Finding, Manifest, Money, Rule, Timestamp, state};
//!
//! struct Spender { hour: RollingPeriod, cost: Column, customers: Keys, spend: Groups<Rolling<Total>> }
//!
//! impl Rule for Spender {
//!     type Settings = serde_json::Value;
//!     fn manifest() -> Manifest {
//!         Manifest::new("spender", "0.1.0", "Spender").reads(&["cost", "organization", "received_at"])
//!     }
//!     fn configure(_: serde_json::Value) -> Result<Self, Error> {
//!         let hour = RollingPeriod::new(Duration::from_secs(3600), 60);
//!         let customers = Keys::of([Column::named("organization")]);
//!         Ok(Self { hour, cost: Column::named("cost"), customers, spend: Groups::default() })
//!     }
//!     fn on_event(&mut self, event: &Event<'_>) -> Option<Finding> {
//!         let (now, cost) = (event.received_at()?, event.decimal(&self.cost)?);
//!         let customer = self.customers.find(event, &mut self.spend, Rolling::default);
//!         let hour = self.hour;
//!         let spent = self.spend.change(customer, |_, window| {
//!             window.at(hour, now).add(cost);
//!             window.total(hour, now).sum()
//!         });
//!         let limit = Money::from(100);
//!         (spent.result > limit).then(|| Finding::firing("all", format!("{spent} in an hour", spent = spent.result)))
//!     }
//!     fn snapshot(&self) -> Vec<u8> {
//!         state::save(&self.spend)
//!     }
//!     fn restore(&mut self, saved: &[u8]) -> Result<(), Error> {
//!         self.spend = state::load(saved)?;
//!         Ok(())
//!     }
//! }
//!
//! use outlay_rule::testing::{Harness, event};
//! let call = |customer: &str| event().text("organization", customer).cost("60");
//! let mut rule = Harness::<Spender>::new("{}")?;
//! let found = rule.judge(&[call("acme"), call("globex"), call("acme")]);
//! assert_eq!(found.len(), 1);
//! assert_eq!((found[0].event, found[0].finding.title.as_str()), (2, "120 in an hour"));
//! # Ok::<(), Error>(())
//! ```

mod calendar;
mod groups;
mod keys;
mod periods;
mod rolling;
mod tally;

pub use calendar::{Calendar, CalendarPeriod, Cut, Every};
pub use groups::{Changed, Groups, Weigh};
pub use keys::Keys;
pub use periods::Periods;
pub use rolling::{Rolling, RollingPeriod};
pub use tally::{Spread, Tally, Total, weight_of_count, weight_of_decimal};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
