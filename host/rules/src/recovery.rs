//! What follows a failure: the rule is replayed in the background and attached again, or suspended.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use outlay_domain::Entry;
use outlay_domain::sink::NotAccepted;
use outlay_ledger::Ledger;
use outlay_sandbox::Level;

use crate::judge::Failure;
use crate::keeper::{Rules, in_background};
use crate::live::Live;
use crate::member::suspension;
use crate::poison;
use crate::replay::{Replay, Spec, Stop, bring_back};
use crate::rule_set::Reattached;
use crate::status::{RuleState, STRIKES};

/// Between attempts; a rule that failed because the machine was busy gets some air.
const PAUSE: Duration = Duration::from_millis(200);
/// While the host has no room.
const LONG_PAUSE: Duration = Duration::from_secs(5);

/// Brings a rule back that has judged, or skipped, everything before `judged_to`.
pub(crate) async fn recover(rules: Arc<Rules>, live: Arc<dyn Live>, spec: Spec, judged_to: u64) {
    let mut is_first = true;
    loop {
        match attempt(&rules.ledger, &live, &spec, judged_to).await {
            Attempt::Over => return,
            Attempt::Again => {}
            Attempt::Later => tokio::time::sleep(LONG_PAUSE).await,
            Attempt::Failed { failure, entries, is_new } => {
                let poison = if is_new { poison(&rules, &spec, entries).await } else { None };
                // What it was detached for counts once.
                let strikes = if is_first && poison.is_some() { 1 } else { spec.status.failed() };
                is_first = false;
                let (failure, entry) = match poison {
                    Some((entry, failure)) => (failure, Some(entry)),
                    None => (failure, None),
                };
                let what = match &entry {
                    Some(entry) => format!("fails at seq {} and never judges it", entry.start),
                    None => "did not catch up".to_owned(),
                };
                spec.status.write(rules.clock.now(), Level::Error, format!("{what}: {}", failure.reason));
                if failure.is_final || strikes >= STRIKES {
                    return suspend(&rules, &live, &spec, suspension(&failure.reason, strikes)).await;
                }
                if let Some(entry) = entry
                    && let Err(error) = skip(&live, &spec, entry, failure.reason).await
                {
                    tracing::warn!(rule = spec.who.id, %error, "a skip could not be noted");
                }
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

enum Attempt {
    /// It is live again, or nobody waits for it any more.
    Over,
    Again,
    Later,
    Failed {
        failure: Failure,
        entries: Range<u64>,
        is_new: bool,
    },
}

async fn attempt(ledger: &Arc<Ledger>, live: &Arc<dyn Live>, spec: &Spec, judged_to: u64) -> Attempt {
    let (own_ledger, own_spec) = (Arc::clone(ledger), spec.clone());
    let replayed = in_background(move || bring_back(&own_ledger, &own_spec, Some(judged_to))).await;
    let mut replay = match replayed {
        Ok(Ok(replay)) => replay,
        Ok(Err(stop)) => return after(stop, spec),
        Err(_) => return Attempt::Over,
    };
    loop {
        if replay.is_stopped() {
            return Attempt::Over;
        }
        match reattach(ledger, live, replay).await {
            Err(NotAccepted(_)) => return Attempt::Later,
            Ok(Reattached::Done) => {
                tracing::info!(rule = spec.who.id, "a rule judges again");
                return Attempt::Over;
            }
            Ok(Reattached::Gone) => return Attempt::Over,
            Ok(Reattached::Stopped(stop)) => return after(stop, spec),
            Ok(Reattached::Behind(behind)) => {
                let own_ledger = Arc::clone(ledger);
                let mut behind = behind;
                let followed = in_background(move || behind.follow(&own_ledger).map(|()| behind)).await;
                replay = match followed {
                    Ok(Ok(replay)) => *replay,
                    Ok(Err(stop)) => return after(stop, spec),
                    Err(_) => return Attempt::Over,
                };
            }
        }
    }
}

fn after(stop: Stop, spec: &Spec) -> Attempt {
    match stop {
        Stop::Again => Attempt::Again,
        // Another revision has started, and saved its state over the one of this.
        Stop::NoSnapshot => Attempt::Over,
        Stop::Ledger(error) => {
            tracing::error!(rule = spec.who.id, %error, "the ledger cannot be read to bring a rule back");
            Attempt::Later
        }
        Stop::Failed { failure, .. } if failure.is_hosts => Attempt::Later,
        Stop::Failed { failure, entries, is_new } => Attempt::Failed { failure, entries, is_new },
    }
}

async fn reattach(ledger: &Arc<Ledger>, live: &Arc<dyn Live>, replay: Replay) -> Result<Reattached, NotAccepted> {
    let outcome = Arc::new(Mutex::new(Reattached::Gone));
    let (told, ledger) = (Arc::clone(&outcome), Arc::clone(ledger));
    let change = move |set: &mut crate::RuleSet, next_seq: u64| {
        let (outcome, entries) = set.reattach(replay, &ledger, next_seq);
        *told.lock().unwrap_or_else(PoisonError::into_inner) = outcome;
        entries
    };
    live.change(Box::new(change)).await?;
    let mut outcome = outcome.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(std::mem::replace(&mut *outcome, Reattached::Gone))
}

/// The entry that the rule fails at; none if it cannot be told, or if it does not fail this time.
async fn poison(rules: &Rules, spec: &Spec, entries: Range<u64>) -> Option<(Range<u64>, Failure)> {
    let (ledger, own_spec) = (Arc::clone(&rules.ledger), spec.clone());
    match in_background(move || poison::find(&ledger, &own_spec, &entries)).await {
        Ok(Ok(found)) => found,
        Ok(Err(stop)) => {
            tracing::debug!(rule = spec.who.id, ?stop, "what a rule fails at was not found");
            None
        }
        Err(_) => None,
    }
}

/// Notes what the rule will never judge, so that every later replay leaves it out, too.
async fn skip(live: &Arc<dyn Live>, spec: &Spec, entries: Range<u64>, reason: String) -> Result<u64, NotAccepted> {
    let rule_id = spec.who.id.clone();
    let skip = Entry::Skip { rule_id, from_seq: entries.start, to_seq: entries.end, reason };
    live.change(Box::new(move |_, _| vec![skip])).await
}

async fn suspend(rules: &Rules, live: &Arc<dyn Live>, spec: &Spec, reason: String) {
    let who = spec.who.clone();
    spec.status.set(RuleState::Suspended, Some(reason.clone()));
    rules.note_suspension(&who.id, who.revision, &reason).await;
    let removed = live.change(Box::new(move |set, _| set.suspend(&who))).await;
    if let Err(error) = removed {
        tracing::warn!(rule = spec.who.id, %error, "the end of a rule could not be noted");
    }
}
