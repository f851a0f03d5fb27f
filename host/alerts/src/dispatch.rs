//! Deliveries → channels: at least once, again and again, no channel held up by another.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use outlay_control::channels::ChannelRow;
use outlay_control::deliveries::DeliveryRow;
use outlay_domain::Timestamp;
use tokio::task::{Id, JoinSet};
use tokio_util::sync::CancellationToken;

use crate::alerts::Alerts;
use crate::channels::read;
use crate::error::AlertsError;
use crate::kinds::{self, Parcel, Undelivered};
use crate::message::Message;

/// How long one attempt may take.
const ATTEMPT: Duration = Duration::from_secs(20);
/// How often a delivery is tried; with doubling pauses the last attempt is 18 hours and 12 minutes after the first.
const ATTEMPTS: i64 = 16;
const FIRST_PAUSE_SECONDS: i64 = 2;
/// How long attempts under way may go on once the server stops.
const FAREWELL: Duration = Duration::from_secs(5);
/// How long to wait when control data cannot be read or written.
const RECOVERY: Duration = Duration::from_secs(5);
/// In characters.
const LONGEST_PROBLEM: usize = 500;

pub(crate) const DELETED: &str = "the channel was deleted";

/// Runs until cancelled: one task a channel that something is due for.
pub(crate) async fn dispatch(alerts: &Arc<Alerts>, cancel: &CancellationToken) {
    let mut tasks = JoinSet::new();
    let mut busy: HashMap<Id, String> = HashMap::new();
    while !cancel.is_cancelled() {
        let pause = match alerts.control.waiting_channels().await {
            Ok(waiting) => {
                let now = alerts.clock.now().0;
                let idle = waiting.into_iter().filter(|(channel, _)| !busy.values().any(|name| name == channel));
                let (due, later): (Vec<_>, Vec<_>) = idle.partition(|(_, due_at)| *due_at <= now);
                for (channel, _) in due {
                    let task = tasks.spawn(Arc::clone(alerts).serve(channel.clone(), cancel.clone()));
                    busy.insert(task.id(), channel);
                }
                later.iter().map(|(_, due_at)| micros(due_at - now)).min()
            }
            Err(error) => {
                tracing::error!(%error, "deliveries cannot be read; trying again");
                Some(RECOVERY)
            }
        };
        tokio::select! {
            () = cancel.cancelled() => {}
            () = alerts.deliveries_due.notified() => {}
            () = tokio::time::sleep(pause.unwrap_or_default()), if pause.is_some() => {}
            Some(ended) = tasks.join_next_with_id() => {
                busy.remove(&ended.map_or_else(|error| error.id(), |(id, ())| id));
            }
        }
    }
    let _cut_short = tokio::time::timeout(FAREWELL, async { while tasks.join_next().await.is_some() {} }).await;
}

impl Alerts {
    /// Sends what is due for a channel, one after the other.
    async fn serve(self: Arc<Self>, channel: String, cancel: CancellationToken) {
        while !cancel.is_cancelled() {
            match self.serve_one(&channel).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    tracing::error!(%error, channel, "a delivery cannot be carried out; trying again");
                    tokio::select! {
                        () = cancel.cancelled() => {}
                        () = tokio::time::sleep(RECOVERY) => {}
                    }
                }
            }
        }
    }

    /// False if nothing is due.
    async fn serve_one(&self, channel: &str) -> Result<bool, AlertsError> {
        let Some(delivery) = self.control.due_delivery(channel, self.clock.now().0).await? else { return Ok(false) };
        let Some(row) = self.control.channel(channel).await? else {
            self.control.mark_undelivered(&delivery, self.clock.now().0, None, DELETED, None).await?;
            return Ok(true);
        };
        let outcome = match serde_json::from_str::<Message>(&delivery.message) {
            Ok(message) => self.attempt(&row, &message).await,
            Err(error) => Err(Undelivered::new(format!("the message cannot be read: {error}"))),
        };
        self.note(&delivery, outcome).await?;
        Ok(true)
    }

    async fn note(&self, delivery: &DeliveryRow, outcome: Result<u16, Undelivered>) -> Result<(), AlertsError> {
        let now = self.clock.now();
        match outcome {
            Ok(status) => self.control.mark_delivered(delivery, now.0, Some(status)).await?,
            Err(Undelivered { status, problem, is_final }) => {
                let attempts = delivery.attempts - delivery.earlier_attempts + 1;
                let again = next_attempt(attempts, now).filter(|_| !is_final);
                if again.is_none() {
                    tracing::warn!(
                        delivery = delivery.id,
                        channel = delivery.channel_name,
                        problem,
                        "a delivery is given up"
                    );
                }
                let again = again.map(|again| again.0);
                self.control.mark_undelivered(delivery, now.0, status, &problem, again).await?;
            }
        }
        Ok(())
    }

    /// Sends a message once.
    pub(crate) async fn attempt(&self, channel: &ChannelRow, message: &Message) -> Result<u16, Undelivered> {
        let kind = kinds::named(&channel.kind).ok_or_else(|| {
            Undelivered::new(format!("this version of Outlay has no channels of the kind {}", channel.kind))
        })?;
        let secrets = self
            .opened_secrets(&channel.id)
            .await
            .map_err(|error| Undelivered::new(format!("the channel's secret cannot be used, set it again: {error}")))?;
        let parcel = Parcel {
            settings: &read(&channel.settings),
            secrets: &secrets,
            allow_private: channel.allow_private,
            message,
            now: self.clock.now(),
        };
        let sending = tokio::time::timeout(ATTEMPT, kind.send(&self.egress, parcel));
        let late = |_| Err(Undelivered::new(format!("no answer within {} s", ATTEMPT.as_secs())));
        let outcome = sending.await.unwrap_or_else(late);
        outcome.map_err(|undelivered| Undelivered {
            problem: undelivered.problem.chars().take(LONGEST_PROBLEM).collect(),
            ..undelivered
        })
    }
}

/// When to try again after so many attempts; none if it is over.
fn next_attempt(attempts: i64, now: Timestamp) -> Option<Timestamp> {
    let doublings = u32::try_from(attempts - 1).ok().filter(|_| attempts < ATTEMPTS)?;
    Some(Timestamp(now.0 + FIRST_PAUSE_SECONDS * 2_i64.pow(doublings) * 1_000_000))
}

fn micros(microseconds: i64) -> Duration {
    Duration::from_micros(u64::try_from(microseconds).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_end_within_a_day() {
        let mut now = Timestamp(0);
        for attempt in 1..ATTEMPTS {
            now = next_attempt(attempt, now).expect("another attempt");
        }
        assert_eq!(now.seconds(), 18 * 3600 + 12 * 60 + 14);
        assert_eq!(next_attempt(ATTEMPTS, now), None);
    }
}
