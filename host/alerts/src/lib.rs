//! Findings become alerts, alerts become deliveries.
//!
//! A follower reads what the rules said from the ledger and folds it into alerts: one alert a rule and key, open until
//! the rule clears it or a person resolves it. Alerts, their deliveries and the follower's place are written in one
//! transaction, so an alert is *recorded* exactly once, whatever crashes. A delivery is *sent* at least once, under the
//! same id at each attempt.
//!
//! | module | what it does |
//! |---|---|
//! | `alerts` | [`Alerts`]: opened, run, asked |
//! | `fold` | findings → alerts, without I/O |
//! | `follower` | ledger → alerts and deliveries |
//! | `outbox` | changed alerts → ledger, for the table `alerts` |
//! | `dispatch` | deliveries → channels, again and again |
//! | `channels` | channels: made, changed, tested |
//! | `message` | what is delivered, whatever the channel |
//! | `kinds` | one file a channel kind |

mod alerts;
mod channels;
mod dispatch;
mod error;
mod fold;
mod follower;
mod kinds;
mod message;
mod outbox;
#[cfg(test)]
mod tests;
mod view;

pub use alerts::{Alerts, Filter};
pub use channels::{ChangeChannel, NewChannel};
pub use error::{AlertsError, InvalidChannel};
pub use view::{Alert, AlertStatus, Channel, ChannelTest, Delivery, DeliveryStatus, LastDelivery, Page};
