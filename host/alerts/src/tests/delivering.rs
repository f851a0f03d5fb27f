//! Alerts reach their channels, whatever a receiver does.

use serde_json::json;

use super::receiver::{Answer, Receiver};
use super::world::{World, cleared, firing, settings, until};
use crate::{ChangeChannel, Delivery, DeliveryStatus};

async fn deliveries(world: &World) -> Vec<Delivery> {
    let mut all: Vec<Delivery> = world.all().await.into_iter().flat_map(|alert| alert.deliveries).collect();
    all.sort_by(|one, other| one.id.cmp(&other.id));
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_and_its_clearing_are_delivered_signed() {
    let receiver = Receiver::start().await;
    let world = World::new().await;
    let channel = world.channel("hook", &receiver).await;
    world.rule(&[&channel]).await;
    let (_running, _cancel) = world.run();
    world.say(vec![firing("agent-7", "1.5")]);
    world.say(vec![firing("agent-7", "1.75")]);
    receiver.wait(1).await;
    until(async || world.all().await[0].findings == 2).await;
    world.say(vec![cleared("agent-7")]);
    let received = receiver.wait(2).await;

    let alert = world.all().await.remove(0);
    let opened = &received[0];
    assert_eq!(opened.is_signature_right, Some(true));
    for (field, expected) in [
        ("type", "alert.opened"),
        ("alertId", &alert.id),
        ("ruleId", &alert.rule_id),
        ("ruleName", "Expensive call"),
        ("severity", "warning"),
        ("title", "agent-7: 1.5 USD is over 1.25 USD"),
        ("detail", "One call cost more than its limit."),
        ("key", "agent-7"),
        ("value", "1.5"),
        ("limit", "1.25"),
        ("firstEventId", "evt_1.5"),
        ("openedAt", &alert.opened_at.to_string()),
    ] {
        assert_eq!(opened.text(field), expected, "{field}");
    }
    assert!(opened.body["closedAt"].is_null());
    let closing = &received[1];
    assert_eq!((closing.text("type"), closing.text("alertId")), ("alert.cleared", alert.id.as_str()));
    assert_eq!(closing.text("closedAt"), alert.closed_at.unwrap().to_string());
    assert_ne!(closing.delivery, opened.delivery);
    until(async || deliveries(&world).await.iter().all(|delivery| delivery.status == DeliveryStatus::Delivered)).await;
    let channel = world.alerts.channels().await.unwrap().remove(0);
    assert_eq!(channel.last_delivery.unwrap().status, DeliveryStatus::Delivered);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_attempt_is_repeated_later_and_in_order() {
    let receiver = Receiver::start().await;
    let world = World::new().await;
    let channel = world.channel("hook", &receiver).await;
    world.rule(&[&channel]).await;
    receiver.will_answer([Answer::Status(500), Answer::Status(302)]);
    let (_running, _cancel) = world.run();
    world.say(vec![firing("a", "2")]);
    receiver.wait(1).await;
    until(async || deliveries(&world).await[0].attempts == 1).await;
    let failed = deliveries(&world).await.remove(0);
    assert_eq!(
        (failed.status, failed.last_error.as_deref()),
        (DeliveryStatus::Pending, Some("the receiver answered 500"))
    );

    // The clearing waits for the opening; what is about other alerts does not.
    world.say(vec![cleared("a"), firing("b", "2")]);
    let received = receiver.wait(2).await;
    assert_eq!(received[1].text("key"), "b");
    until(async || deliveries(&world).await.iter().filter(|delivery| delivery.attempts == 1).count() == 2).await;
    world.advance(1);
    assert_eq!(receiver.received().len(), 2);
    world.advance(1);
    let received = receiver.wait(5).await;
    let of_a: Vec<_> = received.iter().filter(|received| received.text("key") == "a").collect();
    let types: Vec<_> = of_a.iter().map(|received| received.text("type")).collect();
    assert_eq!(types, ["alert.opened", "alert.opened", "alert.cleared"]);
    assert_eq!((&of_a[0].delivery, &of_a[0].body), (&of_a[1].delivery, &of_a[1].body));
    assert!(received.iter().all(|received| received.is_signature_right == Some(true)), "each attempt is signed anew");
    until(async || deliveries(&world).await.iter().all(|delivery| delivery.status == DeliveryStatus::Delivered)).await;
    let attempts: Vec<_> = deliveries(&world).await.iter().map(|delivery| delivery.attempts).collect();
    assert_eq!(attempts.iter().sum::<u64>(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_channel_holds_up_no_other() {
    let (dead, lively) = (Receiver::start().await, Receiver::start().await);
    let world = World::new().await;
    let channels = [world.channel("dead", &dead).await, world.channel("lively", &lively).await];
    world.rule(&[&channels[0], &channels[1]]).await;
    dead.will_answer([Answer::Never; 100]);
    let (running, cancel) = world.run();
    for key in 0..20 {
        world.say(vec![firing(&key.to_string(), "2")]);
    }
    lively.wait(20).await;
    assert_eq!(dead.received().len(), 1, "one attempt at a time");
    until(async || {
        deliveries(&world).await.iter().filter(|delivery| delivery.status == DeliveryStatus::Delivered).count() == 20
    })
    .await;
    // A stop does not wait for the dead.
    cancel.cancel();
    running.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_day_a_delivery_is_given_up() {
    let receiver = Receiver::start().await;
    let world = World::new().await;
    let channel = world.channel("hook", &receiver).await;
    world.rule(&[&channel]).await;
    receiver.will_answer([Answer::Status(503); 16]);
    let (_running, _cancel) = world.run();
    world.say(vec![firing("a", "2")]);
    for attempt in 1..=16_u32 {
        receiver.wait(attempt as usize).await;
        until(async || deliveries(&world).await[0].attempts == u64::from(attempt)).await;
        world.advance(2_i64.pow(attempt));
    }
    let given_up = deliveries(&world).await.remove(0);
    assert_eq!((given_up.status, given_up.attempts), (DeliveryStatus::Failed, 16));
    // The next alert is another matter.
    world.say(vec![firing("b", "2")]);
    assert_eq!(receiver.wait(17).await[16].text("key"), "b");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_the_channel_may_be_the_cure_and_its_end_is_the_end() {
    let (old, new) = (Receiver::start().await, Receiver::start().await);
    let world = World::new().await;
    let channel = world.channel("hook", &old).await;
    world.rule(&[&channel]).await;
    old.will_answer([Answer::Status(404)]);
    let (_running, _cancel) = world.run();
    world.say(vec![firing("a", "2")]);
    until(async || deliveries(&world).await.iter().any(|delivery| delivery.attempts == 1)).await;
    let change = ChangeChannel { settings: settings(json!({"url": new.url})), ..ChangeChannel::default() };
    world.alerts.change_channel(&channel.id, change, "test").await.unwrap();
    assert_eq!(new.wait(1).await[0].text("key"), "a");

    new.will_answer([Answer::Status(500)]);
    world.say(vec![firing("b", "2")]);
    until(async || deliveries(&world).await.get(1).is_some_and(|delivery| delivery.last_error.is_some())).await;
    world.alerts.delete_channel(&channel.id, "test").await.unwrap();
    let last = deliveries(&world).await.remove(1);
    assert_eq!((last.status, last.last_error.as_deref()), (DeliveryStatus::Failed, Some("the channel was deleted")));
    // The rule still names it; there is nowhere to deliver to.
    world.say(vec![firing("c", "2")]);
    until(async || world.all().await.len() == 3).await;
    assert_eq!(deliveries(&world).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_is_gone_delivers_nowhere() {
    let receiver = Receiver::start().await;
    let world = World::new().await;
    world.channel("hook", &receiver).await;
    world.say(vec![firing("a", "2")]);
    world.alerts.catch_up().await.unwrap();
    assert_eq!(world.all().await[0].deliveries, []);
}
