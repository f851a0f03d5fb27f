//! E-mail, to a server that is strict.

use fake_smtp::{Like, Postbox, Stage, Tls, Trouble};
use serde_json::{Value, json};

use super::world::{CONSOLE, World, cleared, firing, settings, until};
use crate::{AlertsError, ChangeChannel, Channel, DeliveryStatus, LoggedDelivery, NewChannel};
use outlay_domain::Finding;

fn to(postbox: &Postbox) -> Value {
    json!({
        "host": "127.0.0.1", "port": postbox.address.port(), "tls": "none", "from": "Outlay <outlay@example.com>",
        "to": ["ada@example.org", "Bob <bob@example.org>"],
    })
}

async fn channel(world: &World, wanted: Value) -> Result<Channel, AlertsError> {
    let (name, kind) = ("mail".to_owned(), Some("email".to_owned()));
    let new = NewChannel { name, kind, settings: settings(wanted), allow_private: true };
    world.alerts.create_channel(new, "Ada").await
}

async fn newest(world: &World, channel: &Channel) -> LoggedDelivery {
    world.alerts.deliveries(&channel.id, 1, None).await.unwrap().items.remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_and_its_clearing_arrive_with_everything_escaped() {
    let login = Some(("outlay".to_owned(), "secret of the mail".to_owned()));
    let postbox = Postbox::start(Like { tls: Tls::None, login }).await;
    let world = World::new().await;
    let mut wanted = to(&postbox);
    (wanted["user"], wanted["password"]) = ("outlay".into(), "secret of the mail".into());
    let channel = channel(&world, wanted).await.unwrap();
    assert!(channel.has_password && !channel.settings.contains_key("password"), "{channel:?}");
    world.rule(&[&channel]).await;
    let (_running, _cancel) = world.run();
    let title = "<script>alert(1)</script>\r\nBcc: eve@example.net";
    world.say(vec![Finding { title: title.into(), detail: "a & b\n.\nend".into(), ..firing("<b>", "2") }]);
    let mail = postbox.wait(1).await.remove(0);
    assert_eq!((mail.from.as_str(), mail.user.as_deref()), ("outlay@example.com", Some("outlay")));
    assert_eq!(mail.to, ["ada@example.org", "bob@example.org"]);
    assert_eq!(mail.header("Bcc"), None);
    assert_eq!(mail.header("Subject").unwrap(), "[Warning] <script>alert(1)</script> Bcc: eve@example.net");
    let id = newest(&world, &channel).await.id;
    assert_eq!(mail.header("Message-ID").unwrap(), format!("<{id}@example.com>"));
    assert!(mail.text().contains("a & b\n.\nend\n"), "{}", mail.text());
    let link = format!("{CONSOLE}/alerts?id={}", world.all().await[0].id);
    assert!(mail.text().contains(&link) && mail.html().contains(&link));
    assert!(!mail.html().contains("<script>") && !mail.html().contains("<b>"), "{}", mail.html());
    assert!(mail.html().contains("&lt;script&gt;") && mail.html().contains("a &amp; b<br>.<br>end"), "{}", mail.html());

    world.say(vec![cleared("<b>")]);
    let mail = postbox.wait(2).await.remove(1);
    assert!(mail.header("Subject").unwrap().starts_with("[Cleared] "));
    let test = world.alerts.test_channel(&channel.id).await.unwrap();
    assert_eq!((test.ok, test.status), (true, Some(250)), "{test:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn not_now_is_tried_again_and_never_is_not() {
    let postbox = Postbox::open().await;
    let world = World::new().await;
    let channel = channel(&world, to(&postbox)).await.unwrap();
    world.rule(&[&channel]).await;
    postbox.will([Trouble::Refuse(Stage::Mail, 451), Trouble::Refuse(Stage::Recipient, 450)]);
    let (_running, _cancel) = world.run();
    world.say(vec![firing("a", "2")]);
    for attempt in 1..=2_u32 {
        until(async || {
            world.all().await.first().is_some_and(|alert| alert.deliveries[0].attempts == u64::from(attempt))
        })
        .await;
        world.advance(2_i64.pow(attempt));
    }
    let mail = postbox.wait(1).await.remove(0);
    until(async || newest(&world, &channel).await.status == DeliveryStatus::Delivered).await;
    let delivery = newest(&world, &channel).await;
    assert_eq!(mail.header("X-Outlay-Delivery").unwrap(), delivery.id);
    let statuses: Vec<_> = delivery.tries.iter().map(|one| (one.status, one.error.is_none())).collect();
    assert_eq!(statuses, [(Some(451), false), (Some(450), false), (Some(250), true)]);

    postbox.will([Trouble::Refuse(Stage::Recipient, 550)]);
    world.say(vec![firing("b", "2")]);
    until(async || newest(&world, &channel).await.status == DeliveryStatus::Failed).await;
    let failed = newest(&world, &channel).await;
    assert_eq!((failed.attempts, failed.tries[0].status), (1, Some(550)));
    world.alerts.retry_delivery(&channel.id, &failed.id, "Ada").await.unwrap();
    assert_eq!(postbox.wait(2).await[1].header("X-Outlay-Delivery").unwrap(), failed.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_is_repeated_only_after_a_crash_between_send_and_mark() {
    let postbox = Postbox::open().await;
    let mut world = World::new().await;
    let channel = channel(&world, to(&postbox)).await.unwrap();
    world.rule(&[&channel]).await;
    postbox.will([Trouble::Silence]);
    world.say(vec![firing("a", "2")]);
    let (running, _) = world.run();
    postbox.wait(1).await;
    running.abort();
    assert!(running.await.unwrap_err().is_cancelled());
    world.restart().await;
    let (running, cancel) = world.run();
    let taken = postbox.wait(2).await;
    assert_eq!(taken[0].header("Message-ID"), taken[1].header("Message-ID"));
    until(async || newest(&world, &channel).await.status == DeliveryStatus::Delivered).await;
    cancel.cancel();
    running.await.unwrap();
    // Any number of restarts later there is nothing to repeat.
    for _ in 0..3 {
        world.restart().await;
        let (running, cancel) = world.run();
        world.alerts.test_channel(&channel.id).await.unwrap();
        cancel.cancel();
        running.await.unwrap();
    }
    let subjects: Vec<String> = postbox.taken().iter().map(|mail| mail.header("Subject").unwrap()).collect();
    assert_eq!(subjects.iter().filter(|subject| !subject.starts_with("[Test]")).count(), 2, "{subjects:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_a_mail_channel_is_refused_with_its_field() {
    let postbox = Postbox::open().await;
    let world = World::new().await;
    let refused = async |field: &str, value: Value, allow_private: bool| {
        let mut wanted = to(&postbox);
        wanted[field] = value;
        let new =
            NewChannel { name: "m".into(), kind: Some("email".into()), settings: settings(wanted), allow_private };
        match world.alerts.create_channel(new, "Ada").await {
            Err(AlertsError::InvalidField(invalid)) => invalid.field,
            other => panic!("{field}: {other:?}"),
        }
    };
    for (field, value) in [
        ("host", json!("")),
        ("host", json!("smtp.example.com:25")),
        ("host", json!("169.254.169.254")),
        ("port", json!(0)),
        ("port", json!(65_536)),
        ("port", json!("25")),
        ("tls", json!("ssl")),
        ("from", json!("nobody")),
        ("from", json!("a@example.com\r\nBcc: b@example.com")),
        ("to", json!([])),
        ("to", json!(["a@example.com", "b"])),
        ("to", json!(vec!["a@example.com"; 51])),
        ("to", json!(7)),
        ("password", json!(7)),
    ] {
        assert_eq!(refused(field, value.clone(), true).await, field, "{value}");
    }
    assert_eq!(refused("user", json!("outlay"), true).await, "password");
    assert_eq!(refused("password", json!("secret"), true).await, "user");
    assert_eq!(refused("port", json!(25), false).await, "host", "a private address takes a grant");
    assert_eq!(refused("host", json!("smtp.example.com"), false).await, "tls", "so does a connection without TLS");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_goes_nowhere_else() {
    let postbox = Postbox::open().await;
    let world = World::new().await;
    let mut wanted = to(&postbox);
    (wanted["user"], wanted["password"]) = ("outlay".into(), "secret of the mail".into());
    let channel = channel(&world, wanted).await.unwrap();
    let change = async |changed: Value| {
        let change = ChangeChannel { settings: settings(changed), ..ChangeChannel::default() };
        world.alerts.change_channel(&channel.id, change, "Ada").await
    };
    for elsewhere in
        [json!({"host": "evil.example"}), json!({"port": 2525}), json!({"tls": "tls"}), json!({"user": "eve"})]
    {
        let refused = change(elsewhere.clone()).await;
        assert!(matches!(refused, Err(AlertsError::InvalidField(_))), "{elsewhere}: {refused:?}");
    }
    let moved = change(json!({"host": "smtp.example.com", "password": "secret of the mail"})).await.unwrap();
    assert_eq!(moved.settings["host"], "smtp.example.com");
    assert!(change(json!({"to": "carol@example.org"})).await.unwrap().has_password);
    assert!(!change(json!({"user": null, "password": null})).await.unwrap().has_password);
}
