//! Old deliveries go, step by step; what is still needed stays.

use super::receiver::Receiver;
use super::world::{World, cleared, firing, until};

const DAY: i64 = 86_400;

async fn logged(world: &World, channel: &str) -> Vec<(String, String)> {
    let log = world.alerts.deliveries(channel, 100, None).await.unwrap().items;
    log.into_iter().rev().map(|one| (one.title.chars().take(1).collect(), one.occasion)).collect()
}

fn expected(log: &[(&str, &str)]) -> Vec<(String, String)> {
    log.iter().map(|(key, occasion)| ((*key).to_owned(), (*occasion).to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_are_kept_for_a_month_and_those_of_open_alerts_longer() {
    let receiver = Receiver::start().await;
    let world = World::new().await;
    let channel = world.channel("hook", &receiver).await;
    world.rule(&[&channel]).await;
    let (_running, _cancel) = world.run();
    world.say(vec![firing("a", "2"), firing("b", "2")]);
    world.say(vec![cleared("a")]);
    receiver.wait(3).await;
    world.advance(29 * DAY);
    world.say(vec![firing("c", "2")]);
    world.say(vec![cleared("c")]);
    receiver.wait(5).await;
    assert_eq!(logged(&world, &channel.id).await.len(), 5);
    world.advance(2 * DAY);
    until(async || logged(&world, &channel.id).await.len() == 3).await;
    let rest = [("b", "alert.opened"), ("c", "alert.opened"), ("c", "alert.cleared")];
    assert_eq!(logged(&world, &channel.id).await, expected(&rest));
    // Who was told of it long ago is told of its end.
    world.say(vec![cleared("b")]);
    let received = receiver.wait(6).await;
    assert_eq!((received[5].text("type"), received[5].text("key")), ("alert.cleared", "b"));
    world.advance(3_601);
    until(async || !logged(&world, &channel.id).await.contains(&("b".to_owned(), "alert.opened".to_owned()))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_keeps_its_newest_and_what_waits() {
    let receiver = Receiver::start().await;
    let world = World::new().await;
    let channel = world.channel("hook", &receiver).await;
    world.rule(&[&channel]).await;
    let (running, cancel) = world.run();
    world.say(["a", "b", "c", "d", "e"].map(|key| firing(key, "2")).to_vec());
    world.say(["a", "b", "c", "d"].map(cleared).to_vec());
    receiver.wait(9).await;
    until(async || world.all().await.iter().filter(|alert| alert.closed_at.is_some()).count() == 4).await;
    cancel.cancel();
    running.await.unwrap();
    world.say(vec![cleared("e"), firing("f", "2")]);
    world.alerts.catch_up().await.unwrap();
    let forget = async |most, step| world.control.forget_deliveries(&channel.id, 0, most, step).await.unwrap();
    assert_eq!(forget(11, 10).await, 0);
    assert_eq!((forget(3, 4).await, forget(3, 4).await, forget(3, 4).await), (4, 4, 0));
    let rest = [("d", "alert.cleared"), ("e", "alert.cleared"), ("f", "alert.opened")];
    assert_eq!(logged(&world, &channel.id).await, expected(&rest));
    assert_eq!((forget(0, 10).await, logged(&world, &channel.id).await.len()), (1, 2), "those wait");
}
