//! Whatever stops where: an alert is recorded once, its row and its delivery are not forgotten.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};

use super::receiver::{Answer, Receiver};
use super::world::{World, cleared, firing, until};
use crate::{AlertStatus, Decision, DeliveryStatus};
use outlay_domain::Timestamp;

/// Polls a future so often, then drops it: a crash at that point. None if it did not come to its end.
struct Crash<F> {
    future: F,
    polls: usize,
}

impl<F: Future + Unpin> Future for Crash<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls == 0 {
            return Poll::Ready(None);
        }
        self.polls -= 1;
        Pin::new(&mut self.future).poll(context).map(Some)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_at_any_point_of_recording_changes_nothing() {
    let receiver = Receiver::start().await;
    let mut world = World::new().await;
    let channel = world.channel("hook", &receiver).await;
    world.rule(&[&channel]).await;
    let mut crashes = 0;
    // How far a number of polls gets depends on other threads: several rounds end in different places, and on a busy machine
    // it takes more of them.
    let (mut round, mut polls) = (0, 1);
    while round < 10 || crashes < 20 {
        assert!(round < 1_000, "only {crashes} crashes");
        let keys = [format!("{round}-{polls}-a"), format!("{round}-{polls}-b")];
        // Few at a time are no storm.
        world.advance(60);
        world.say(vec![firing(&keys[0], "2"), firing(&keys[1], "2")]);
        world.say(vec![]);
        world.say(vec![firing(&keys[0], "3"), cleared(&keys[1])]);
        let ended = Crash { future: pin!(world.alerts.catch_up()), polls }.await;
        world.restart().await;
        world.alerts.catch_up().await.unwrap();

        let alerts = world.all().await;
        let [a, b] = keys.map(|key| {
            let mut found = alerts.iter().filter(move |alert| alert.key == key);
            let alert = found.next().unwrap().clone();
            assert!(found.next().is_none(), "after {polls} polls");
            alert
        });
        assert_eq!((a.status, a.findings, a.deliveries.len()), (AlertStatus::Open, 2, 1), "after {polls} polls");
        assert_eq!((b.status, b.findings, b.deliveries.len()), (AlertStatus::Cleared, 1, 2), "after {polls} polls");
        if ended.is_some() {
            (round, polls) = (round + 1, 1);
        } else {
            (polls, crashes) = (polls + 1, crashes + 1);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_at_any_point_of_waking_wakes_once() {
    let receiver = Receiver::start().await;
    let mut world = World::new().await;
    let channel = world.channel("hook", &receiver).await;
    world.rule(&[&channel]).await;
    let mut crashes = 0;
    let (mut round, mut polls) = (0, 1);
    while round < 5 || crashes < 10 {
        assert!(round < 1_000, "only {crashes} crashes");
        let key = format!("{round}-{polls}");
        world.advance(60);
        world.say(vec![firing(&key, "2")]);
        world.alerts.catch_up().await.unwrap();
        // It went out.
        let alert = world.all().await.into_iter().find(|alert| alert.key == key).unwrap();
        let sent = world.control.delivery(&channel.id, &alert.deliveries[0].id).await.unwrap().unwrap();
        world.control.mark_delivered(&sent, 0, None).await.unwrap();
        let until = Timestamp(world.alerts.clock.now().0 + 30_000_000);
        world.alerts.decide(&alert.id, Decision::Snooze(until), None, "Ada").await.unwrap();
        world.advance(30);
        let ended = Crash { future: pin!(world.alerts.pass_time()), polls }.await;
        world.restart().await;
        world.alerts.pass_time().await.unwrap();

        let woken = world.alerts.get(&alert.id).await.unwrap();
        let happened: Vec<_> = woken.history.iter().map(|entry| entry.what.as_str()).collect();
        assert_eq!(happened, ["opened", "snoozed", "woke"], "after {polls} polls");
        assert_eq!((woken.alert.snoozed, woken.alert.deliveries.len()), (None, 2), "after {polls} polls");
        if ended.is_some() {
            (round, polls) = (round + 1, 1);
        } else {
            (polls, crashes) = (polls + 1, crashes + 1);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_sending_and_noting_repeats_the_same_delivery() {
    let receiver = Receiver::start().await;
    let mut world = World::new().await;
    let channel = world.channel("hook", &receiver).await;
    world.rule(&[&channel]).await;
    receiver.will_answer([Answer::Never]);
    world.say(vec![firing("a", "2")]);
    let (running, _) = world.run();
    receiver.wait(1).await;
    running.abort();
    assert!(running.await.unwrap_err().is_cancelled());
    assert_eq!(world.all().await[0].deliveries[0].status, DeliveryStatus::Pending);

    world.restart().await;
    let (running, cancel) = world.run();
    let received = receiver.wait(2).await;
    assert_eq!(received[0].delivery, received[1].delivery);
    assert_eq!(received[0].body, received[1].body);
    until(async || world.all().await[0].deliveries[0].status == DeliveryStatus::Delivered).await;
    cancel.cancel();
    running.await.unwrap();

    // Nothing is left to do.
    world.restart().await;
    let (running, cancel) = world.run();
    world.say(vec![firing("b", "2")]);
    let received = receiver.wait(3).await;
    assert_eq!(received[2].text("key"), "b");
    cancel.cancel();
    running.await.unwrap();
    assert_eq!((world.all().await.len(), receiver.received().len()), (2, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_telling_the_ledger_and_noting_repeats_the_same_row() {
    let mut world = World::new().await;
    world.writer.never_answers.store(true, Ordering::Relaxed);
    world.say(vec![firing("a", "2")]);
    let (running, _) = world.run();
    until(async || world.rows().len() == 1).await;
    running.abort();
    assert!(running.await.unwrap_err().is_cancelled());

    world.restart().await;
    world.writer.never_answers.store(false, Ordering::Relaxed);
    let (running, cancel) = world.run();
    until(async || world.rows().len() == 2).await;
    until(async || world.control.untold_alerts(10).await.unwrap().is_empty()).await;
    cancel.cancel();
    running.await.unwrap();
    let rows = world.rows();
    assert_eq!(rows[0], rows[1]);

    world.restart().await;
    let (running, cancel) = world.run();
    world.say(vec![firing("a", "3")]);
    until(async || world.rows().len() == 3).await;
    cancel.cancel();
    running.await.unwrap();
    assert_eq!((world.rows()[2].findings, world.all().await.len()), (2, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_there_after_the_files_were_closed_and_opened() {
    let world = World::new().await;
    world.say(vec![firing("a", "2")]);
    let (running, cancel) = world.run();
    until(async || world.rows().len() == 1).await;
    cancel.cancel();
    running.await.unwrap();
    world.say(vec![firing("a", "3"), firing("b", "2")]);
    let before = world.all().await;
    let folder = world.close().await;

    let world = World::open(folder).await;
    assert_eq!(world.all().await, before);
    world.alerts.catch_up().await.unwrap();
    let findings: Vec<_> = world.all().await.iter().map(|alert| (alert.key.clone(), alert.findings)).collect();
    assert_eq!(findings, [("b".to_owned(), 1), ("a".to_owned(), 2)]);
}
