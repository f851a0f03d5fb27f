//! What people decide about alerts holds, is told or not told, and stands in the history.

use std::sync::Arc;

use outlay_domain::{Finding, Severity, Timestamp};
use tokio_util::sync::CancellationToken;

use super::receiver::{Answer, Receiver};
use super::world::{World, cleared, firing, until};
use crate::{AlertWithHistory, AlertsError, Decision, DeliveryStatus, Filter};

const HOUR: i64 = 3600;

impl World {
    fn in_seconds(&self, seconds: i64) -> Timestamp {
        Timestamp(self.alerts.clock.now().0 + seconds * 1_000_000)
    }

    async fn decide(&self, key: &str, decision: Decision) -> AlertWithHistory {
        let alert = self.all().await.into_iter().find(|alert| alert.key == key).unwrap();
        self.alerts.decide(&alert.id, decision, Some(" because "), "Ada").await.unwrap()
    }

    async fn listed(&self, filter: Filter) -> Vec<String> {
        let page = self.alerts.list(filter, 100, None).await.unwrap();
        page.items.into_iter().map(|alert| alert.key).collect()
    }
}

fn happened(alert: &AlertWithHistory) -> Vec<(&str, Option<&str>)> {
    alert.history.iter().map(|entry| (entry.what.as_str(), entry.by.as_deref())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_decision_stands_in_the_history_with_who_when_and_why() {
    let world = World::new().await;
    world.say(vec![firing("a", "2")]);
    world.say(vec![Finding { severity: Severity::Critical, ..firing("a", "3") }]);
    world.alerts.catch_up().await.unwrap();
    world.decide("a", Decision::Acknowledge).await;
    let again = world.decide("a", Decision::Acknowledge).await;
    assert_eq!(again.alert.acknowledged.as_ref().unwrap().by, "Ada");
    world.decide("a", Decision::Unacknowledge).await;
    let later = world.in_seconds(HOUR);
    let snoozed = world.decide("a", Decision::Snooze(later)).await;
    assert_eq!(snoozed.alert.snoozed.as_ref().unwrap().at, later);
    world.decide("a", Decision::Unsnooze).await;
    let id = again.alert.id.clone();
    let muted = world.alerts.mute(&id, Some(later), None, "Bob").await.unwrap();
    let mute = muted.alert.mute.clone().unwrap();
    assert_eq!((mute.until, mute.created_by.as_str()), (Some(later), "Bob"));
    world.alerts.unmute(&mute.id, "Bob").await.unwrap();
    let resolved = world.decide("a", Decision::Resolve).await;
    let expected = [
        ("opened", None),
        ("severity", None),
        ("acknowledged", Some("Ada")),
        ("unacknowledged", Some("Ada")),
        ("snoozed", Some("Ada")),
        ("unsnoozed", Some("Ada")),
        ("muted", Some("Bob")),
        ("unmuted", Some("Bob")),
        ("resolved", Some("Ada")),
    ];
    assert_eq!(happened(&resolved), expected);
    let [opened, severity, acknowledged, _, snooze, ..] = resolved.history.as_slice() else { panic!() };
    assert_eq!((opened.severity.as_deref(), severity.severity.as_deref()), (Some("warning"), Some("critical")));
    assert_eq!((acknowledged.note.as_deref(), snooze.until), (Some("because"), Some(later)));

    for decision in [Decision::Acknowledge, Decision::Snooze(later), Decision::Unsnooze] {
        let late = world.alerts.decide(&id, decision, None, "Ada").await;
        assert!(matches!(late, Err(AlertsError::NotOpen(_))), "{late:?}");
    }
    assert!(matches!(world.alerts.unmute(&mute.id, "Bob").await, Err(AlertsError::NoSuchMute)));
    assert!(matches!(world.alerts.mute("nobody", None, None, "Bob").await, Err(AlertsError::NoSuchAlert)));
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_are_for_whoever_comes_next_open_or_not() {
    let world = World::new().await;
    world.say(vec![firing("a", "2")]);
    world.alerts.catch_up().await.unwrap();
    let id = world.all().await[0].id.clone();
    world.alerts.add_note(&id, " the loop is known ", "Ada").await.unwrap();
    world.decide("a", Decision::Resolve).await;
    let noted = world.alerts.add_note(&id, "mended", "Bob").await.unwrap();
    let expected = [("opened", None), ("noted", Some("Ada")), ("resolved", Some("Ada")), ("noted", Some("Bob"))];
    assert_eq!(happened(&noted), expected);
    assert_eq!(noted.history[1].note.as_deref(), Some("the loop is known"));
    let long = "x".repeat(1_001);
    for note in ["  ", long.as_str()] {
        let refused = world.alerts.add_note(&id, note, "Ada").await;
        assert!(matches!(&refused, Err(AlertsError::InvalidField(invalid)) if invalid.field == "note"), "{refused:?}");
    }
    assert!(matches!(world.alerts.add_note("nobody", "x", "Ada").await, Err(AlertsError::NoSuchAlert)));
}

#[tokio::test(flavor = "multi_thread")]
async fn times_and_notes_have_limits() {
    let world = World::new().await;
    world.say(vec![firing("a", "2")]);
    world.alerts.catch_up().await.unwrap();
    let id = world.all().await[0].id.clone();
    let refused =
        async |decision: Decision, note: &str| match world.alerts.decide(&id, decision, Some(note), "Ada").await {
            Err(AlertsError::InvalidField(invalid)) => invalid.field,
            other => panic!("{other:?}"),
        };
    assert_eq!(refused(Decision::Snooze(world.in_seconds(0)), "").await, "until");
    assert_eq!(refused(Decision::Snooze(world.in_seconds(400 * 24 * HOUR)), "").await, "until");
    assert_eq!(refused(Decision::Acknowledge, &"x".repeat(1_001)).await, "note");
    let past = world.alerts.mute(&id, Some(Timestamp(0)), None, "Ada").await;
    assert!(matches!(past, Err(AlertsError::InvalidField(_))), "{past:?}");
    assert_eq!(world.alerts.get(&id).await.unwrap().history.len(), 1, "nothing happened");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_changes_its_mind_all_the_time_fills_no_disk() {
    let world = World::new().await;
    for round in 0..150 {
        let severity = if round % 2 == 0 { Severity::Warning } else { Severity::Critical };
        world.say(vec![Finding { severity, ..firing("a", "2") }]);
    }
    world.alerts.catch_up().await.unwrap();
    let id = world.all().await[0].id.clone();
    let history = world.alerts.get(&id).await.unwrap().history;
    assert_eq!((history.len(), history[0].what.as_str()), (101, "opened"));
    assert_eq!(history[100].severity.as_deref(), Some("critical"), "the newest stay");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_filter_shows_its_own() {
    let world = World::new().await;
    world.say(["e", "d", "c", "b", "a"].map(|key| firing(key, "2")).to_vec());
    world.alerts.catch_up().await.unwrap();
    world.decide("b", Decision::Acknowledge).await;
    world.decide("c", Decision::Snooze(world.in_seconds(HOUR))).await;
    let d = world.all().await.into_iter().find(|alert| alert.key == "d").unwrap();
    world.alerts.mute(&d.id, Some(world.in_seconds(HOUR)), None, "Ada").await.unwrap();
    world.decide("e", Decision::Resolve).await;
    for (filter, keys) in [
        (Filter::Open, vec!["a"]),
        (Filter::Acknowledged, vec!["b"]),
        (Filter::Snoozed, vec!["c"]),
        (Filter::Muted, vec!["d"]),
        (Filter::All, vec!["a", "b", "c", "d", "e"]),
    ] {
        let mut listed = world.listed(filter).await;
        listed.sort();
        assert_eq!(listed, keys, "{filter:?}");
    }
    // What ends by itself shows again, whether or not anybody has looked after it.
    world.advance(HOUR);
    let mut open = world.listed(Filter::Open).await;
    open.sort();
    assert_eq!(open, ["a", "c", "d"]);
    assert_eq!(world.listed(Filter::Muted).await, Vec::<String>::new());
    assert_eq!(world.alerts.mutes().await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snooze_holds_back_and_wakes_once_even_across_a_restart() {
    let receiver = Receiver::start().await;
    let mut world = World::new().await;
    let channel = world.channel("hook", &receiver).await;
    world.rule(&[&channel]).await;
    let (running, cancel) = world.run();
    world.say(vec![firing("a", "2"), firing("b", "2")]);
    receiver.wait(2).await;
    until(async || world.all().await.iter().all(|alert| alert.deliveries[0].status == DeliveryStatus::Delivered)).await;
    for key in ["a", "b"] {
        world.decide(key, Decision::Snooze(world.in_seconds(HOUR))).await;
    }
    // The end of an alert is held back, too.
    world.say(vec![cleared("b")]);
    until(async || world.all().await.iter().any(|alert| alert.deliveries.len() == 2)).await;
    world.advance(HOUR - 60);
    world.alerts.pass_time().await.unwrap();
    cancel.cancel();
    running.await.unwrap();
    assert_eq!(receiver.received().len(), 2);

    world.restart().await;
    let (running, cancel) = world.run();
    world.advance(60);
    let received = receiver.wait(4).await;
    let mut told: Vec<_> = received[2..]
        .iter()
        .map(|received| (received.text("type").to_owned(), received.text("key").to_owned()))
        .collect();
    told.sort();
    let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
    assert_eq!(told, [pair("alert.cleared", "b"), pair("alert.woke", "a")]);
    until(async || world.listed(Filter::Snoozed).await.is_empty()).await;
    world.advance(HOUR);
    world.say(vec![cleared("a")]);
    assert_eq!(receiver.wait(5).await[4].text("type"), "alert.cleared");
    cancel.cancel();
    running.await.unwrap();
    let a = world.all().await.into_iter().find(|alert| alert.key == "a").unwrap();
    let history = world.alerts.get(&a.id).await.unwrap();
    let expected = [("opened", None), ("snoozed", Some("Ada")), ("woke", None), ("cleared", None)];
    assert_eq!(happened(&history), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_never_sent_before_a_snooze_is_told_once_after_it() {
    let receiver = Receiver::start().await;
    let world = World::new().await;
    let channel = world.channel("hook", &receiver).await;
    world.rule(&[&channel]).await;
    receiver.will_answer([Answer::Status(500)]);
    let (_running, _cancel) = world.run();
    world.say(vec![firing("a", "2")]);
    until(async || world.all().await.first().is_some_and(|alert| alert.deliveries[0].attempts == 1)).await;
    world.decide("a", Decision::Snooze(world.in_seconds(HOUR))).await;
    world.advance(60);
    // A change of the channel is no reason to wake anybody.
    let change = crate::ChangeChannel { name: Some("other".into()), ..crate::ChangeChannel::default() };
    world.alerts.change_channel(&channel.id, change, "Ada").await.unwrap();
    until(async || !world.all().await.is_empty()).await;
    assert_eq!(receiver.received().len(), 1);
    world.advance(HOUR);
    let received = receiver.wait(2).await;
    assert_eq!((received[1].text("type"), &received[1].delivery), ("alert.opened", &received[0].delivery));
    until(async || world.all().await[0].deliveries.iter().all(|one| one.status == DeliveryStatus::Delivered)).await;
    assert_eq!(world.all().await[0].deliveries.len(), 1, "woken by the opening itself");
    world.decide("a", Decision::Snooze(world.in_seconds(HOUR))).await;
    world.decide("a", Decision::Unsnooze).await;
    world.advance(2 * HOUR);
    world.alerts.pass_time().await.unwrap();
    assert_eq!(receiver.received().len(), 2, "nothing was held back, nobody is told");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_held_back_may_be_sent_before_the_snooze_is_seen_to_end() {
    let receiver = Receiver::start().await;
    let world = World::new().await;
    let channel = world.channel("hook", &receiver).await;
    world.rule(&[&channel]).await;
    receiver.will_answer([Answer::Status(500)]);
    let (running, cancel) = world.run();
    world.say(vec![firing("a", "2")]);
    until(async || world.all().await.first().is_some_and(|alert| alert.deliveries[0].attempts == 1)).await;
    cancel.cancel();
    running.await.unwrap();
    world.decide("a", Decision::Snooze(world.in_seconds(HOUR))).await;
    world.advance(HOUR);
    // The two that the end of a snooze is due for, in the order that only sometimes happens.
    let dispatching = CancellationToken::new();
    let (alerts, token) = (Arc::clone(&world.alerts), dispatching.clone());
    let dispatcher = tokio::spawn(async move { crate::dispatch::dispatch(&alerts, &token).await });
    until(async || world.all().await[0].deliveries[0].status == DeliveryStatus::Delivered).await;
    world.alerts.pass_time().await.unwrap();
    assert_eq!(world.all().await[0].deliveries.len(), 1, "nobody is told twice");
    assert_eq!(receiver.received().len(), 2);
    dispatching.cancel();
    dispatcher.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mute_records_and_tells_nobody() {
    let receiver = Receiver::start().await;
    let mut world = World::new().await;
    let channel = world.channel("hook", &receiver).await;
    world.rule(&[&channel]).await;
    receiver.will_answer([Answer::Status(500)]);
    let (running, cancel) = world.run();
    world.say(vec![firing("a", "2")]);
    until(async || world.all().await.first().is_some_and(|alert| alert.deliveries[0].attempts == 1)).await;
    let a = world.all().await.remove(0);
    world.alerts.mute(&a.id, None, Some("noise"), "Ada").await.unwrap();
    // What was still to be sent is not.
    let withdrawn = world.all().await[0].deliveries[0].clone();
    assert_eq!(withdrawn.status, DeliveryStatus::Failed);
    assert!(withdrawn.last_error.unwrap().contains("muted"));
    world.say(vec![cleared("a"), firing("a", "3"), firing("b", "2")]);
    assert_eq!(receiver.wait(2).await[1].text("key"), "b", "another key is another matter");
    cancel.cancel();
    running.await.unwrap();

    world.restart().await;
    let (_running, _cancel) = world.run();
    let muted = world.all().await.into_iter().find(|alert| alert.key == "a" && alert.closed_at.is_none()).unwrap();
    assert_eq!((muted.deliveries.len(), muted.mute.as_ref().unwrap().note.as_deref()), (0, Some("noise")));
    let history = world.alerts.get(&muted.id).await.unwrap();
    assert_eq!(happened(&history), [("opened", None), ("muted", Some("Ada"))]);
    let mutes = world.alerts.mutes().await.unwrap();
    assert_eq!((mutes.len(), mutes[0].until, mutes[0].key.as_str()), (1, None, "a"));
    world.alerts.unmute(&mutes[0].id, "Ada").await.unwrap();
    // Nobody heard of it, so nobody hears of its end.
    world.say(vec![cleared("a"), firing("a", "4")]);
    assert_eq!(receiver.wait(3).await[2].text("type"), "alert.opened");
    assert_eq!(receiver.received()[2].text("key"), "a");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mute_ends_by_the_ledgers_time() {
    let receiver = Receiver::start().await;
    let world = World::new().await;
    let channel = world.channel("hook", &receiver).await;
    world.rule(&[&channel]).await;
    world.say(vec![firing("a", "2"), cleared("a")]);
    world.alerts.catch_up().await.unwrap();
    let a = world.all().await.remove(0);
    world.alerts.mute(&a.id, Some(world.in_seconds(HOUR)), None, "Ada").await.unwrap();
    world.say(vec![firing("a", "2")]);
    world.advance(HOUR);
    world.say(vec![cleared("a")]);
    world.say(vec![firing("a", "3")]);
    // Read late: the first opened while it was muted, the second did not.
    world.alerts.catch_up().await.unwrap();
    world.alerts.pass_time().await.unwrap();
    let deliveries: Vec<usize> = world.all().await.iter().map(|alert| alert.deliveries.len()).collect();
    assert_eq!(deliveries, [1, 0, 2], "the newest first");
    let newest = world.alerts.get(&world.all().await[0].id).await.unwrap();
    assert_eq!(happened(&newest), [("opened", None), ("unmuted", None)]);
}
