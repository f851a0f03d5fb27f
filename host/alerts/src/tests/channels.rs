//! Channels: made, changed, tried, never telling their secrets.

use serde_json::{Value, json};

use super::receiver::{Answer, Receiver, SECRET};
use super::world::{World, settings};
use crate::{AlertsError, ChangeChannel, ChannelTest, DeliveryStatus, NewChannel};

fn new(name: &str, url: &str, allow_private: bool) -> NewChannel {
    NewChannel {
        name: name.into(),
        kind: Some("webhook".into()),
        settings: settings(json!({"url": url})),
        allow_private,
    }
}

fn with(changed: Value) -> ChangeChannel {
    ChangeChannel { settings: settings(changed), ..ChangeChannel::default() }
}

async fn refused(world: &World, new: NewChannel) -> (&'static str, String) {
    match world.alerts.create_channel(new, "test").await {
        Err(AlertsError::InvalidField(invalid)) => {
            (invalid.field, format!("{invalid} / {}", invalid.hint.unwrap_or("-")))
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_a_channel_is_refused_with_its_field() {
    let world = World::new().await;
    let url = "https://hooks.example.com/x?token=1";
    assert_eq!(refused(&world, new("  ", url, false)).await.0, "name");
    assert_eq!(refused(&world, new(&"n".repeat(101), url, false)).await.0, "name");
    assert_eq!(refused(&world, NewChannel { kind: Some("fax".into()), ..new("n", url, false) }).await.0, "kind");
    let long = settings(json!({"url": url, "secret": "s".repeat(2000)}));
    assert_eq!(refused(&world, NewChannel { settings: long, ..new("n", url, false) }).await.0, "secret");
    for wrong in ["", "hooks.example.com", "ftp://example.com", "https://", "https://user:pw@example.com/"] {
        let (field, text) = refused(&world, new("n", wrong, true)).await;
        assert!(field == "url" && text.ends_with("/ -"), "{wrong}: {text}");
    }
    for private in ["http://127.0.0.1:9/", "https://10.0.0.1/", "https://[::1]/", "http://hooks.example.com/"] {
        let (field, text) = refused(&world, new("n", private, false)).await;
        assert!(field == "url" && text.contains("allowPrivate"), "{private}: {text}");
        world.alerts.create_channel(new(private, private, true), "test").await.unwrap();
    }
    assert_eq!(refused(&world, new("n", "http://169.254.169.254/latest", true)).await.0, "url");

    world.alerts.create_channel(new(" Pager ", url, false), "test").await.unwrap();
    assert_eq!(refused(&world, new("Pager", url, false)).await.0, "name");
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_sealed_kept_changed_and_removed() {
    let receiver = Receiver::start().await;
    let world = World::new().await;
    let channel = world.channel("hook", &receiver).await;
    assert!(channel.has_secret);
    let change = |change: ChangeChannel| world.alerts.change_channel(&channel.id, change, "test");
    let signature = async |count: usize| {
        assert!(world.alerts.test_channel(&channel.id).await.unwrap().ok);
        receiver.wait(count).await[count - 1].is_signature_right
    };
    assert_eq!(signature(1).await, Some(true));
    assert!(change(ChangeChannel { name: Some("other".into()), ..ChangeChannel::default() }).await.unwrap().has_secret);
    assert_eq!(signature(2).await, Some(true));
    change(with(json!({"secret": "another"}))).await.unwrap();
    assert_eq!(signature(3).await, Some(false), "signed with the other secret");
    assert!(!change(with(json!({"secret": null}))).await.unwrap().has_secret);
    assert_eq!(signature(4).await, None);
    let denied = change(ChangeChannel { allow_private: Some(false), ..ChangeChannel::default() }).await;
    assert!(matches!(denied, Err(AlertsError::InvalidField(_))), "the address is private");

    for file in std::fs::read_dir(world.folder.path()).unwrap().map(|entry| entry.unwrap().path()) {
        let bytes = if file.is_file() { std::fs::read(&file).unwrap() } else { vec![] };
        let is_there = bytes.windows(SECRET.len()).any(|window| window == SECRET.as_bytes());
        assert!(!is_there, "{}", file.display());
    }
    world.alerts.delete_channel(&channel.id, "test").await.unwrap();
    assert!(matches!(world.alerts.delete_channel(&channel.id, "test").await, Err(AlertsError::NoSuchChannel)));
    assert!(matches!(world.alerts.test_channel(&channel.id).await, Err(AlertsError::NoSuchChannel)));
    assert_eq!(world.alerts.channels().await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_says_what_the_receiver_said() {
    let receiver = Receiver::start().await;
    let world = World::new().await;
    let channel = world.channel("hook", &receiver).await;
    let test = async || world.alerts.test_channel(&channel.id).await.unwrap();
    let took = ChannelTest { ok: true, status: Some(204), message: "The receiver took it.".into() };
    assert_eq!(test().await, took);
    let received = receiver.received().remove(0);
    assert_eq!((received.text("type"), received.text("title")), ("test", "A test of the channel hook"));
    receiver.will_answer([Answer::Status(410)]);
    let refused = ChannelTest { ok: false, status: Some(410), message: "The receiver answered 410.".into() };
    assert_eq!(test().await, refused);
    let last = world.alerts.channels().await.unwrap().remove(0).last_delivery.unwrap();
    assert_eq!((last.status, last.error.as_deref()), (DeliveryStatus::Failed, Some("the receiver answered 410")));

    // Nobody listens.
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let change = with(json!({"url": format!("http://{gone}/token-in-the-path")}));
    world.alerts.change_channel(&channel.id, change, "test").await.unwrap();
    let unreachable = test().await;
    assert_eq!((unreachable.ok, unreachable.status), (false, None));
    assert!(unreachable.message.contains("127.0.0.1") && !unreachable.message.contains("token"), "{unreachable:?}");
}
