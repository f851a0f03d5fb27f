//! The room's one thing: opened, run, asked.

use std::sync::{Arc, Mutex};

use outlay_control::Control;
use outlay_control::alerts::AlertRow;
use outlay_domain::Clock;
use outlay_domain::sink::EntrySink;
use outlay_egress::Egress;
use outlay_ledger::Ledger;
use outlay_vault::Vault;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::error::AlertsError;
use crate::follower::Place;
use crate::view::{Alert, AlertStatus, Page};
use crate::{dispatch, follower, outbox};

/// Which alerts to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Filter {
    #[default]
    Open,
    All,
}

/// Alerts, channels, deliveries.
#[derive(Debug)]
pub struct Alerts {
    pub(crate) control: Control,
    pub(crate) vault: Arc<Vault>,
    pub(crate) egress: Egress,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) clock: Arc<dyn Clock>,
    /// How far the ledger was read.
    pub(crate) place: Mutex<Place>,
    /// Rings when an alert changed.
    pub(crate) alerts_changed: Notify,
    /// Rings when a delivery may have become due.
    pub(crate) deliveries_due: Notify,
}

impl Alerts {
    pub async fn open(
        control: Control,
        vault: Arc<Vault>,
        egress: Egress,
        ledger: Arc<Ledger>,
        clock: Arc<dyn Clock>,
    ) -> Result<Arc<Self>, AlertsError> {
        let place = Mutex::new(Place::at(control.alert_progress().await?));
        let (alerts_changed, deliveries_due) = (Notify::new(), Notify::new());
        Ok(Arc::new(Self { control, vault, egress, ledger, clock, place, alerts_changed, deliveries_due }))
    }

    /// Follows the ledger, hands changed alerts to `sink` and delivers, until it is cancelled. What is left then is
    /// done after the next start.
    pub async fn run(self: Arc<Self>, sink: Arc<dyn EntrySink>, cancel: CancellationToken) {
        tokio::join!(
            follower::follow(&self, &cancel),
            outbox::tell(&self, sink.as_ref(), &cancel),
            dispatch::dispatch(&self, &cancel),
        );
    }

    /// The newest first. `cursor` is the `next` of the page before.
    pub async fn list(&self, filter: Filter, limit: u32, cursor: Option<&str>) -> Result<Page, AlertsError> {
        let before = cursor.map(|cursor| parse_cursor(cursor).ok_or(AlertsError::InvalidCursor)).transpose()?;
        // One more than asked for tells whether there are more.
        let mut rows = self.control.alerts(filter == Filter::Open, before, limit.saturating_add(1)).await?;
        let has_more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| has_more).map(|last| format!("{}_{}", last.opened_at, last.id));
        Ok(Page { items: self.with_deliveries(rows).await?, next })
    }

    pub async fn get(&self, id: &str) -> Result<Alert, AlertsError> {
        let row = self.control.alert(id).await?.ok_or(AlertsError::NoSuchAlert)?;
        self.with_deliveries(vec![row]).await?.pop().ok_or(AlertsError::NoSuchAlert)
    }

    /// Closes an alert in a person's name. One that is closed already stays as it is.
    pub async fn resolve(&self, id: &str, by: &str) -> Result<Alert, AlertsError> {
        let mut change = self.control.begin_alerts().await?;
        let mut alert = change.alert(id).await?.ok_or(AlertsError::NoSuchAlert)?;
        if alert.status == AlertStatus::Open.as_str() {
            let now = self.clock.now().0.max(alert.updated_at);
            alert.status = AlertStatus::Resolved.as_str().to_owned();
            (alert.closed_at, alert.closed_by, alert.updated_at) = (Some(now), Some(by.to_owned()), now);
            alert.version += 1;
            change.put_alert(&alert).await?;
            change.commit().await?;
            self.alerts_changed.notify_one();
            self.control.audit(now, by, "resolve alert", id).await?;
        }
        self.get(id).await
    }

    async fn with_deliveries(&self, rows: Vec<AlertRow>) -> Result<Vec<Alert>, AlertsError> {
        let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let mut deliveries = self.control.deliveries_of(&ids).await?;
        let alerts = rows.into_iter().map(|row| {
            let own = deliveries.extract_if(.., |delivery| delivery.alert_id == row.id).map(Into::into).collect();
            Alert::of(row, own)
        });
        Ok(alerts.collect())
    }
}

fn parse_cursor(cursor: &str) -> Option<(i64, &str)> {
    let (opened_at, id) = cursor.split_once('_')?;
    Some((opened_at.parse().ok()?, id))
}
