//! A bad rule harms nobody, and comes back by itself where it can.
#![allow(clippy::unwrap_used)]

mod common;

use std::ops::Range;
use std::time::{Duration, Instant};

use common::{House, call, costing, house};
use outlay_domain::Entry;
use outlay_domain::entry::RuleChange;
use outlay_rules::{ChangeRule, Rule, RuleState};
use serde_json::json;

/// Panics at events of the agent `boom`, and counts all others.
fn explosive() -> serde_json::Value {
    json!({"mode": "panic", "only": "boom"})
}

fn changed(rule: &Rule, change: RuleChange) -> Entry {
    Entry::RuleChange { rule_id: rule.id.clone(), revision: 1, change }
}

/// What rules never judge.
fn skips(house: &House) -> Vec<Range<u64>> {
    let range = |entry| if let Entry::Skip { from_seq, to_seq, .. } = entry { Some(from_seq..to_seq) } else { None };
    house.committed().1.into_iter().filter_map(range).collect()
}

/// How many rows the rule has counted, this one included.
fn count(house: &House) -> u64 {
    let taken = house.take(vec![call("fire")]);
    let own = taken.findings.iter().find(|finding| finding.seq == taken.first_seq);
    own.expect("it fires").value.as_deref().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_trap_costs_one_event_and_all_others_are_told_late() {
    let house = house().await;
    let rule = house.hostile(explosive()).await.unwrap();
    assert_eq!(count(&house), 1);
    house.hold(true);
    let poisoned = house.take(vec![call("fire"), call("boom")]);
    assert!(poisoned.partial && poisoned.findings.is_empty());
    assert_eq!(poisoned.notes, [changed(&rule, RuleChange::Detached { judged_to: poisoned.first_seq })]);
    assert_eq!(house.rules.get(&rule.id).await.unwrap().state, RuleState::Detached);
    let meanwhile = house.take(vec![call("a"), call("fire")]);
    assert!(meanwhile.partial && meanwhile.findings.is_empty() && meanwhile.notes.is_empty());

    house.hold(false);
    house.wait_for(&rule.id, RuleState::Live).await;
    let found: Vec<_> = house.committed().0.into_iter().map(|finding| (finding.seq, finding.value.unwrap())).collect();
    let late = [(poisoned.first_seq, "2".to_owned()), (meanwhile.first_seq + 1, "4".to_owned())];
    assert_eq!(found[1..], late, "late, once, without the poison");
    assert_eq!(skips(&house), vec![poisoned.first_seq + 1..poisoned.first_seq + 2]);
    assert_eq!(count(&house), 5);
    assert_eq!(house.rules.get(&rule.id).await.unwrap().traps, 1);
    let log = house.rules.log(&rule.id).await.unwrap();
    assert!(log.iter().any(|line| line.message.contains("a panic on purpose")), "{log:?}");
    let house = house.restart().await;
    house.wait_for(&rule.id, RuleState::Live).await;
    assert_eq!(count(&house), 6, "replay leaves out what was skipped");
    assert_eq!(house.committed().0.len(), 5);
}

#[tokio::test]
async fn a_crash_while_a_rule_is_detached_loses_nothing() {
    let house = house().await;
    let rule = house.hostile(explosive()).await.unwrap();
    house.hold(true);
    house.take(vec![call("boom")]);
    let meanwhile = house.take(vec![call("fire")]);
    let house = house.restart().await;
    house.wait_for(&rule.id, RuleState::Live).await;
    assert_eq!(house.committed().0.iter().map(|finding| finding.seq).collect::<Vec<_>>(), [meanwhile.first_seq]);
    let house = house.restart().await;
    house.wait_for(&rule.id, RuleState::Live).await;
    assert!(house.take(vec![call("a")]).findings.is_empty(), "told once");
    assert_eq!(count(&house), 3);
}

#[tokio::test]
async fn what_is_judged_live_after_such_a_crash_is_told_once() {
    let house = house().await;
    let rule = house.hostile(explosive()).await.unwrap();
    // Saved now, so that the next restarts replay from here.
    house.pass_seconds(31);
    house.take(vec![call("a")]);
    house.hold(true);
    house.take(vec![call("boom")]);
    let house = house.restart().await;
    house.wait_for(&rule.id, RuleState::Live).await;
    assert_eq!(count(&house), 2);
    let (findings, entries) = house.committed();
    assert_eq!(findings.len(), 1);
    assert!(entries.contains(&changed(&rule, RuleChange::Attached)), "{entries:?}");
    let house = house.restart().await;
    house.wait_for(&rule.id, RuleState::Live).await;
    assert!(house.take(vec![call("a")]).findings.is_empty());
}

#[tokio::test]
async fn poison_in_what_came_meanwhile_is_skipped_too() {
    let house = house().await;
    let rule = house.hostile(explosive()).await.unwrap();
    house.hold(true);
    house.take(vec![call("boom")]);
    house.take(vec![call("fire")]);
    let poison = house.take(vec![call("boom")]);
    house.take(vec![call("a")]);
    house.hold(false);
    let now = house.wait_for(&rule.id, RuleState::Live).await;
    assert_eq!(now.traps, 2);
    assert!(skips(&house).contains(&(poison.first_seq..poison.first_seq + 1)));
    assert_eq!(count(&house), 3);
    let house = house.restart().await;
    house.wait_for(&rule.id, RuleState::Live).await;
    assert_eq!(count(&house), 4);
    assert_eq!(house.committed().0.len(), 3);
}

#[tokio::test]
async fn three_failures_within_ten_minutes_suspend_a_rule() {
    let house = house().await;
    let rule = house.hostile(explosive()).await.unwrap();
    for _ in 0..2 {
        house.take(vec![call("boom")]);
        house.wait_for(&rule.id, RuleState::Live).await;
    }
    let last = house.take(vec![call("boom")]);
    assert_eq!(last.notes, [changed(&rule, RuleChange::Stopped)]);
    let check = |rule: Rule| {
        let reason = rule.reason.unwrap();
        assert!(reason.contains("3 times within ten minutes") && reason.contains("a panic on purpose"), "{reason}");
        assert_eq!(rule.traps, 3);
    };
    check(house.wait_for(&rule.id, RuleState::Suspended).await);
    assert!(!house.take(vec![call("a")]).partial, "nobody waits for it");
    while house.control.rule(&rule.id).await.unwrap().unwrap().suspended.is_none() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    house.rules.flush().await.unwrap();
    let house = house.restart().await;
    check(house.wait_for(&rule.id, RuleState::Suspended).await);

    let better = ChangeRule { settings: Some(json!({"mode": "none"})), ..Default::default() };
    house.rules.change(&rule.id, better, "test").await.unwrap();
    assert_eq!(count(&house), 1);
    let now = house.rules.get(&rule.id).await.unwrap();
    assert_eq!((now.state, now.reason, now.traps), (RuleState::Live, None, 3));
}

#[tokio::test]
async fn a_good_rule_judges_beside_bad_ones() {
    let modes = [
        "loop_forever",
        "grow_memory",
        "panic",
        "refuse",
        "flood_log",
        "too_many_findings",
        "huge_texts",
        "row_beyond_end",
        "no_row",
        "slow",
    ];
    let house = house().await;
    let mut rules = Vec::new();
    for mode in modes {
        rules.push((mode, house.hostile(json!({"mode": mode, "only": "boom"})).await.unwrap().id));
    }
    house.threshold(json!({"metric": "cost_per_transaction", "limit": 1})).await.unwrap();
    house.hold(true);
    let began = Instant::now();
    let taken = house.take((0..20).map(|_| costing("boom", "2")).collect());
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    let good = taken.findings.iter().filter(|finding| finding.title.starts_with("Transaction cost")).count();
    assert_eq!(good, 20);
    assert!(taken.findings.iter().all(|finding| finding.title.len() <= 300 && finding.detail.len() <= 4_000));
    for (mode, id) in rules {
        let rule = house.rules.get(&id).await.unwrap();
        // These only waste time; whether too much of it is for the sandbox to say.
        let may_live = matches!(mode, "flood_log" | "slow");
        assert!(may_live || rule.state == RuleState::Detached, "{mode}: {rule:?}");
        assert!(house.rules.log(&id).await.unwrap().len() <= 500, "{mode}");
    }
}

#[tokio::test]
async fn a_state_that_cannot_be_saved_ends_the_rule() {
    let house = house().await;
    let huge = house.hostile(json!({"mode": "huge_snapshot_later", "only": "fire"})).await.unwrap();
    let trapping = house.hostile(json!({"mode": "trap_in_snapshot_later", "only": "fire"})).await.unwrap();
    house.pass_seconds(31);
    assert_eq!(house.take(vec![call("fire")]).findings.len(), 2);
    let now = house.wait_for(&huge.id, RuleState::Suspended).await;
    assert!(now.reason.as_deref().unwrap().contains("cannot be saved"), "{now:?}");
    // A trap may have been an accident: it gets more chances, and misses nothing.
    house.wait_for(&trapping.id, RuleState::Live).await;
    assert_eq!(count(&house), 2);
    for _ in 0..2 {
        house.wait_for(&trapping.id, RuleState::Live).await;
        house.pass_seconds(31);
        house.take(vec![call("a")]);
    }
    house.wait_for(&trapping.id, RuleState::Suspended).await;
}

#[tokio::test]
async fn a_state_that_cannot_be_restored_ends_the_rule() {
    let house = house().await;
    let rule = house.hostile(json!({"mode": "bad_restore", "only": "boom"})).await.unwrap();
    house.pass_seconds(31);
    house.take(vec![call("boom")]);
    let house = house.restart().await;
    assert!(house.take(vec![call("a")]).partial);
    let now = house.wait_for(&rule.id, RuleState::Suspended).await;
    assert!(now.reason.as_deref().unwrap().contains("this state is not mine"), "{now:?}");
}
