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
//! | `storm` | very many alerts of one rule → few messages, without I/O |
//! | `follower` | ledger → alerts and deliveries |
//! | `tell` | news → deliveries |
//! | `outbox` | changed alerts → ledger, for the table `alerts` |
//! | `dispatch` | deliveries → channels, again and again |
//! | `delivery_log` | deliveries and their attempts, for people |
//! | `decide`, `mutes`, `note` | what people decide about alerts, and write down |
//! | `timekeeper` | what happens because time passes |
//! | `channels`, `rotate` | channels: made, changed, tested; their secrets |
//! | `message` | what is delivered, whatever the channel |
//! | `kinds` | one file a channel kind |

mod alerts;
mod channels;
mod decide;
mod delivery_log;
mod dispatch;
mod error;
mod fold;
mod follower;
mod forget;
mod kinds;
mod message;
mod mutes;
mod note;
mod outbox;
mod rotate;
mod settings;
mod storm;
mod tell;
#[cfg(test)]
mod tests;
mod timekeeper;
mod view;

pub use alerts::{Alerts, Filter};
pub use channels::{ChangeChannel, Channel, ChannelTest, LastDelivery, NewChannel};
pub use decide::Decision;
pub use delivery_log::{LogPage, LoggedDelivery, Try};
pub use error::{AlertsError, InvalidField};
pub use rotate::Rotated;
pub use view::{
    Alert, AlertStatus, AlertWithHistory, Decided, Delivery, DeliveryStatus, Happening, HistoryEntry, Mute, Page,
};
