//! Keys and people on a real database and vault.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use outlay_access::{Access, AccessError, Caller, Permission, Scope};
use outlay_control::Control;
use outlay_domain::{Clock, SystemClock, Timestamp};
use outlay_vault::{MasterKey, Vault};
use secrecy::ExposeSecret;

async fn open(folder: &std::path::Path) -> Access {
    open_at(folder, Arc::new(SystemClock::default())).await
}

async fn open_at(folder: &std::path::Path, clock: Arc<dyn Clock>) -> Access {
    let control = Control::open(&folder.join("control.sqlite")).await.unwrap();
    let vault = Arc::new(Vault::new(&MasterKey::parse(&"5e".repeat(32)).unwrap()));
    Access::open(control, vault, clock).await.unwrap()
}

#[tokio::test]
async fn a_key_lives_until_it_is_regenerated_or_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let access = open(folder.path()).await;
    let made = access.create_key("prod", Scope::Metering, &Caller::Local).await.unwrap();
    let first = made.key.expose_secret().to_owned();
    assert!(first.starts_with("rev_mk_default_") && first.split('_').count() == 4, "{first}");
    assert!(first.ends_with(&made.view.last_four) && made.view.masked.ends_with(&made.view.last_four));

    let caller = Caller::Key(access.key(&first).unwrap());
    assert!(caller.may(Permission::PostEvents) && !caller.may(Permission::Sql));
    access.count_events(&caller, 3);
    access.flush_usage().await.unwrap();
    access.count_events(&caller, 2);
    let view = access.keys().await.unwrap().remove(0);
    assert_eq!((view.events, view.last_used_at.is_some()), (5, true));

    let person = Caller::Local;
    assert_eq!(access.reveal_key(&made.view.id, &person).await.unwrap().expose_secret(), first);
    let second = access.regenerate_key(&made.view.id, Duration::ZERO, &person).await.unwrap().key;
    assert!(access.key(&first).is_none());
    assert!(access.key(second.expose_secret()).is_some());

    // Another process sees the same.
    assert!(open(folder.path()).await.key(second.expose_secret()).is_some());
    access.revoke_key(&made.view.id, &person).await.unwrap();
    assert!(access.key(second.expose_secret()).is_none());
    assert!(matches!(access.revoke_key(&made.view.id, &person).await, Err(AccessError::NoSuchKey)));

    // No key stands in clear in any file.
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for key in [&first, second.expose_secret()] {
            assert!(!bytes.windows(key.len()).any(|window| window == key.as_bytes()));
        }
    }
}

/// Stands where it is put.
#[derive(Debug, Clone, Default)]
struct Watch(Arc<AtomicI64>);

impl Clock for Watch {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

#[tokio::test]
async fn an_old_key_works_on_for_a_while_if_that_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let watch = Watch::default();
    let access = open_at(folder.path(), Arc::new(watch.clone())).await;
    let made = access.create_key("prod", Scope::Metering, &Caller::Local).await.unwrap();
    let (id, hour) = (made.view.id, Duration::from_secs(3_600));
    let second = access.regenerate_key(&id, hour, &Caller::Local).await.unwrap();
    assert_eq!(second.view.old_until, Some(Timestamp(3_600_000_000)));
    // Also after a restart.
    let again = open_at(folder.path(), Arc::new(watch.clone())).await;
    for access in [&access, &again] {
        assert!(access.key(made.key.expose_secret()).is_some() && access.key(second.key.expose_secret()).is_some());
    }
    watch.0.store(3_600_000_000, Ordering::Relaxed);
    for access in [&access, &again] {
        assert!(access.key(made.key.expose_secret()).is_none() && access.key(second.key.expose_secret()).is_some());
    }
    assert_eq!(access.keys().await.unwrap()[0].old_until, None);
    // One old key works on, not two; and none at all of a key that is revoked.
    let third = access.regenerate_key(&id, hour, &Caller::Local).await.unwrap().key;
    let fourth = access.regenerate_key(&id, hour, &Caller::Local).await.unwrap().key;
    assert!(access.key(second.key.expose_secret()).is_none() && access.key(third.expose_secret()).is_some());
    access.revoke_key(&id, &Caller::Local).await.unwrap();
    assert!(access.key(third.expose_secret()).is_none() && access.key(fourth.expose_secret()).is_none());
}

#[tokio::test]
async fn the_owner_comes_in_once_by_the_link_and_then_by_password() {
    let folder = tempfile::tempdir().unwrap();
    let access = open(folder.path()).await;
    let link = access.first_sign_in(folder.path()).await.unwrap().unwrap();
    assert_eq!(access.first_sign_in(folder.path()).await.unwrap().unwrap().token, link.token);
    let accept = |token: &str, password: &str| {
        let (token, password) = (token.to_owned(), password.to_owned());
        let access = &access;
        let data = folder.path();
        async move { access.accept_first(data, &token, "ada", password.into()).await }
    };
    assert!(matches!(accept(&link.token, "short").await, Err(AccessError::InvalidPassword)));
    assert!(matches!(accept("wrong", "a long password").await, Err(AccessError::FirstSignInRefused)));
    let (person, session) = accept(&link.token, "a long password").await.unwrap();
    let [(owner, _since)] = access.people().await.unwrap().try_into().unwrap();
    assert_eq!((&owner, owner.role.as_str()), (&person, "owner"));
    assert_eq!((person.name.as_str(), person.role.as_str()), ("ada", "owner"));
    assert!(!link.file.exists());
    assert!(matches!(accept(&link.token, "a long password").await, Err(AccessError::FirstSignInRefused)));
    assert!(access.first_sign_in(folder.path()).await.unwrap().is_none());

    assert_eq!(access.session(session.expose_secret()).await.unwrap(), Some(Caller::Person(person)));
    access.sign_out(session.expose_secret()).await.unwrap();
    assert_eq!(access.session(session.expose_secret()).await.unwrap(), None);
    assert!(matches!(access.sign_in("ada", "a wrong password".into()).await, Err(AccessError::SignInFailed)));
    assert!(matches!(access.sign_in("bob", "a long password".into()).await, Err(AccessError::SignInFailed)));
    assert!(access.sign_in("ada", "a long password".into()).await.is_ok());
}
