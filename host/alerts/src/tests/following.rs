//! Findings become alerts, alerts become rows.

use outlay_domain::{Finding, Severity};

use super::world::{World, cleared, firing, until};
use crate::{AlertStatus, AlertsError, Decision, Filter};

#[tokio::test(flavor = "multi_thread")]
async fn what_the_rules_say_becomes_alerts_and_rows() {
    let world = World::new().await;
    let (running, cancel) = world.run();
    world.say(vec![firing("a", "1.5"), firing("b", "2"), Finding { shadow: true, ..firing("c", "9") }]);
    world.say(vec![Finding { severity: Severity::Critical, ..firing("a", "3.25") }]);
    until(async || world.all().await.iter().any(|alert| alert.findings == 2)).await;
    let alerts = world.all().await;
    assert_eq!(alerts.len(), 2, "the shadow rule's is for its author");
    let a = alerts.iter().find(|alert| alert.key == "a").unwrap();
    assert_eq!((a.severity, a.value.as_deref(), a.limit.as_deref()), (Severity::Critical, Some("3.25"), Some("1.25")));
    assert_eq!((a.first_event_id.as_deref(), a.last_event_id.as_deref()), (Some("evt_1.5"), Some("evt_3.25")));
    assert_eq!(a.title, "a: 3.25 USD is over 1.25 USD");
    assert!(a.updated_at > a.opened_at && a.closed_at.is_none() && a.deliveries.is_empty());

    // The last row of each alert says what the alert says.
    until(async || world.rows().iter().any(|row| row.findings == 2)).await;
    let row = world.rows().into_iter().rfind(|row| row.key == "a").unwrap();
    assert_eq!((row.alert_id.as_str(), row.status.as_str(), row.severity), (a.id.as_str(), "open", Severity::Critical));
    assert_eq!((row.opened_at, row.updated_at), (a.opened_at, a.updated_at));
    until(async || world.alerts.place().seq + 1 == world.ledger.end()).await;
    cancel.cancel();
    running.await.unwrap();
    // Rows are entries without findings: they change no alert, and the place moves over them.
    assert_eq!(world.control.alert_progress().await.unwrap(), i64::try_from(world.ledger.end()).unwrap() - 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_alert_is_opened_anew() {
    let world = World::new().await;
    let (_running, _cancel) = world.run();
    world.say(vec![firing("a", "2")]);
    until(async || world.all().await.len() == 1).await;
    let first = world.all().await.remove(0);

    let resolved = world.alerts.decide(&first.id, Decision::Resolve, None, "Ada").await.unwrap();
    assert_eq!((resolved.alert.status, resolved.alert.closed_by.as_deref()), (AlertStatus::Resolved, Some("Ada")));
    assert_eq!(
        world.alerts.decide(&first.id, Decision::Resolve, None, "Bob").await.unwrap(),
        resolved,
        "it is closed already"
    );
    world.say(vec![cleared("a")]);
    world.say(vec![firing("a", "3")]);
    until(async || world.all().await.len() == 2).await;
    world.say(vec![cleared("a")]);
    world.say(vec![firing("a", "4"), firing("a", "5")]);
    until(async || world.all().await.len() == 3).await;

    let states: Vec<_> = world.all().await.iter().map(|alert| (alert.status, alert.findings)).collect();
    use AlertStatus::{Cleared, Open, Resolved};
    assert_eq!(states, [(Open, 2), (Cleared, 1), (Resolved, 1)], "the newest first");
    assert_eq!(world.alerts.list(Filter::Open, 10, None).await.unwrap().items.len(), 1);
    until(async || world.rows().iter().filter(|row| row.status != "open").count() == 2).await;
    assert!(matches!(
        world.alerts.decide("nobody", Decision::Resolve, None, "Ada").await,
        Err(AlertsError::NoSuchAlert)
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_come_in_pages() {
    let world = World::new().await;
    for key in ["a", "b", "c", "d", "e"] {
        world.say(vec![firing(key, "2")]);
    }
    world.alerts.catch_up().await.unwrap();
    let (mut keys, mut cursor) = (vec![], None::<String>);
    loop {
        let page = world.alerts.list(Filter::Open, 2, cursor.as_deref()).await.unwrap();
        keys.push(page.items.iter().map(|alert| alert.key.clone()).collect::<String>());
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(keys, ["ed", "cb", "a"]);
    for wrong in ["x", "_", "1"] {
        assert!(matches!(world.alerts.list(Filter::All, 2, Some(wrong)).await, Err(AlertsError::InvalidCursor)));
    }
}
