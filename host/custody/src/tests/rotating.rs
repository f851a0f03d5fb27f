//! Rotations, done and cut off.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use outlay_vault::{MasterKey, key_id_of};

use super::house::{House, is_in, opened, store, store_with};
use crate::custody::{Custody, Source};
use crate::rotate::NextKey;
use crate::settings::Keep;

async fn key_ids(custody: &Custody) -> Vec<String> {
    let rows = custody.control.sealed().await.unwrap();
    let mut ids: Vec<String> = rows.iter().map(|row| key_id_of(&row.sealed).unwrap().to_owned()).collect();
    ids.dedup();
    ids
}

#[tokio::test]
async fn everything_is_sealed_anew_and_the_old_key_is_gone() {
    let house = House::new();
    let custody = house.open().await.unwrap();
    store(&custody, "1", "s").await;
    let (old_id, old_text) = (custody.vault.key_id(), fs::read_to_string(house.data().join("master.key")).unwrap());
    let rotated = custody.rotate(NextKey::Made, "test").await.unwrap();
    assert_eq!((rotated.resealed, rotated.unreadable, rotated.is_old_key_removed), (4, 0, true));
    assert_eq!((&rotated.previous_key_id, &rotated.key_id), (&old_id, &custody.vault.key_id()));
    assert_eq!(key_ids(&custody).await, std::slice::from_ref(&rotated.key_id));
    assert_eq!(opened(&custody).await, ["s"; 4]);
    store(&custody, "2", "s").await;
    assert_eq!(house.key_files(), ["master.key"]);
    assert!(house.files().iter().all(|(_, text)| *text != old_text));
    let again = house.open().await.unwrap();
    assert_eq!((opened(&again).await, again.vault.key_id()), (vec!["s".to_owned(); 8], rotated.key_id));
}

#[tokio::test]
async fn a_rotation_moves_the_key_to_where_keys_are_kept() {
    let mut house = House::new();
    let custody = house.open().await.unwrap();
    store(&custody, "1", "s").await;
    drop(custody);
    house.has_home = true;
    let custody = house.open().await.unwrap();
    let rotated = custody.rotate(NextKey::MadeFor(Keep::User), "test").await.unwrap();
    let files = house.files();
    assert!(files.len() == 1 && is_in(&house.home(), &files[0].0), "{files:?}");
    assert_eq!(rotated.source.kept().unwrap().path, files[0].0);
    custody.rotate(NextKey::MadeFor(Keep::Data), "test").await.unwrap();
    assert_eq!(house.key_files(), ["master.key"]);
    assert_eq!(opened(&house.open().await.unwrap()).await, ["s"; 4]);
    house.has_home = false;
    let homeless = house.open().await.unwrap();
    assert!(homeless.rotate(NextKey::MadeFor(Keep::User), "test").await.is_err());
    homeless.rotate(NextKey::Made, "test").await.unwrap();
}

#[tokio::test]
async fn the_operators_key_takes_over_and_is_given_back() {
    let mut house = House::new();
    let custody = house.open().await.unwrap();
    store(&custody, "1", "s").await;
    let own = MasterKey::fresh();
    let handed_in = MasterKey::parse(&own.text()).unwrap();
    let rotated = custody.rotate(NextKey::HandedIn(handed_in), "test").await.unwrap();
    assert_eq!((rotated.source.clone(), rotated.key_id), (Source::HandedIn, own.id()));
    assert!(house.files().is_empty(), "it is nowhere on disk, and the one before is gone");
    assert!(custody.inspect().await.unwrap().concerns.iter().any(|one| one.hint.contains("OUTLAY_MASTER_KEY_FILE")));
    let told = house.open().await.unwrap_err().to_string();
    assert!(told.contains("is missing") && told.contains(&own.id()), "{told}");

    house.given = Some(own.text().to_string());
    let custody = house.open().await.unwrap();
    assert_eq!(opened(&custody).await, ["s"; 4]);
    assert!(custody.rotate(NextKey::HandedIn(own), "test").await.unwrap_err().to_string().contains("present"));
    let told = custody.rotate(NextKey::Made, "test").await.unwrap_err().to_string();
    assert!(told.contains("THE_KEY"), "{told}");
    let next = MasterKey::fresh();
    house.given = Some(next.text().to_string());
    custody.rotate(NextKey::HandedIn(next), "test").await.unwrap();
    let custody = house.open().await.unwrap();
    custody.rotate(NextKey::MadeFor(Keep::Data), "test").await.unwrap();
    assert!(house.open().await.unwrap_err().to_string().contains("leave out THE_KEY"));
    house.given = None;
    assert_eq!(opened(&house.open().await.unwrap()).await, ["s"; 4]);
}

/// Where a process ends in the midst of a rotation.
#[derive(Debug, Clone, Copy)]
enum CutOff {
    KeyHalfWritten,
    KeyWritten,
    Resealed,
    Promoted,
}

#[tokio::test]
async fn a_rotation_that_is_cut_off_anywhere_leaves_a_folder_that_opens() {
    for (from, to) in
        [(Keep::Data, Keep::Data), (Keep::Data, Keep::User), (Keep::User, Keep::Data), (Keep::User, Keep::User)]
    {
        for cut_off in [CutOff::KeyHalfWritten, CutOff::KeyWritten, CutOff::Resealed, CutOff::Promoted] {
            let case = format!("{from:?} {to:?} {cut_off:?}");
            let mut house = House::new();
            house.has_home = true;
            house.keep = from.clone();
            let custody = house.open().await.unwrap();
            store(&custody, "1", "s").await;
            let old = custody.vault.key_id();
            let (key, slot) = custody.next_key(NextKey::MadeFor(to.clone())).await.unwrap();
            let slot = slot.unwrap();
            match cut_off {
                CutOff::KeyHalfWritten => fs::write(slot.coming(), "0123").unwrap(),
                CutOff::KeyWritten => {}
                CutOff::Resealed => {
                    custody.reseal(&key, &old).await.unwrap();
                }
                CutOff::Promoted => {
                    custody.reseal(&key, &old).await.unwrap();
                    slot.promote(Some(&old)).unwrap();
                }
            }
            drop(custody);
            let counts = matches!(cut_off, CutOff::Resealed | CutOff::Promoted);
            let again = house.open().await.unwrap_or_else(|error| panic!("{case}: {error}"));
            assert_eq!(again.vault.key_id(), if counts { key.id() } else { old.clone() }, "{case}");
            assert_eq!(opened(&again).await, ["s"; 4], "{case}");
            if counts {
                assert_eq!(house.files().len(), 1, "{case}: the old key is gone: {:?}", house.key_files());
            }
            // And it can be rotated again, which tidies up.
            again.rotate(NextKey::Made, "test").await.unwrap();
            store(&again, "2", "s").await;
            drop(again);
            assert_eq!(opened(&house.open().await.unwrap()).await, ["s"; 8], "{case}");
        }
    }
}

#[tokio::test]
async fn a_key_that_something_is_sealed_under_is_never_removed() {
    let house = House::new();
    let custody = house.open().await.unwrap();
    store(&custody, "1", "s").await;
    let old = custody.vault.key_id();
    // The database says that it failed, and stored everything all the same; the process went on under the old key.
    let (key, _) = custody.next_key(NextKey::Made).await.unwrap();
    let vault = custody.vault();
    let late = Arc::clone(&vault);
    let other = house.open().await.unwrap();
    other.reseal(&key, &old).await.unwrap();
    store_with(&custody.control, &late.sealing().await, "2", "s").await;
    drop((custody, other));
    for _ in 0..2 {
        let again = house.open().await.unwrap();
        assert_eq!((opened(&again).await, again.vault.key_id()), (vec!["s".to_owned(); 8], key.id()));
        assert_eq!(house.key_files().len(), 2);
    }
    let again = house.open().await.unwrap();
    let rotated = again.rotate(NextKey::Made, "test").await.unwrap();
    assert_eq!((rotated.resealed, rotated.unreadable), (8, 0));
    drop(again);
    assert_eq!(opened(&house.open().await.unwrap()).await, ["s"; 8]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stored_during_rotations_is_not_lost() {
    const WRITERS: usize = 4;
    const ROTATIONS: usize = 5;
    let house = House::new();
    let custody = Arc::new(house.open().await.unwrap());
    let is_over = Arc::new(AtomicBool::new(false));
    let write = |writer: usize| {
        let (custody, is_over) = (Arc::clone(&custody), Arc::clone(&is_over));
        async move {
            let mut stored = 0;
            while !is_over.load(Ordering::Relaxed) {
                store(&custody, &format!("{writer}-{stored}"), "s").await;
                stored += 1;
            }
            stored
        }
    };
    let writers: Vec<_> = (0..WRITERS).map(|writer| tokio::spawn(write(writer))).collect();
    for _ in 0..ROTATIONS {
        custody.rotate(NextKey::Made, "test").await.unwrap();
        assert!(opened(&custody).await.iter().all(|text| text == "s"));
    }
    is_over.store(true, Ordering::Relaxed);
    let mut stored = 0;
    for writer in writers {
        stored += writer.await.unwrap();
    }
    custody.rotate(NextKey::Made, "test").await.unwrap();
    drop(custody);
    let again = house.open().await.unwrap();
    assert_eq!(opened(&again).await.len(), stored * 4);
    assert_eq!(key_ids(&again).await, [again.vault.key_id()]);
}
