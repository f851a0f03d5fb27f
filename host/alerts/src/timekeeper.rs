//! What happens because time passes: snoozes, mutes and old secrets end, storms go on or calm down, old deliveries go.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::alerts::Alerts;
use crate::error::AlertsError;
use crate::fold::News;
use crate::follower::{storm_row, weather};
use crate::tell::tell;
use crate::view::{AlertStatus, Happening};

/// What was stamped before then is in the ledger by now: storms go by the ledger's time.
const SETTLED: i64 = 5_000_000;
/// How long to wait when control data cannot be read or written, or the ledger is not read to its end.
const RECOVERY: Duration = Duration::from_secs(5);
/// The machine's clock may be set meanwhile.
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// Runs until cancelled.
pub(crate) async fn keep(alerts: &Arc<Alerts>, cancel: &CancellationToken) {
    // By the clock that can be set: looked at early rather than never.
    let mut forget_at = i64::MIN;
    while !cancel.is_cancelled() {
        let now = alerts.clock.now().0;
        if forget_at <= now || forget_at - now > micros(LONGEST_PAUSE) {
            let pause = alerts.forget_deliveries().await.unwrap_or_else(|error| {
                tracing::error!(%error, "old deliveries cannot be deleted; trying again");
                micros(RECOVERY)
            });
            forget_at = now + pause;
        }
        let pause = match alerts.pass_time().await {
            Ok(pause) => pause.min(Duration::from_micros(u64::try_from(forget_at - now).unwrap_or(0))),
            Err(error) => {
                tracing::error!(%error, "snoozes, mutes and storms cannot be looked after; trying again");
                RECOVERY
            }
        };
        tokio::select! {
            () = cancel.cancelled() => {}
            () = alerts.time_matters.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

fn micros(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}

impl Alerts {
    /// Does what is due by now; answers when to look again.
    pub(crate) async fn pass_time(&self) -> Result<Duration, AlertsError> {
        let now = self.clock.now().0;
        let mut next = self.control.next_end().await?;
        if next.is_some_and(|at| at <= now) {
            self.end_what_ends(now).await?;
            next = self.control.next_end().await?;
        }
        let mut storm = self.control.next_storm().await?;
        if storm.is_some_and(|at| at <= now - SETTLED) {
            // The alerts that the ledger still has come first.
            if self.place().seq + 1 < self.ledger.end() {
                return Ok(RECOVERY);
            }
            self.pass_storms(now - SETTLED).await?;
            storm = self.control.next_storm().await?;
        }
        let next = next.into_iter().chain(storm.map(|at| at + SETTLED)).min();
        let pause = next.map(|at| Duration::from_micros(u64::try_from(at - now).unwrap_or(0)));
        Ok(pause.unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE))
    }

    /// One transaction: alerts that wake, and their deliveries.
    async fn end_what_ends(&self, now: i64) -> Result<(), AlertsError> {
        let mut change = self.control.begin_alerts().await?;
        let mut news = Vec::new();
        for mut alert in change.ended_snoozes(now).await? {
            let is_open = alert.status == AlertStatus::Open.as_str();
            let at = alert.snoozed_until.take().unwrap_or(now);
            alert.snoozed_by = None;
            if is_open {
                // Later than what was said before.
                alert.version += 1;
                change.add_history(&Happening::Woke.of(&alert, now)).await?;
            }
            change.put_alert(&alert).await?;
            let mutes = change.mutes_of(&[&alert.rule_id]).await?;
            let is_muted = |until: Option<i64>| until.is_none_or(|until| until > now);
            if is_open && !mutes.iter().any(|mute| mute.key == alert.key && is_muted(mute.until_at)) {
                news.push(News::Woke { alert, at });
            }
        }
        tell(&mut change, &news, now, self.console.as_deref()).await?;
        for mute in change.ended_mutes(now).await? {
            self.end_mute(&mut change, &mute, now, None).await?;
        }
        change.commit().await?;
        self.control.drop_ended_secrets(now).await?;
        self.alerts_changed.notify_one();
        self.deliveries_due.notify_one();
        Ok(())
    }

    async fn pass_storms(&self, to: i64) -> Result<(), AlertsError> {
        let mut change = self.control.begin_alerts().await?;
        let mut news = Vec::new();
        for row in change.due_storms(to).await? {
            let mut weather = weather(&row);
            news.extend(weather.pass(&row.rule_id, to).into_iter().map(News::Storm));
            change.put_storm(&storm_row(&row.rule_id, &weather)?).await?;
        }
        tell(&mut change, &news, self.clock.now().0, self.console.as_deref()).await?;
        change.commit().await?;
        self.deliveries_due.notify_one();
        Ok(())
    }
}
