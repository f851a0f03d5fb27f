//! Rules judge, remember, change and end.
#![allow(clippy::unwrap_used)]

mod common;

use common::{call, component, costing, house};
use outlay_domain::entry::RuleChange;
use outlay_domain::{Dimension, Entry, Event};
use outlay_rules::{ChangeRule, ChangeState, MadeOf, RuleState, RulesError};
use serde_json::json;

const OVER: &str = "Transaction cost $1.43 is over $1.25 (agent route-planner)";

fn limit() -> serde_json::Value {
    json!({"metric": "cost_per_transaction", "limit": "1.25"})
}

#[tokio::test]
async fn a_new_rule_judges_what_comes_after_it_and_nothing_else() {
    let house = house().await;
    house.take(vec![costing("route-planner", "1.43")]);
    let rule = house.threshold(limit()).await.unwrap();
    assert_eq!(rule.state, RuleState::Live);
    let taken = house.take(vec![costing("a", "1.25"), costing("route-planner", "1.43"), call("b")]);
    assert_eq!(taken.said(), [(taken.first_seq + 1, OVER)]);
    assert!(!taken.partial);
    let finding = &taken.findings[0];
    assert_eq!((finding.value.as_deref(), finding.limit.as_deref()), (Some("1.43"), Some("1.25")));
    assert_eq!((finding.rule_id.as_str(), finding.rule_name.as_str()), (rule.id.as_str(), "Test"));
    assert!(finding.event_id.as_deref().unwrap().starts_with("evt_"));
    assert_eq!(house.rules.get(&rule.id).await.unwrap().findings, 1);
    assert_eq!(house.committed().0, taken.findings);
}

#[tokio::test]
async fn rows_that_the_filter_leaves_out_do_not_reach_the_rule() {
    let house = house().await;
    // It counts the rows that it is shown.
    house.hostile(json!({"mode": "none", "environment": "production"})).await.unwrap();
    let in_production = |agent: &str| {
        let mut event = call(agent);
        event.dimensions.set(Dimension::Environment, "production");
        event
    };
    let taken = house.take(vec![call("fire"), in_production("a"), call("b"), in_production("fire")]);
    let values: Vec<_> = taken.findings.iter().map(|finding| (finding.seq, finding.value.as_deref())).collect();
    assert_eq!(values, [(taken.first_seq + 3, Some("2"))]);
}

#[tokio::test]
async fn a_restart_changes_nothing() {
    let house = house().await;
    let uploaded = house.rules.upload(component("rule-first-expensive-call"), "test").await.unwrap();
    let rule = house.create(MadeOf::Component(uploaded.id), json!({"limit": 1.25})).await.unwrap();
    let of = |organization: &str, cost: &str| {
        let mut event = costing("a", cost);
        event.dimensions.set(Dimension::Organization, organization);
        event
    };
    assert_eq!(house.take(vec![of("acme", "1"), of("acme", "2"), of("acme", "3")]).findings.len(), 1);
    // Saved with "acme"; "globex" comes after the snapshot and must be replayed.
    house.pass_seconds(31);
    house.take(vec![of("initech", "1")]);
    let saved = house.ledger.snapshot(&rule.id).unwrap().unwrap();
    assert_eq!(saved.seq, house.ledger.end() - 1);
    assert_eq!(house.take(vec![of("globex", "2")]).findings.len(), 1);
    let told = house.committed().0.len();

    let house = house.restart().await;
    assert_eq!(house.rules.get(&rule.id).await.unwrap().state, RuleState::Live);
    let taken = house.take(vec![of("acme", "9"), of("globex", "9"), of("initech", "9")]);
    assert_eq!(taken.said(), [(taken.first_seq + 2, "First call of organization initech over $1.25 cost $9")]);
    assert_eq!(house.committed().0.len(), told + 1, "a replay tells nothing again");
}

#[tokio::test]
async fn what_is_found_does_not_depend_on_batches() {
    let entries: Vec<Entry> = (0..60)
        .map(|n| match n % 7 {
            3 => Entry::Tick,
            _ => Entry::Event(Box::new(call(if n % 5 == 0 { "fire" } else { "a" }))),
        })
        .collect();
    let mut all = Vec::new();
    for size in [1, 4, 13, 60] {
        let house = house().await;
        house.hostile(json!({"mode": "none"})).await.unwrap();
        for batch in entries.chunks(size) {
            house.take_entries(batch.to_vec());
        }
        let findings = house.committed().0.into_iter();
        all.push(findings.map(|finding| (finding.seq, finding.value)).collect::<Vec<_>>());
    }
    assert_eq!(all[0].len(), 10);
    assert!(all.iter().all(|found| *found == all[0]), "{all:?}");
}

#[tokio::test]
async fn other_settings_start_another_revision_and_a_name_does_not() {
    let house = house().await;
    let rule = house.hostile(json!({"mode": "none"})).await.unwrap();
    let value =
        || house.take(vec![call("fire")]).findings.pop().map(|finding| (finding.rule_name, finding.value.unwrap()));
    assert_eq!(value(), Some(("Test".into(), "1".into())));

    let name =
        ChangeRule { name: Some("Renamed".into()), settings: Some(json!({"mode": "none"})), ..Default::default() };
    house.rules.change(&rule.id, name, "test").await.unwrap();
    assert_eq!(value(), Some(("Renamed".into(), "2".into())));

    let other = |rows: u64| ChangeRule { settings: Some(json!({"mode": "none", "rows": rows})), ..Default::default() };
    house.rules.change(&rule.id, other(1), "test").await.unwrap();
    assert_eq!(value(), Some(("Renamed".into(), "3".into())), "it takes over what it knew");
    let anew = ChangeRule { state: Some(ChangeState::Reset), ..other(2) };
    house.rules.change(&rule.id, anew, "test").await.unwrap();
    assert_eq!(value(), Some(("Renamed".into(), "1".into())));

    let off = ChangeRule { enabled: Some(false), ..Default::default() };
    assert_eq!(house.rules.change(&rule.id, off, "test").await.unwrap().state, RuleState::Disabled);
    assert_eq!(value(), None);
    let house = house.restart().await;
    assert_eq!(house.rules.get(&rule.id).await.unwrap().state, RuleState::Disabled);
    assert!(house.take(vec![call("fire")]).findings.is_empty());

    let on = ChangeRule { enabled: Some(true), ..Default::default() };
    assert_eq!(house.rules.change(&rule.id, on, "test").await.unwrap().state, RuleState::Live);
    assert_eq!(house.take(vec![call("fire")]).findings.len(), 1);
    house.rules.delete(&rule.id, "test").await.unwrap();
    assert!(house.take(vec![call("fire")]).findings.is_empty());
    assert!(matches!(house.rules.get(&rule.id).await, Err(RulesError::NoSuchRule)));
    assert_eq!(house.rules.list().await.unwrap().len(), 0);

    let changes: Vec<_> = house.committed().1.into_iter().collect();
    let started = |revision| Entry::RuleChange { rule_id: rule.id.clone(), revision, change: RuleChange::Started };
    let stopped = |revision| Entry::RuleChange { rule_id: rule.id.clone(), revision, change: RuleChange::Stopped };
    assert_eq!(changes, [started(1), started(2), started(3), stopped(3), started(5), stopped(5)]);
}

#[tokio::test]
async fn wrong_settings_are_refused_with_their_field() {
    let house = house().await;
    let refused = |outcome: Result<_, RulesError>| match outcome {
        Err(RulesError::Invalid { code, field, message }) => (code.into_owned(), field.unwrap_or_default(), message),
        other => panic!("{other:?}"),
    };
    let (code, field, message) = refused(house.threshold(json!({"metric": "images", "limit": "many"})).await);
    assert_eq!((code.as_str(), field.as_str()), ("invalid_settings", "settings/limit"), "{message}");
    let (code, field, _) = refused(house.threshold(json!([1])).await);
    assert_eq!((code.as_str(), field.as_str()), ("invalid_settings", "settings"));
    let (code, field, message) = refused(house.create(MadeOf::Builtin("moon".into()), json!({})).await);
    assert_eq!((code.as_str(), field.as_str()), ("no_such_component", "builtin"), "{message}");
    let (code, field, message) = refused(house.hostile(json!({"mode": "unknown_column"})).await);
    assert_eq!((code.as_str(), field.as_str()), ("invalid_settings", "settings"));
    assert!(message.contains("`shoe_size`"), "{message}");
    let (code, field, message) = refused(house.hostile(json!({"mode": "undeclared_column"})).await);
    assert_eq!((code.as_str(), field.as_str()), ("invalid_settings", "settings"));
    assert!(message.contains("`subscriber_email`, which its manifest does not name"), "{message}");
    let (code, field, _) = refused(house.hostile(json!({"mode": "loop_in_configure"})).await);
    assert_eq!((code.as_str(), field.as_str()), ("invalid_settings", "settings"));
    let (code, _, message) = refused(house.hostile(json!({"mode": "huge_snapshot"})).await);
    assert_eq!(code, "rule_fails", "{message}");
    assert!(house.rules.list().await.unwrap().is_empty());
    assert!(house.take(vec![call("a")]).notes.is_empty());
}

#[tokio::test]
async fn a_rule_is_tried_on_recent_events() {
    let house = house().await;
    house.take((0..10).map(|n| call(&n.to_string())).collect::<Vec<Event>>());
    let code = |outcome| match outcome {
        Err(RulesError::Invalid { code, message, .. }) => (code, message),
        other => panic!("{other:?}"),
    };
    let (fails, message) = code(house.hostile(json!({"mode": "panic", "only": "7"})).await);
    assert_eq!(fails, "rule_fails");
    assert!(message.contains("a panic on purpose"), "{message}");
    assert_eq!(code(house.hostile(json!({"mode": "depends_on_frames"})).await).0, "not_deterministic");
    assert!(house.hostile(json!({"mode": "panic", "only": "11"})).await.is_ok());
}

#[tokio::test]
async fn components_are_checked_and_kept() {
    let house = house().await;
    let text = house.rules.upload(b"fn main() {}".to_vec(), "test").await;
    assert!(matches!(text, Err(RulesError::Invalid { code, .. }) if code == "not_wasm"));
    let first = house.rules.upload(component("rule-hostile"), "test").await.unwrap();
    assert!(first.checks.iter().any(|check| check.check == "columns"), "{:?}", first.checks);
    let again = house.rules.upload(component("rule-hostile"), "test").await.unwrap();
    assert_eq!(first.id, again.id);
    let house = house.restart().await;
    let known: Vec<_> =
        house.rules.components().await.unwrap().into_iter().map(|one| (one.id, one.is_builtin)).collect();
    let builtin = |name: &str| (name.to_owned(), true);
    assert_eq!(known, [builtin("first"), builtin("metric"), builtin("threshold"), (first.id.clone(), false)]);
    assert_eq!(house.rules.component(&first.id).await.unwrap().manifest.name, "hostile");
    assert!(house.create(MadeOf::Component(first.id), json!({"mode": "none"})).await.is_ok());
}

#[tokio::test]
async fn a_state_that_cannot_be_taken_over_is_forgotten_or_the_change_refused() {
    let house = house().await;
    let rule = house.hostile(json!({"mode": "none"})).await.unwrap();
    house.take(vec![call("a")]);
    let settings = json!({"mode": "bad_restore", "only": "boom"});
    let must =
        ChangeRule { settings: Some(settings.clone()), state: Some(ChangeState::Carry), ..ChangeRule::default() };
    let refused = house.rules.change(&rule.id, must, "test").await;
    assert!(matches!(&refused, Err(RulesError::Invalid { code, .. }) if code == "state_not_carried"), "{refused:?}");
    let now = house.rules.get(&rule.id).await.unwrap();
    assert_eq!((now.settings, now.revision), (json!({"mode": "none"}), 1), "nothing was changed");
    let taken = house.take(vec![call("fire")]);
    assert_eq!(taken.findings[0].value.as_deref(), Some("2"));

    let may = ChangeRule { settings: Some(settings), ..ChangeRule::default() };
    house.rules.change(&rule.id, may, "test").await.unwrap();
    let log = house.rules.log(&rule.id).await.unwrap();
    assert!(log.iter().any(|line| line.message.contains("this state is not mine")), "{log:?}");
}

#[tokio::test]
async fn a_rule_goes_back_to_what_it_was_with_what_it_knows() {
    let house = house().await;
    let rule = house.hostile(json!({"mode": "none"})).await.unwrap();
    let settings = |rows: u64| Some(json!({"mode": "none", "rows": rows}));
    for rows in [1, 2] {
        house.take(vec![call("a")]);
        let change = ChangeRule { settings: settings(rows), ..ChangeRule::default() };
        house.rules.change(&rule.id, change, "anna").await.unwrap();
    }
    let back = house.rules.roll_back(&rule.id, None, "bert").await.unwrap();
    assert_eq!((back.settings.clone(), back.revision), (settings(1).unwrap(), 4));
    let first = house.rules.roll_back(&rule.id, Some(1), "bert").await.unwrap();
    assert_eq!(first.settings, json!({"mode": "none"}));
    assert_eq!(house.take(vec![call("fire")]).findings[0].value.as_deref(), Some("3"));
    let revisions = house.rules.revisions(&rule.id).await.unwrap();
    let known: Vec<_> = revisions.iter().map(|of| (of.revision, of.carried, of.started_by.as_str())).collect();
    assert_eq!(known, [(5, true, "bert"), (4, true, "bert"), (3, true, "anna"), (2, true, "anna"), (1, false, "test")]);
    let unknown = house.rules.roll_back(&rule.id, Some(9), "bert").await;
    assert!(matches!(unknown, Err(RulesError::Invalid { code, .. }) if code == "no_such_revision"));
}

#[tokio::test]
async fn another_time_zone_is_known_to_rules_and_costs_no_state() {
    let house = house().await;
    let rule = house.hostile(json!({"mode": "none"})).await.unwrap();
    house.take(vec![call("a")]);
    let unknown = house.rules.set_time_zone("Mars/Olympus", "test").await;
    assert!(matches!(unknown, Err(RulesError::Invalid { field, .. }) if field.as_deref() == Some("timeZone")));
    house.rules.set_time_zone("europe/berlin", "test").await.unwrap();
    assert_eq!(house.take(vec![call("fire")]).findings[0].value.as_deref(), Some("2"));
    let house = house.restart().await;
    assert_eq!(house.rules.time_zone(), "Europe/Berlin");
    assert_eq!(house.rules.get(&rule.id).await.unwrap().revision, 2);
}

#[tokio::test]
async fn memory_beyond_the_default_is_granted() {
    let house = house().await;
    // Takes as much memory as it gets at the first event of `boom`.
    let rule = house.hostile(json!({"mode": "grow_memory", "only": "boom"})).await.unwrap();
    assert_eq!(rule.memory_mib, 16);
    let change = ChangeRule { memory_mib: Some(64), ..ChangeRule::default() };
    assert_eq!(house.rules.change(&rule.id, change, "test").await.unwrap().memory_mib, 64);
    let too_much = ChangeRule { memory_mib: Some(65), ..ChangeRule::default() };
    assert!(house.rules.change(&rule.id, too_much, "test").await.is_err());
    house.take(vec![call("boom")]);
    let now = house.rules.get(&rule.id).await.unwrap();
    assert!(now.reason.as_deref().is_some_and(|reason| reason.contains("more than 64 MiB")), "{now:?}");
}

#[tokio::test]
async fn a_built_in_rule_of_another_make_goes_on_with_what_is_known() {
    let house = house().await;
    let rule = house.create(MadeOf::Builtin("first".into()), json!({"limit": 1})).await.unwrap();
    let of = |organization: &str| {
        let mut event = costing("a", "2");
        event.dimensions.set(Dimension::Organization, organization);
        event
    };
    assert_eq!(house.take(vec![of("acme")]).findings.len(), 1);
    // As an older server would have left it.
    let mut row = house.control.rule(&rule.id).await.unwrap().unwrap();
    row.sha256 = "of an older make".to_owned();
    house.control.update_rule(&row).await.unwrap();
    let house = house.restart().await;
    let now = house.wait_for(&rule.id, RuleState::Live).await;
    assert_eq!(now.revision, 1);
    assert_eq!(house.take(vec![of("acme"), of("globex")]).findings.len(), 1, "acme is known");
    assert_ne!(house.control.rule(&rule.id).await.unwrap().unwrap().sha256, row.sha256);
}
