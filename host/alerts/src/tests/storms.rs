//! Very many alerts of one rule are told in few messages.

use proptest::prelude::*;
use serde_json::Value;

use super::receiver::{Received, Receiver};
use super::world::{World, cleared, firing, until};
use crate::fold::{Fold, Known, News};
use crate::message::Occasion;
use crate::storm::{CALM, FIRST_PAUSE, MOST, WORST};
use outlay_domain::{Finding, Severity, Timestamp};

fn storms(received: &[Received]) -> Vec<&Received> {
    received.iter().filter(|received| received.text("type").starts_with("storm.")).collect()
}

fn numbers(received: &Received) -> (u64, u64) {
    let number = |field: &str| received.body["storm"][field].as_u64().unwrap();
    (number("alerts"), number("collapsed"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_is_told_in_few_messages_and_survives_a_restart() {
    let receiver = Receiver::start().await;
    let mut world = World::new().await;
    let channel = world.channel("hook", &receiver).await;
    world.rule(&[&channel]).await;
    let (running, cancel) = world.run();
    for key in 0..MOST + 10 {
        let severity = if key == MOST + 4 { Severity::Critical } else { Severity::Warning };
        world.say(vec![Finding { severity, ..firing(&format!("k{key}"), "2") }]);
    }
    // Each of the first, then the storm.
    let received = receiver.wait(MOST + 1).await;
    assert!(received.iter().all(|received| received.is_signature_right == Some(true)));
    let begun = storms(&received)[0].clone();
    assert_eq!((begun.text("type"), numbers(&begun)), ("storm.opened", (MOST as u64 + 1, 1)));
    assert!(begun.body["alertId"].is_null() && begun.text("title").contains("21 alerts"), "{}", begun.body);
    until(async || world.all().await.len() == MOST + 10).await;
    let alerts = world.all().await;
    assert_eq!(alerts.iter().filter(|alert| alert.storm_id.is_some()).count(), 10, "all are recorded");
    cancel.cancel();
    running.await.unwrap();
    assert_eq!(receiver.received().len(), MOST + 1);

    world.restart().await;
    let (_running, _cancel) = world.run();
    world.advance(FIRST_PAUSE / 1_000_000 + 6);
    let received = receiver.wait(MOST + 2).await;
    let update = storms(&received)[1].clone();
    assert_eq!((update.text("type"), numbers(&update)), ("storm.updated", (MOST as u64 + 10, 10)));
    assert_eq!(update.text("severity"), "critical");
    let worst: Vec<&str> =
        update.body["storm"]["worst"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap()).collect();
    assert_eq!(worst.len(), WORST);
    assert!(worst[0].starts_with("k24: ") && worst[1].starts_with("k20: "), "{worst:?}");

    world.advance(CALM / 1_000_000);
    let received = receiver.wait(MOST + 3).await;
    let ended = storms(&received)[2].clone();
    assert_eq!((ended.text("type"), numbers(&ended)), ("storm.ended", (MOST as u64 + 10, 10)));
    assert!(matches!(ended.body["closedAt"], Value::String(_)));
    assert_eq!(ended.body["storm"]["id"], begun.body["storm"]["id"]);

    // Then each is told by itself again; of those that were not, nobody hears the end.
    world.say(vec![cleared("k29"), cleared("k1"), firing("later", "2")]);
    let received = receiver.wait(MOST + 5).await;
    let mut last: Vec<_> = received[MOST + 3..].iter().map(|received| received.text("key").to_owned()).collect();
    last.sort();
    assert_eq!(last, ["k1", "later"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_waits_for_what_the_ledger_still_has() {
    let receiver = Receiver::start().await;
    let world = World::new().await;
    let channel = world.channel("hook", &receiver).await;
    world.rule(&[&channel]).await;
    for key in 0..=MOST {
        world.say(vec![firing(&key.to_string(), "2")]);
    }
    world.alerts.catch_up().await.unwrap();
    world.say(vec![firing("not read yet", "2")]);
    world.advance(3600);
    world.alerts.pass_time().await.unwrap();
    assert!(world.control.next_storm().await.unwrap().is_some(), "it is not over before all is read");
    world.alerts.catch_up().await.unwrap();
    world.alerts.pass_time().await.unwrap();
    assert_eq!(world.control.next_storm().await.unwrap(), None);
    let log = world.alerts.deliveries(&channel.id, 100, None).await.unwrap().items;
    let told: Vec<_> = log.iter().filter(|one| one.alert_id.is_none()).map(|one| one.occasion.as_str()).collect();
    assert_eq!(told, ["storm.ended", "storm.updated", "storm.opened"]);
    assert!(log[0].title.ends_with("after 22 alerts"), "{}", log[0].title);
}

/// What people are told, whatever ids are.
fn told(news: &[News]) -> Vec<(Occasion, i64, String)> {
    let one = |news: &News| match news {
        News::Alert { occasion, alert } => (*occasion, alert.opened_at, alert.key.clone()),
        News::Woke { .. } => panic!("nobody snoozed"),
        News::Storm(report) => {
            let titles: Vec<_> = report.storm.worst.iter().map(|worst| worst.title.clone()).collect();
            let text = format!("{} {} {titles:?}", report.storm.alerts, report.storm.collapsed);
            (report.occasion, report.ended_at.unwrap_or(0), text)
        }
    };
    news.iter().map(one).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whether alerts come one by one or all at once, and whether the clock or the next alert finds what was due: the same
    /// is said.
    #[test]
    fn what_is_said_depends_on_when_alerts_opened_only(
        gaps in prop::collection::vec(prop_oneof![8 => 0_i64..2_000_000, 1 => 0_i64..400_000_000], 1..150),
        cuts in prop::collection::vec(any::<bool>(), 150),
        looks in prop::collection::vec(0_i64..100, 150),
    ) {
        let mut at = 1_000_000_000;
        let openings: Vec<_> = gaps.iter().enumerate().map(|(number, gap)| {
            at += gap;
            (Timestamp(at), firing(&format!("k{number}"), "2"))
        }).collect();
        let end = at + 10_000_000_000;

        let mut whole = Fold::over(Known::default());
        for (at, finding) in &openings {
            whole.add(finding, *at);
        }
        let mut weather = whole.weather().next().unwrap().1.clone();
        let mut expected = told(&whole.news);
        expected.extend(told(&weather.pass("r", end).into_iter().map(News::Storm).collect::<Vec<_>>()));

        let mut said = Vec::new();
        let mut weather = crate::storm::Weather::default();
        let mut fold = Fold::over(Known::default());
        let mut before = 0;
        for (((at, finding), cut), look) in openings.iter().zip(cuts).zip(looks) {
            if cut {
                // A restart, and a look at the clock somewhere between two alerts.
                said.extend(told(&fold.news));
                weather = fold.weather().next().map_or(weather, |(_, weather)| weather.clone());
                let kept = serde_json::to_string(&weather).unwrap();
                weather = serde_json::from_str(&kept).unwrap();
                let clock = before + (at.0 - before) * look / 100;
                said.extend(told(&weather.pass("r", clock).into_iter().map(News::Storm).collect::<Vec<_>>()));
                let weather = [(finding.rule_id.clone(), weather.clone())].into();
                fold = Fold::over(Known { weather, ..Known::default() });
            }
            fold.add(finding, *at);
            before = at.0;
        }
        said.extend(told(&fold.news));
        let mut weather = fold.weather().next().unwrap().1.clone();
        said.extend(told(&weather.pass("r", end).into_iter().map(News::Storm).collect::<Vec<_>>()));
        prop_assert_eq!(&said, &expected);

        // Every alert is told once: by itself, or in a storm that was opened and ended.
        let of = |occasion| expected.iter().filter(|(told, ..)| *told == occasion).count();
        let collapsed: u64 = expected.iter().filter(|(told, ..)| *told == Occasion::StormEnded)
            .map(|(_, _, text)| text.split(' ').nth(1).unwrap().parse::<u64>().unwrap()).sum();
        prop_assert_eq!(of(Occasion::StormOpened), of(Occasion::StormEnded));
        prop_assert_eq!(of(Occasion::Opened) as u64 + collapsed, openings.len() as u64);
    }
}
