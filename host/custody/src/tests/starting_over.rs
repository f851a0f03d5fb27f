//! The key is lost.

use std::fs;

use outlay_domain::SystemClock;
use outlay_vault::MasterKey;

use super::house::{House, opened, store};
use crate::rotate::NextKey;
use crate::start_over::start_over;

#[tokio::test]
async fn a_new_key_takes_over_only_if_the_right_one_is_not_there_and_only_if_it_is_wanted() {
    let mut house = House::new();
    let clock = SystemClock::default();
    let run =
        async |house: &House, is_sure| start_over(&house.control().await, &house.settings(), &clock, is_sure).await;
    assert!(run(&house, true).await.is_err(), "there is nothing to give up");
    let custody = house.open().await.unwrap();
    store(&custody, "1", "s").await;
    drop(custody);
    let told = run(&house, true).await.unwrap_err().to_string();
    assert!(told.contains("fits") && told.contains("master.key"), "{told}");

    let file = house.data().join("master.key");
    let right = fs::read_to_string(&file).unwrap();
    let right_id = MasterKey::parse(&right).unwrap().id();
    let wrong = format!("{}\n", *MasterKey::fresh().text());
    fs::write(&file, &wrong).unwrap();
    let files = house.files();
    let given_up = run(&house, false).await.unwrap();
    assert_eq!((given_up.secrets.len(), given_up.key), (4, None));
    assert!(given_up.secrets.iter().any(|secret| secret.contains("Connection 1")), "{:?}", given_up.secrets);
    assert!(house.files() == files && house.open().await.is_err(), "nothing happened");

    let given_up = run(&house, true).await.unwrap();
    let custody = house.open().await.unwrap();
    assert_eq!(given_up.key.unwrap().0, custody.vault.key_id());
    assert!(house.files().iter().any(|(_, text)| *text == wrong), "a key that did not fit is kept");
    assert!(opened(&custody).await.is_empty());
    store(&custody, "2", "t").await;
    let rotated = custody.rotate(NextKey::Made, "test").await.unwrap();
    assert_eq!((rotated.resealed, rotated.unreadable), (4, 4));
    let told = custody.inspect().await.unwrap();
    assert!(told.concerns.iter().any(|one| one.message.contains("4 secrets cannot be opened")), "{told:?}");
    drop(custody);

    // The lost key is found: set beside the new one, it opens what it sealed, and a rotation unites all.
    let beside = house.data().join(format!("master.key.{right_id}.old"));
    fs::write(&beside, &right).unwrap();
    fs::set_permissions(&beside, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let custody = house.open().await.unwrap();
    assert_eq!(opened(&custody).await.len(), 8);
    assert_eq!(custody.rotate(NextKey::Made, "test").await.unwrap().resealed, 8);
    drop(custody);
    assert_eq!(opened(&house.open().await.unwrap()).await.len(), 8);

    house.given = Some(MasterKey::fresh().text().to_string());
    let given_up = run(&house, true).await.unwrap();
    assert_eq!(given_up.key.unwrap().1, "THE_KEY");
    assert!(house.open().await.is_ok());
}
