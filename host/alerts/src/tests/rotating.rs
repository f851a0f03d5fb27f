//! For a day after a rotation both secrets sign.

use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::receiver::{Receiver, SECRET};
use super::world::{World, settings};
use crate::{AlertsError, ChangeChannel, NewChannel};

const NEW: &str = "whsec-the-new-one";
const NEWEST: &str = "whsec-the-newest-one";

#[tokio::test(flavor = "multi_thread")]
async fn both_secrets_sign_for_a_day_the_new_one_first() {
    let receiver = Receiver::start().await;
    let mut world = World::new().await;
    let channel = world.channel("hook", &receiver).await;
    let signed = async |world: &World, count: usize| {
        assert!(world.alerts.test_channel(&channel.id).await.unwrap().ok);
        receiver.wait(count).await[count - 1].signed_with(&[SECRET, NEW, NEWEST])
    };
    let rotated = world.alerts.rotate_secret(&channel.id, Some(NEW.into()), "Ada").await.unwrap();
    assert!(rotated.made.is_none() && rotated.channel.rotated_until.is_some());
    assert_eq!(signed(&world, 1).await, [NEW, SECRET]);
    // Of three, the two newest.
    world.advance(3600);
    world.alerts.rotate_secret(&channel.id, Some(NEWEST.into()), "Ada").await.unwrap();
    assert_eq!(signed(&world, 2).await, [NEWEST, NEW]);
    world.restart().await;
    world.advance(24 * 3600 - 1);
    assert_eq!(signed(&world, 3).await, [NEWEST, NEW]);
    world.advance(1);
    assert_eq!(signed(&world, 4).await, [NEWEST]);
    // Then the old one is gone for good.
    world.alerts.pass_time().await.unwrap();
    assert_eq!(world.control.channel_secrets(Some(&channel.id)).await.unwrap().len(), 1);
    assert_eq!(world.alerts.channels().await.unwrap()[0].rotated_until, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_is_made_where_none_is_given() {
    let receiver = Receiver::start().await;
    let world = World::new().await;
    let channel = world.channel("hook", &receiver).await;
    let made = world.alerts.rotate_secret(&channel.id, None, "Ada").await.unwrap().made.unwrap();
    let made = made.expose_secret();
    assert!(made.starts_with("whsec_") && made.len() >= 40, "{made}");
    world.alerts.test_channel(&channel.id).await.unwrap();
    assert_eq!(receiver.wait(1).await[0].signed_with(&[made, SECRET]), [made, SECRET]);

    // Another secret by hand counts at once, alone.
    let change = ChangeChannel { settings: settings(json!({"secret": NEW})), ..ChangeChannel::default() };
    world.alerts.change_channel(&channel.id, change, "Ada").await.unwrap();
    world.alerts.test_channel(&channel.id).await.unwrap();
    assert_eq!(receiver.wait(2).await[1].signed_with(&[NEW, SECRET]), [NEW]);

    for wrong in [SecretString::from(NEW), "short".into(), "x".repeat(2_000).into()] {
        let refused = world.alerts.rotate_secret(&channel.id, Some(wrong), "Ada").await;
        assert!(matches!(refused, Err(AlertsError::InvalidField(_))), "{refused:?}");
    }
    // One that never signed begins to.
    let silent = settings(json!({"url": receiver.url}));
    let silent = NewChannel { name: "silent".into(), kind: None, settings: silent, allow_private: true };
    let silent = world.alerts.create_channel(silent, "Ada").await.unwrap();
    world.alerts.rotate_secret(&silent.id, Some(NEWEST.into()), "Ada").await.unwrap();
    world.alerts.test_channel(&silent.id).await.unwrap();
    assert_eq!(receiver.wait(3).await[2].signed_with(&[NEWEST]), [NEWEST]);
    assert!(matches!(world.alerts.rotate_secret("nobody", None, "Ada").await, Err(AlertsError::NoSuchChannel)));
}
