//! Ledger → alerts and deliveries.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use outlay_control::alerts::{AlertChange, AlertRow, DeliveryRow};
use outlay_control::new_id;
use outlay_domain::{Finding, Timestamp};
use tokio_util::sync::CancellationToken;

use crate::alerts::Alerts;
use crate::error::AlertsError;
use crate::fold::{Fold, Name, News};
use crate::message::Message;

/// About how many findings are folded in one transaction.
const FINDINGS_A_STEP: usize = 1_000;
/// How many frames are read in one go.
const FRAMES_A_STEP: usize = 5_000;
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// Frames without findings change nothing, so the place is written only now and then while there are no others.
const UNWRITTEN: u64 = 100_000;

/// How far the ledger was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// The last entry of the last frame that was read.
    pub(crate) seq: u64,
    /// As control has it; between the two, no rule said anything.
    written: u64,
}

impl Place {
    pub(crate) fn at(seq: i64) -> Self {
        let seq = u64::try_from(seq).unwrap_or(0);
        Self { seq, written: seq }
    }
}

/// What the rules said in some frames.
#[derive(Debug, Default)]
struct Gathered {
    findings: Vec<(Timestamp, Finding)>,
    /// The last entry of the last frame.
    seq: u64,
}

/// Runs until cancelled.
pub(crate) async fn follow(alerts: &Arc<Alerts>, cancel: &CancellationToken) {
    let mut end = alerts.ledger.watch();
    let mut pause = FIRST_PAUSE;
    loop {
        end.mark_unchanged();
        // Cut short anywhere, it is taken up again at the next start.
        let caught_up = tokio::select! {
            () = cancel.cancelled() => break,
            caught_up = alerts.catch_up() => caught_up,
        };
        let again = async {
            match caught_up {
                Ok(()) => {
                    pause = FIRST_PAUSE;
                    // The ledger's end of telling is there as long as the ledger.
                    let _moved = end.changed().await;
                }
                Err(error) => {
                    tracing::error!(%error, "findings cannot be turned into alerts; trying again");
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    alerts.find_place().await;
                }
            }
        };
        tokio::select! {
            () = cancel.cancelled() => break,
            () = again => {}
        }
    }
    if let Err(error) = alerts.write_place().await {
        tracing::warn!(%error, "the place in the ledger was not kept; some of it is read again after the next start");
    }
}

impl Alerts {
    /// Folds everything that the ledger has.
    pub(crate) async fn catch_up(self: &Arc<Self>) -> Result<(), AlertsError> {
        while self.place().seq + 1 < self.ledger.end() {
            let gathered = self.gather().await?;
            let place = Place { seq: gathered.seq, ..self.place() };
            if place == self.place() {
                return Err(AlertsError::Broken(format!("the ledger has no frame behind seq {}", place.seq)));
            }
            if gathered.findings.is_empty() {
                self.set_place(place);
                if place.seq - place.written >= UNWRITTEN {
                    self.write_place().await?;
                }
            } else {
                self.record(&gathered, place).await?;
                self.alerts_changed.notify_one();
                self.deliveries_due.notify_one();
            }
        }
        Ok(())
    }

    async fn gather(self: &Arc<Self>) -> Result<Gathered, AlertsError> {
        let alerts = Arc::clone(self);
        let read = tokio::task::spawn_blocking(move || {
            let after = alerts.place().seq;
            let (mut gathered, mut frames) = (Gathered { seq: after, ..Gathered::default() }, 0);
            alerts.ledger.judged(after, |frame| {
                gathered.seq = frame.end_seq() - 1;
                let told = frame.findings.into_iter().filter(|finding| !finding.shadow);
                gathered.findings.extend(told.map(|finding| (frame.received_at, finding)));
                frames += 1;
                let is_enough = gathered.findings.len() >= FINDINGS_A_STEP || frames >= FRAMES_A_STEP;
                if is_enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })?;
            Ok(gathered)
        });
        read.await.map_err(|error| AlertsError::Broken(error.to_string()))?
    }

    /// One transaction: alerts, deliveries and place.
    async fn record(&self, gathered: &Gathered, place: Place) -> Result<(), AlertsError> {
        let mut change = self.control.begin_alerts().await?;
        let mut open: HashMap<Name, AlertRow> = HashMap::new();
        for (_, finding) in &gathered.findings {
            let name = Name::of(finding);
            if !open.contains_key(&name)
                && let Some(alert) = change.open_alert(&name.rule_id, &name.key).await?
            {
                open.insert(name, alert);
            }
        }
        let mut fold = Fold::over(open);
        for (at, finding) in &gathered.findings {
            fold.add(finding, *at);
        }
        for alert in fold.alerts() {
            change.put_alert(alert).await?;
        }
        self.add_deliveries(&mut change, &fold.news).await?;
        if !change.advance(signed(place.written), signed(place.seq)).await? {
            return Err(AlertsError::NotAlone);
        }
        change.commit().await?;
        self.set_place(Place { written: place.seq, ..place });
        Ok(())
    }

    async fn add_deliveries(&self, change: &mut AlertChange, news: &[News]) -> Result<(), AlertsError> {
        if news.is_empty() {
            return Ok(());
        }
        let channels = change.channels().await?;
        let mut of_rules: HashMap<&str, Vec<String>> = HashMap::new();
        let now = self.clock.now().0;
        for News { occasion, alert } in news {
            if !of_rules.contains_key(alert.rule_id.as_str()) {
                // A rule that is gone has no channels.
                let text = change.channels_of_rule(&alert.rule_id).await?;
                let ids = text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
                of_rules.insert(&alert.rule_id, ids);
            }
            let wanted = of_rules.get(alert.rule_id.as_str()).map(Vec::as_slice).unwrap_or_default();
            for channel in channels.iter().filter(|channel| wanted.contains(&channel.id)) {
                let id = new_id();
                let message = Message::about(*occasion, &id, alert);
                let message =
                    serde_json::to_string(&message).map_err(|error| AlertsError::Broken(error.to_string()))?;
                let delivery = DeliveryRow {
                    id,
                    alert_id: alert.id.clone(),
                    alert_version: alert.version,
                    channel_id: channel.id.clone(),
                    channel_name: channel.name.clone(),
                    message,
                    status: "pending".to_owned(),
                    attempts: 0,
                    last_error: None,
                    created_at: now,
                    due_at: now,
                    delivered_at: None,
                };
                change.add_delivery(&delivery).await?;
            }
        }
        Ok(())
    }

    /// Keeps the place where no finding did.
    async fn write_place(&self) -> Result<(), AlertsError> {
        let place = self.place();
        if place.seq == place.written {
            return Ok(());
        }
        let mut change = self.control.begin_alerts().await?;
        if !change.advance(signed(place.written), signed(place.seq)).await? {
            return Err(AlertsError::NotAlone);
        }
        change.commit().await?;
        self.set_place(Place { written: place.seq, ..place });
        Ok(())
    }

    /// After a failure control knows best: the transaction may have been committed all the same.
    async fn find_place(&self) {
        if let Ok(seq) = self.control.alert_progress().await {
            self.set_place(Place::at(seq));
        }
    }

    /// The last entry that is read and will not be asked for again.
    pub fn followed(&self) -> u64 {
        self.place().written
    }

    pub(crate) fn place(&self) -> Place {
        *self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_place(&self, place: Place) {
        *self.place.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }
}

fn signed(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}
