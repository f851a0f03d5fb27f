//! The room's one thing: opened, run, asked.

use std::sync::Arc;
use std::time::Duration;

use outlay_control::Control;
use outlay_control::alerts::{AlertFilter, AlertRow};
use outlay_control::deliveries::DeliveryRow;
use outlay_domain::sink::EntrySink;
use outlay_domain::{Clock, Timestamp};
use outlay_egress::Egress;
use outlay_ledger::Ledger;
use outlay_vault::Vault;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use crate::error::AlertsError;
use crate::follower::Place;
use crate::view::{Alert, AlertWithHistory, Mute, Page};
use crate::{dispatch, follower, outbox, timekeeper};

/// Which alerts to list.
pub type Filter = AlertFilter;

/// How long messages under way are given before it is looked again.
const LOOK_AGAIN: Duration = Duration::from_millis(2);

/// Alerts, channels, deliveries.
#[derive(Debug)]
pub struct Alerts {
    pub(crate) control: Control,
    pub(crate) vault: Arc<Vault>,
    pub(crate) egress: Egress,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) clock: Arc<dyn Clock>,
    /// The console's address as people reach it, if that is known; without a slash at the end.
    pub(crate) console: Option<String>,
    /// How far the ledger was read.
    pub(crate) place: watch::Sender<Place>,
    /// Rings when an alert changed.
    pub(crate) alerts_changed: Notify,
    /// Rings when a delivery may have become due.
    pub(crate) deliveries_due: Notify,
    /// Rings when the clock may have something else to wait for.
    pub(crate) time_matters: Notify,
}

impl Alerts {
    pub async fn open(
        control: Control,
        vault: Arc<Vault>,
        egress: Egress,
        ledger: Arc<Ledger>,
        clock: Arc<dyn Clock>,
        console: Option<String>,
    ) -> Result<Arc<Self>, AlertsError> {
        let place = watch::Sender::new(Place::at(control.alert_progress().await?));
        Ok(Arc::new(Self {
            control,
            vault,
            egress,
            ledger,
            clock,
            console,
            place,
            alerts_changed: Notify::new(),
            deliveries_due: Notify::new(),
            time_matters: Notify::new(),
        }))
    }

    /// Follows the ledger, hands changed alerts to `sink` and delivers, until it is cancelled. What is left then is
    /// done after the next start.
    pub async fn run(self: Arc<Self>, sink: Arc<dyn EntrySink>, cancel: CancellationToken) {
        tokio::join!(
            follower::follow(&self, &cancel),
            outbox::tell(&self, sink.as_ref(), &cancel),
            dispatch::dispatch(&self, &cancel),
            timekeeper::keep(&self, &cancel),
        );
    }

    /// Waits until all that the ledger says is told and all that is due is sent, and answers when something is due next:
    /// for a clock that is moved by hand.
    pub async fn settle(&self) -> Result<Option<Timestamp>, AlertsError> {
        let mut place = self.place.subscribe();
        loop {
            let end = self.ledger.end();
            let told = place.wait_for(|place| place.seq + 1 >= end).await;
            told.map_err(|error| AlertsError::Broken(error.to_string()))?;
            let next = self.control.waiting_channels().await?.into_iter().map(|(_, due_at)| due_at).min();
            if next.is_none_or(|due_at| due_at > self.clock.now().0) {
                return Ok(next.map(Timestamp));
            }
            self.deliveries_due.notify_one();
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// The newest first. `cursor` is the `next` of the page before.
    pub async fn list(&self, filter: Filter, limit: u32, cursor: Option<&str>) -> Result<Page, AlertsError> {
        let before = cursor.map(|cursor| parse_cursor(cursor).ok_or(AlertsError::InvalidCursor)).transpose()?;
        // One more than asked for tells whether there are more.
        let mut rows = self.control.alerts(filter, self.clock.now().0, before, limit.saturating_add(1)).await?;
        let has_more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| has_more).map(|last| format!("{}_{}", last.opened_at, last.id));
        Ok(Page { items: self.with_deliveries(rows).await?, next })
    }

    pub async fn get(&self, id: &str) -> Result<AlertWithHistory, AlertsError> {
        let row = self.control.alert(id).await?.ok_or(AlertsError::NoSuchAlert)?;
        let alert = self.with_deliveries(vec![row]).await?.pop().ok_or(AlertsError::NoSuchAlert)?;
        let history = self.control.alert_history(id).await?.into_iter().map(Into::into).collect();
        Ok(AlertWithHistory { alert, history })
    }

    async fn with_deliveries(&self, rows: Vec<AlertRow>) -> Result<Vec<Alert>, AlertsError> {
        let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let mut rules: Vec<&str> = rows.iter().map(|row| row.rule_id.as_str()).collect();
        rules.sort_unstable();
        rules.dedup();
        let now = self.clock.now().0;
        let mut deliveries = self.control.deliveries_of(&ids).await?;
        let mutes = self.control.mutes_of(&rules, now).await?;
        let alerts = rows.into_iter().map(|row| {
            let is_own = |delivery: &mut DeliveryRow| delivery.alert_id.as_deref() == Some(row.id.as_str());
            let own = deliveries.extract_if(.., is_own).map(Into::into).collect();
            let mute = mutes.iter().find(|mute| mute.rule_id == row.rule_id && mute.key == row.key);
            Alert::of(row, mute.cloned().map(Mute::from), own, now)
        });
        Ok(alerts.collect())
    }
}

fn parse_cursor(cursor: &str) -> Option<(i64, &str)> {
    let (opened_at, id) = cursor.split_once('_')?;
    Some((opened_at.parse().ok()?, id))
}
