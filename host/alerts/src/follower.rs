//! Ledger → alerts and deliveries.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use outlay_control::alerts::AlertChange;
use outlay_control::storms::StormRow;
use outlay_domain::{Finding, Timestamp};
use tokio_util::sync::CancellationToken;

use crate::alerts::Alerts;
use crate::error::AlertsError;
use crate::fold::{Fold, Known, Name};
use crate::storm::Weather;
use crate::tell::tell;
use crate::view::Happening;

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
                self.time_matters.notify_one();
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

    /// One transaction: alerts, their history, storms, deliveries and place.
    async fn record(&self, gathered: &Gathered, place: Place) -> Result<(), AlertsError> {
        let mut change = self.control.begin_alerts().await?;
        let known = known(&mut change, &gathered.findings).await?;
        let mut fold = Fold::over(known);
        for (at, finding) in &gathered.findings {
            fold.add(finding, *at);
        }
        for alert in fold.alerts() {
            change.put_alert(alert).await?;
        }
        for entry in &fold.history {
            change.add_history(entry).await?;
            if entry.what == Happening::Severity.as_str() {
                change.trim_history(&entry.alert_id, &entry.what).await?;
            }
        }
        for (rule_id, weather) in fold.weather() {
            change.put_storm(&storm_row(rule_id, weather)?).await?;
        }
        tell(&mut change, &fold.news, self.clock.now().0, self.console.as_deref()).await?;
        if !change.advance(signed(place.written), signed(place.seq)).await? {
            return Err(AlertsError::NotAlone);
        }
        change.commit().await?;
        self.set_place(Place { written: place.seq, ..place });
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
        *self.place.borrow()
    }

    fn set_place(&self, place: Place) {
        self.place.send_replace(place);
    }
}

/// What a fold of these findings must know.
async fn known(change: &mut AlertChange, findings: &[(Timestamp, Finding)]) -> Result<Known, AlertsError> {
    let mut known = Known::default();
    for (_, finding) in findings {
        let name = Name::of(finding);
        if !known.weather.contains_key(&name.rule_id) {
            let row = change.storm(&name.rule_id).await?;
            known.weather.insert(name.rule_id.clone(), row.as_ref().map(weather).unwrap_or_default());
        }
        if !known.open.contains_key(&name)
            && let Some(alert) = change.open_alert(&name.rule_id, &name.key).await?
        {
            known.open.insert(name, alert);
        }
    }
    let rules: Vec<&str> = known.weather.keys().map(String::as_str).collect();
    let mutes = change.mutes_of(&rules).await?.into_iter();
    known.mutes = mutes.map(|mute| (Name { rule_id: mute.rule_id.clone(), key: mute.key.clone() }, mute)).collect();
    Ok(known)
}

/// What cannot be read is begun anew: a storm must not keep alerts from being recorded.
pub(crate) fn weather(row: &StormRow) -> Weather {
    serde_json::from_str(&row.state).unwrap_or_else(|error| {
        tracing::warn!(%error, rule = row.rule_id, "the state of a storm cannot be read");
        Weather::default()
    })
}

pub(crate) fn storm_row(rule_id: &str, weather: &Weather) -> Result<StormRow, AlertsError> {
    let state = serde_json::to_string(weather).map_err(|error| AlertsError::Broken(error.to_string()))?;
    Ok(StormRow { rule_id: rule_id.to_owned(), state, due_at: weather.due_at() })
}

fn signed(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}
