//! A rule is tried on recent events before it is let in: it must not fail on them, and what it finds must not depend on
//! how they are cut into frames.

use std::ops::ControlFlow;

use outlay_domain::{Entry, Timestamp};
use outlay_ledger::{Ledger, LedgerError};

use crate::batch::Batch;
use crate::error::RulesError;
use crate::judge::{Failure, Found, judge};
use crate::member::Running;
use crate::plan::Plan;
use crate::replay::Spec;

/// Events that a rule is tried on.
const EVENTS: usize = 50;
/// Entries among which they are looked for.
const ENTRIES: u64 = 500;

/// A new instance with what it wants to see and its first state, after a trial with two others.
pub(crate) fn start(ledger: &Ledger, spec: &Spec) -> Result<(Running, Vec<u8>), RulesError> {
    let mut running = started(spec)?;
    let state = running
        .instance
        .snapshot()
        .map_err(|failure| invalid("rule_fails", format!("the rule's first state cannot be saved: {failure}")))?;
    let entries = recent_events(ledger)?;
    if !entries.is_empty() {
        let whole = judged(spec, &mut [Batch::new(1, Timestamp(1), &entries)])?;
        let mut single: Vec<Batch<'_>> =
            (1..).zip(entries.chunks(1)).map(|(seq, entry)| Batch::new(seq, Timestamp(1), entry)).collect();
        if judged(spec, &mut single)? != whole {
            let message = "the rule finds other things when the same events come in one frame and one by one; \
                           its findings and its state must depend on the rows only";
            return Err(invalid("depends_on_frames", message.to_owned()));
        }
    }
    Ok((running, state))
}

fn started(spec: &Spec) -> Result<Running, RulesError> {
    let instance = spec.component.start(&spec.settings, spec.memory).map_err(of_settings)?;
    let plan = Plan::of(spec.component.manifest(), instance.conditions(), &spec.zone)
        .map_err(|problem| RulesError::invalid("invalid_settings", "settings", problem))?;
    Ok(Running { instance, plan })
}

fn judged(spec: &Spec, batches: &mut [Batch<'_>]) -> Result<Vec<Found>, RulesError> {
    let mut running = started(spec)?;
    let mut found = Vec::new();
    for batch in batches {
        let outcome = judge(&mut running, batch);
        let of_batch = outcome.map_err(|Failure { reason, .. }| {
            invalid("rule_fails", format!("the rule fails on recent events: {reason}"))
        });
        found.extend(of_batch?.1);
    }
    Ok(found)
}

/// The newest events.
fn recent_events(ledger: &Ledger) -> Result<Vec<Entry>, LedgerError> {
    let mut events = Vec::new();
    ledger.frames(ledger.end().saturating_sub(ENTRIES + 1), |frame| {
        events.extend(frame.entries.iter().filter(|entry| matches!(entry, Entry::Event(_))).cloned());
        ControlFlow::Continue(())
    })?;
    Ok(events.split_off(events.len().saturating_sub(EVENTS)))
}

/// The rule says no to its settings, or fails over them.
fn of_settings(failure: outlay_sandbox::RuleFailure) -> RulesError {
    use outlay_sandbox::RuleFailure;
    match failure {
        RuleFailure::Refused { message, field } => {
            RulesError::invalid("invalid_settings", &format!("settings{}", field.unwrap_or_default()), message)
        }
        RuleFailure::TooManyInstances => invalid("too_many_rules", failure.to_string()),
        other => {
            RulesError::invalid("invalid_settings", "settings", format!("the rule fails with these settings: {other}"))
        }
    }
}

fn invalid(code: &'static str, message: String) -> RulesError {
    RulesError::Invalid { code, field: None, message }
}
