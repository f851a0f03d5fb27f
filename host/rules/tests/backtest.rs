//! A back-test finds what a live rule found, and what it would have found.
#![allow(clippy::unwrap_used)]

mod common;

use std::ops::ControlFlow;

use common::{House, call, component, costing, house, wasi_component};
use outlay_domain::entry::Revision;
use outlay_domain::{Entry, Event, Timestamp};
use outlay_rules::{Backtest, BacktestInput, BacktestRequest, MadeOf, NewRule, RuleState};
use serde_json::{Value, json};

fn all(input: BacktestInput) -> BacktestRequest {
    BacktestRequest { input, from: Timestamp(0), to: Timestamp(i64::MAX / 2) }
}

async fn backtest(house: &House, rule: &str, settings: Option<Value>, request: BacktestRequest) -> Backtest {
    let job = house.rules.backtest_of(rule, None, settings, request).await.unwrap();
    job.run(&house.ledger, &house.history(), &mut |_, _| ControlFlow::Continue(())).unwrap()
}

/// Batches of all sizes, with pauses, ticks and a poison now and then.
fn live(house: &House) {
    for batch in 0..40 {
        let agent = |index: usize| ["a", "fire", "b", "fire"][(batch + index) % 4];
        let mut entries: Vec<Entry> =
            (0..=batch % 7).map(|index| Entry::Event(Box::new(costing(agent(index), "0.5")))).collect();
        if batch % 5 == 0 {
            entries.insert(0, Entry::Tick);
        }
        house.pass_seconds(batch as i64);
        house.take_entries(entries);
    }
}

#[tokio::test]
async fn what_a_live_rule_found_is_found_again_byte_for_byte() {
    let house = house().await;
    let rule = house.hostile(json!({"mode": "panic", "only": "boom"})).await.unwrap();
    live(&house);
    house.take(vec![call("fire"), call("boom"), call("fire")]);
    house.wait_for(&rule.id, RuleState::Live).await;
    live(&house);
    let mut told = house.committed().0;
    told.sort_by_key(|finding| finding.seq);
    assert!(told.len() > 100, "{}", told.len());

    let found = backtest(&house, &rule.id, None, all(BacktestInput::AsJudged)).await;
    assert_eq!(found.raised, told);
    assert_eq!((found.findings, found.is_cut), (told.len() as u64, false));
    // What it was shut out of is no part of its past; with other settings it is another rule, which fails there.
    let other = Some(json!({"mode": "panic", "only": "boom", "rows": 1}));
    let job = house.rules.backtest_of(&rule.id, None, other, all(BacktestInput::AsJudged)).await.unwrap();
    let failed = job.run(&house.ledger, &house.history(), &mut |_, _| ControlFlow::Continue(()));
    assert!(failed.unwrap_err().to_string().contains("a panic on purpose"));
}

#[tokio::test]
async fn a_rule_that_is_not_made_yet_is_tried_on_a_part_of_the_past() {
    let house = house().await;
    house.take(vec![costing("a", "2")]);
    house.pass_seconds(100);
    let taken = house.take(vec![costing("a", "1"), costing("b", "3"), costing("b", "4")]);
    house.pass_seconds(100);
    house.take(vec![costing("a", "5")]);
    let rule = |settings| NewRule {
        name: "draft".into(),
        made_of: MadeOf::Builtin("threshold".into()),
        settings,
        channels: vec![],
        enabled: false,
        shadow: false,
        memory_mib: None,
    };
    let second = |seconds: i64| Timestamp(1_000_000_000 + seconds * 1_000_000);
    for input in [BacktestInput::AsJudged, BacktestInput::AsKnownNow] {
        let request = BacktestRequest { input, from: second(50), to: second(150) };
        let settings = json!({"metric": "cost_per_transaction", "limit": "1.5", "group_by": "agent"});
        let job = house.rules.backtest(rule(settings), request.clone()).await.unwrap();
        let found = job.run(&house.ledger, &house.history(), &mut |_, _| ControlFlow::Continue(())).unwrap();
        assert_eq!((found.events, found.rows, found.findings, found.alerts_opened), (3, 3, 2, 1), "{input:?}");
        let alert = &found.alerts[0];
        assert_eq!((alert.key.as_str(), alert.seq, alert.findings), ("agent=b", taken.first_seq + 1, 2));
        assert!(alert.title.starts_with("Transaction cost $3 is over $1.50"), "{}", alert.title);
        assert_eq!(house.rules.list().await.unwrap().len(), 0);
        let wrong = house.rules.backtest(rule(json!({"metric": "moods"})), request).await;
        assert!(wrong.unwrap_err().to_string().contains("moods"));
    }
}

#[tokio::test]
async fn what_is_known_now_differs_from_what_was_judged() {
    let house = house().await;
    let rule = house.threshold(json!({"metric": "cost_per_transaction", "limit": 1})).await.unwrap();
    let first = house.take(vec![costing("a", "0.5")]);
    let corrected: Event = costing("a", "2");
    let revision = Revision {
        seq: first.first_seq,
        received_at: Timestamp(1_000_000_000),
        revision: 1,
        cost_before: Some("0.5".parse().unwrap()),
        judged_cost: Some("0.5".parse().unwrap()),
        event: Box::new(corrected),
        conflicts: vec![],
        arrivals: vec![],
    };
    house.take_entries(vec![Entry::Amend(Box::new(revision))]);
    let judged = backtest(&house, &rule.id, None, all(BacktestInput::AsJudged)).await;
    assert_eq!((judged.findings, house.committed().0.len()), (0, 0));
    let known = backtest(&house, &rule.id, None, all(BacktestInput::AsKnownNow)).await;
    assert_eq!(known.raised.iter().map(|finding| finding.seq).collect::<Vec<_>>(), [first.first_seq]);
}

#[tokio::test]
async fn time_goes_on_behind_the_last_event() {
    let house = house().await;
    let taken = house.take(vec![costing("a", "2")]);
    let settings = json!({
        "alertType": "THRESHOLD", "metricType": "TOTAL_COST", "operatorType": "GREATER_THAN", "threshold": "1",
        "periodDuration": "ONE_MINUTE",
    });
    let rule = house.create(MadeOf::Builtin("metric".into()), settings).await.unwrap();
    let to = Timestamp(1_000_000_000 + 600_000_000);
    let request = BacktestRequest { input: BacktestInput::AsKnownNow, from: Timestamp(0), to };
    let found = backtest(&house, &rule.id, None, request).await;
    assert_eq!((found.alerts.len(), found.alerts[0].seq), (1, taken.first_seq));
    let lasted = found.alerts[0].cleared_at.unwrap().0 - found.alerts[0].opened_at.0;
    assert!((60_000_000..=70_000_000).contains(&lasted), "{lasted}");
}

/// Opened and cleared, in seconds since the house began.
fn times(found: &Backtest) -> Vec<(i64, Option<i64>)> {
    let second = |at: Timestamp| at.0 / 1_000_000 - 1_000;
    found.alerts.iter().map(|alert| (second(alert.opened_at), alert.cleared_at.map(second))).collect()
}

#[tokio::test]
async fn what_a_tick_finds_is_of_its_own_time() {
    let house = house().await;
    house.take(vec![costing("a", "2")]);
    house.pass_seconds(600);
    house.take(vec![costing("a", "0.1")]);
    house.pass_seconds(300);
    house.take(vec![costing("a", "2")]);
    let settings = json!({
        "alertType": "THRESHOLD", "metricType": "TOTAL_COST", "operatorType": "GREATER_THAN", "threshold": "1",
        "periodDuration": "ONE_MINUTE",
    });
    let rule = NewRule {
        name: "draft".into(),
        made_of: MadeOf::Builtin("metric".into()),
        settings,
        channels: vec![],
        enabled: false,
        shadow: false,
        memory_mib: None,
    };
    let to = Timestamp(1_000_000_000 + 2_000_000_000);
    for input in [BacktestInput::AsJudged, BacktestInput::AsKnownNow] {
        let request = BacktestRequest { input, from: Timestamp(0), to };
        let job = house.rules.backtest(rule.clone(), request).await.unwrap();
        let found = job.run(&house.ledger, &house.history(), &mut |_, _| ControlFlow::Continue(())).unwrap();
        assert_eq!(times(&found), [(0, Some(60)), (900, Some(960))], "{input:?}");
    }
}

#[tokio::test]
async fn a_rule_sees_the_clock_of_each_row() {
    let house = house().await;
    for _ in 0..4 {
        house.take(vec![call("a"), call("a")]);
        house.pass_seconds(7);
    }
    let uploaded = house.rules.upload(wasi_component("rule-wasi"), "test").await.unwrap();
    let made_of = MadeOf::Component(uploaded.id.clone());
    let rule = house.create(made_of, json!({})).await.unwrap();
    let [judged, known] = [BacktestInput::AsJudged, BacktestInput::AsKnownNow].map(|input| BacktestRequest {
        input,
        from: Timestamp(0),
        to: Timestamp(i64::MAX / 2),
    });
    let judged = backtest(&house, &rule.id, None, judged).await;
    let known = backtest(&house, &rule.id, None, known).await;
    let told = |found: &Backtest| found.raised.iter().map(|found| (found.seq, found.title.clone())).collect::<Vec<_>>();
    assert_eq!((known.rows, told(&known)), (8, told(&judged)));
    assert!(known.raised[7].title.starts_with("1021"), "{:?}", known.raised);
}

#[tokio::test]
async fn it_is_given_up_when_nobody_wants_it() {
    let house = house().await;
    for _ in 0..60 {
        house.take((0..1_000).map(|_| call("a")).collect());
    }
    let rule = house.hostile(json!({"mode": "none"})).await.unwrap();
    let job = house.rules.backtest_of(&rule.id, None, None, all(BacktestInput::AsJudged)).await.unwrap();
    let mut words = vec![];
    let cut = job.run(&house.ledger, &house.history(), &mut |done, total| {
        words.push((done, total));
        ControlFlow::Break(())
    });
    let cut = cut.unwrap();
    assert!(cut.is_cut && cut.events < 60_000, "{cut:?}");
    assert!(words.len() == 1 && words[0].0 < words[0].1, "{words:?}");
}

#[tokio::test]
async fn a_rule_that_depends_on_cuts_or_on_its_state_is_refused() {
    let house = house().await;
    house.take((0..40).map(|_| call("fire")).collect());
    let uploaded = house.rules.upload(component("rule-hostile"), "test").await.unwrap();
    for (mode, word) in [("depends_on_frames", "in one frame and one by one"), ("forgets", "saved and restored")] {
        let refused = house.create(MadeOf::Component(uploaded.id.clone()), json!({"mode": mode})).await.unwrap_err();
        let message = refused.to_string();
        assert!(message.contains(word), "{mode}: {message}");
        assert!(matches!(refused, outlay_rules::RulesError::Invalid { code, .. } if code == "not_deterministic"));
    }
}
