//! A data folder of before keeps its alerts, its deliveries and its channels with their secrets.

use std::borrow::Cow;

use outlay_vault::Place;
use secrecy::SecretString;

use super::receiver::{Receiver, SECRET};
use super::world::{World, vault};
use crate::{AlertStatus, DeliveryStatus};

#[tokio::test(flavor = "multi_thread")]
async fn a_data_folder_of_before_keeps_everything() {
    let receiver = Receiver::start().await;
    let folder = tempfile::tempdir().unwrap();
    let place = Place { table: "channels", row: "c1", column: "sealed" };
    let sealed = vault().sealing().await.seal(place, &SecretString::from(SECRET)).unwrap();

    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.path().join("control.sqlite"));
    let pool = sqlx::SqlitePool::connect_with(options.create_if_missing(true).foreign_keys(true)).await.unwrap();
    let all = sqlx::migrate!("../control/migrations");
    let before = all.iter().filter(|migration| migration.version < 7).cloned().collect::<Vec<_>>();
    sqlx::migrate::Migrator { migrations: Cow::Owned(before), ..all }.run(&pool).await.unwrap();
    let message = r#"{"type":"alert.opened","deliveryId":"d1","alertId":"a1","ruleId":"r","ruleName":"R","severity":"warning",
        "title":"old","detail":"","key":"k","value":null,"limit":null,"findings":1,"firstEventId":null,
        "openedAt":"2026-11-25T12:00:00Z","closedAt":null}"#;
    for statement in [
        format!("INSERT INTO channels (id, name, kind, url, sealed, allow_private, created_at) \
                 VALUES ('c1', 'hook', 'webhook', '{}', '{sealed}', TRUE, 1), \
                 ('c2', 'plain', 'webhook', 'https://example.com/x', NULL, FALSE, 2)", receiver.url),
        "INSERT INTO alerts (id, rule_id, rule_name, key, status, severity, title, detail, findings, opened_at, updated_at, \
         closed_at, closed_by, version) VALUES ('a1', 'r', 'R', 'k', 'open', 'warning', 'old', '', 1, 10, 10, NULL, NULL, 1), \
         ('a2', 'r', 'R', 'l', 'resolved', 'critical', 'older', '', 1, 5, 7, 7, 'Ada', 2)".to_owned(),
        format!("INSERT INTO deliveries (id, alert_id, alert_version, channel_id, channel_name, message, status, attempts, \
                 last_error, created_at, due_at) VALUES ('d1', 'a1', 1, 'c1', 'hook', '{message}', 'pending', 3, 'x', 10, 10)"),
    ] {
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&pool).await.unwrap();
    }
    pool.close().await;

    let world = World::open(folder).await;
    let (_running, _cancel) = world.run();
    let received = receiver.wait(1).await.remove(0);
    assert_eq!((received.delivery.as_str(), received.is_signature_right), ("d1", Some(true)));
    super::world::until(async || world.all().await[0].deliveries[0].status == DeliveryStatus::Delivered).await;
    assert_eq!(world.all().await[0].deliveries[0].attempts, 4);
    let channels = world.alerts.channels().await.unwrap();
    let shown: Vec<_> = channels.iter().map(|one| (one.settings["url"].as_str().unwrap(), one.has_secret)).collect();
    assert_eq!(shown, [(receiver.url.as_str(), true), ("https://example.com/x", false)]);
    let closed = world.alerts.get("a2").await.unwrap();
    assert_eq!(closed.alert.status, AlertStatus::Resolved);
    let history: Vec<_> = closed.history.iter().map(|entry| (entry.what.as_str(), entry.by.as_deref())).collect();
    assert_eq!(history, [("opened", None), ("resolved", Some("Ada"))]);
}
