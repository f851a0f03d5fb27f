//! Who was told of an alert is told that it became worse.

use outlay_domain::{Finding, Severity};

use super::receiver::Receiver;
use super::world::{World, cleared, firing, until};
use crate::{Decision, Filter};

fn at(severity: Severity) -> Finding {
    Finding { severity, ..firing("a", "2") }
}

fn told(receiver: &Receiver) -> Vec<(String, String)> {
    let told = receiver.received().into_iter();
    told.map(|received| (received.text("type").to_owned(), received.text("severity").to_owned())).collect()
}

fn expected(told: &[(&str, &str)]) -> Vec<(String, String)> {
    told.iter().map(|(occasion, severity)| ((*occasion).to_owned(), (*severity).to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_severity_is_told_once_and_only_upwards() {
    use Severity::{Critical, Info, Warning};
    let receiver = Receiver::start().await;
    let world = World::new().await;
    let channel = world.channel("hook", &receiver).await;
    world.rule(&[&channel]).await;
    let (_running, _cancel) = world.run();
    for severity in [Info, Info, Warning, Info, Warning, Critical, Warning, Critical, Critical] {
        world.say(vec![at(severity)]);
    }
    world.say(vec![cleared("a")]);
    receiver.wait(4).await;
    until(async || world.all().await[0].closed_at.is_some()).await;
    let all = [
        ("alert.opened", "info"),
        ("alert.escalated", "warning"),
        ("alert.escalated", "critical"),
        ("alert.cleared", "warning"),
    ];
    assert_eq!(told(&receiver), expected(&all));
    // Another alert begins anew.
    world.say(vec![at(Warning)]);
    world.say(vec![at(Critical)]);
    receiver.wait(6).await;
    assert_eq!(told(&receiver)[4..], expected(&[("alert.opened", "warning"), ("alert.escalated", "critical")]));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_heard_nothing_of_it_hears_nothing_and_a_snooze_holds_it_back() {
    let (first, second) = (Receiver::start().await, Receiver::start().await);
    let world = World::new().await;
    let hook = world.channel("first", &first).await;
    world.rule(&[&hook]).await;
    let (_running, _cancel) = world.run();
    world.say(vec![at(Severity::Warning)]);
    first.wait(1).await;
    // A channel that comes later was told of no opening.
    let later = world.channel("second", &second).await;
    let ids = serde_json::to_string(&[&hook.id, &later.id]).unwrap();
    let mut rule = world.control.rules().await.unwrap().remove(0);
    rule.channels = ids;
    world.control.update_rule(&rule).await.unwrap();
    let alert = world.alerts.list(Filter::Open, 1, None).await.unwrap().items.remove(0);
    let until_then = outlay_domain::Timestamp(world.alerts.clock.now().0 + 3_600_000_000);
    world.alerts.decide(&alert.id, Decision::Snooze(until_then), None, "Ada").await.unwrap();
    world.say(vec![at(Severity::Critical)]);
    until(async || world.all().await[0].severity == Severity::Critical).await;
    assert_eq!((first.received().len(), second.received().len()), (1, 0));
    world.advance(3_601);
    first.wait(2).await;
    assert_eq!(told(&first)[1..], expected(&[("alert.escalated", "critical")]), "which says that it is open, too");
    // The second one is told that it is still open: it never heard of it before.
    second.wait(1).await;
    assert_eq!(told(&second), expected(&[("alert.woke", "critical")]));
}
