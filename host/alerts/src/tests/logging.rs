//! What was sent, and what became of it.

use super::receiver::{Answer, Receiver};
use super::world::{World, firing, until};
use crate::{AlertsError, DeliveryStatus};

#[tokio::test(flavor = "multi_thread")]
async fn the_log_has_every_delivery_its_attempts_and_what_was_sent() {
    let receiver = Receiver::start().await;
    let world = World::new().await;
    let channel = world.channel("hook", &receiver).await;
    world.rule(&[&channel]).await;
    receiver.will_answer([Answer::Status(500)]);
    let (_running, _cancel) = world.run();
    world.say(vec![firing("a", "2")]);
    until(async || world.all().await.first().is_some_and(|alert| alert.deliveries[0].attempts == 1)).await;
    let log = async || world.alerts.deliveries(&channel.id, 10, None).await.unwrap().items;
    let pending = log().await.remove(0);
    assert_eq!((pending.status, pending.occasion.as_str()), (DeliveryStatus::Pending, "alert.opened"));
    assert!(pending.due_at.unwrap() > pending.created_at && pending.delivered_at.is_none());
    assert_eq!((pending.tries[0].number, pending.tries[0].status), (1, Some(500)));
    world.advance(2);
    receiver.wait(2).await;
    until(async || log().await[0].status == DeliveryStatus::Delivered).await;
    let delivered = log().await.remove(0);
    let statuses: Vec<_> = delivered.tries.iter().map(|one| (one.status, one.error.as_deref())).collect();
    assert_eq!(statuses, [(Some(500), Some("the receiver answered 500")), (Some(204), None)]);
    assert_eq!(delivered.payload, receiver.received()[1].body, "the payload as it was sent");
    assert_eq!((delivered.due_at, delivered.delivered_at.is_some()), (None, true));
    let retried = world.alerts.retry_delivery(&channel.id, &delivered.id, "Ada").await;
    assert!(matches!(retried, Err(AlertsError::NotFailed(_))), "{retried:?}");

    world.say(["b", "c", "d", "e"].map(|key| firing(key, "2")).to_vec());
    receiver.wait(6).await;
    let (mut titles, mut cursor) = (vec![], None::<String>);
    loop {
        let page = world.alerts.deliveries(&channel.id, 2, cursor.as_deref()).await.unwrap();
        titles.extend(page.items.iter().map(|one| one.title.chars().next().unwrap()));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(titles, ['e', 'd', 'c', 'b', 'a']);
    assert!(matches!(world.alerts.deliveries("nobody", 2, None).await, Err(AlertsError::NoSuchChannel)));
    let nothing = world.alerts.retry_delivery(&channel.id, "nothing", "Ada").await;
    assert!(matches!(nothing, Err(AlertsError::NoSuchDelivery)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_by_hand_is_as_patient_as_the_first_time_and_the_log_stays_small() {
    let receiver = Receiver::start().await;
    let world = World::new().await;
    let channel = world.channel("hook", &receiver).await;
    world.rule(&[&channel]).await;
    receiver.will_answer([Answer::Status(503); 32]);
    let (_running, _cancel) = world.run();
    world.say(vec![firing("a", "2")]);
    let log = async || world.alerts.deliveries(&channel.id, 10, None).await.unwrap().items.remove(0);
    until(async || !world.all().await.is_empty()).await;
    for round in 0..2_u64 {
        for attempt in 1..=16_u32 {
            until(async || log().await.attempts == 16 * round + u64::from(attempt)).await;
            world.advance(2_i64.pow(attempt));
        }
        assert_eq!(log().await.status, DeliveryStatus::Failed);
        world.alerts.retry_delivery(&channel.id, &log().await.id, "Ada").await.unwrap();
    }
    until(async || log().await.status == DeliveryStatus::Delivered).await;
    let delivered = log().await;
    let numbers: Vec<u64> = delivered.tries.iter().map(|one| one.number).collect();
    assert_eq!(numbers, (14..=33).collect::<Vec<_>>());
    let ids: std::collections::HashSet<String> =
        receiver.received().into_iter().map(|received| received.delivery).collect();
    assert_eq!(ids.len(), 1);
}
