//! Which key counts, and that a wrong one changes nothing.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use outlay_control::vault::HeldIn;
use outlay_vault::MasterKey;

use super::house::{House, is_in, opened, store};
use crate::concerns::inspect;
use crate::settings::Keep;

#[tokio::test]
async fn the_first_key_is_made_where_it_is_to_be_and_found_again() {
    let mut house = House::new();
    house.has_home = true;
    house.keep = Keep::User;
    let first = house.open().await.unwrap();
    store(&first, "1", "s").await;
    let path = first.source().kept().unwrap().path.clone();
    assert!(is_in(&house.home(), &path), "{path:?}");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(house.key_files().len(), 1);
    // Wherever new ones are kept, it is found.
    house.keep = Keep::Data;
    let again = house.open().await.unwrap();
    assert_eq!((again.vault.key_id(), again.source()), (first.vault.key_id(), first.source()));
    assert_eq!(opened(&again).await, ["s"; 4]);

    let beside = House::new();
    let custody = beside.open().await.unwrap();
    assert_eq!(custody.source().title(), beside.data().join("master.key").display().to_string());
    let mut chosen = House::new();
    chosen.keep = Keep::Folder(chosen.folder.path().join("chosen"));
    chosen.open().await.unwrap();
    assert!(chosen.files().iter().all(|(path, _)| is_in(&chosen.folder.path().join("chosen"), path)));
}

#[tokio::test]
async fn a_home_that_cannot_be_written_is_no_obstacle() {
    let mut house = House::new();
    house.has_home = true;
    // Somebody put a file where the folder would be.
    fs::write(house.folder.path().join("home"), "").unwrap();
    let custody = house.open().await.unwrap();
    let path = custody.source().kept().unwrap().path.clone();
    assert!(is_in(&house.data(), &path), "{path:?}");
    house.keep = Keep::User;
    let other = House { folder: tempfile::tempdir().unwrap(), ..house };
    fs::create_dir(other.data()).unwrap();
    fs::write(other.folder.path().join("home"), "").unwrap();
    assert!(other.open().await.is_err(), "but what the operator wants is not quietly changed");
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_nothing_changes() {
    let mut house = House::new();
    let right = house.open().await.unwrap();
    store(&right, "1", "s").await;
    let file = house.data().join("master.key");
    let text = fs::read_to_string(&file).unwrap();
    let (stored, sealed) = (right.control.vault().await.unwrap(), right.control.sealed().await.unwrap());

    house.given = Some(MasterKey::fresh().text().to_string());
    let files = house.files();
    let told = house.open().await.unwrap_err().to_string();
    for word in ["THE_KEY", "another master key", &right.vault.key_id(), "leave out THE_KEY", "start-over"] {
        assert!(told.contains(word), "{word} in {told}");
    }
    assert!(!told.contains(house.given.as_deref().unwrap()) && !told.contains(text.trim()), "{told}");
    assert_eq!(house.files(), files);

    house.given = None;
    fs::write(&file, MasterKey::fresh().text().as_bytes()).unwrap();
    let told = house.open().await.unwrap_err().to_string();
    assert!(told.contains("master.key: the key ") && !told.contains("leave out"), "{told}");
    fs::remove_file(&file).unwrap();
    let told = house.open().await.unwrap_err().to_string();
    assert!(told.contains("is missing") && told.contains("there is no such file"), "{told}");
    assert!(house.files().is_empty(), "no key is made in place of a missing one");
    fs::write(&file, "nonsense").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    assert!(house.open().await.unwrap_err().to_string().contains("64 hexadecimal digits"));
    fs::write(&file, &text).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o604)).unwrap();
    assert!(house.open().await.unwrap_err().to_string().contains("chmod 600"));
    assert_eq!(right.control.vault().await.unwrap(), stored);
    assert_eq!(right.control.sealed().await.unwrap(), sealed);

    fs::remove_file(&file).unwrap();
    house.given = Some(text);
    let custody = house.open().await.unwrap();
    assert_eq!(opened(&custody).await, ["s"; 4], "the operator may hold the key from now on");
}

#[tokio::test]
async fn a_folder_of_before_keeps_its_key() {
    let mut house = House::new();
    let custody = house.open().await.unwrap();
    store(&custody, "1", "s").await;
    let text = fs::read_to_string(house.data().join("master.key")).unwrap();
    forget_proof(&house).await;
    // Also if new ones are kept elsewhere by now.
    house.has_home = true;
    let again = house.open().await.unwrap();
    assert_eq!((opened(&again).await, again.vault.key_id()), (vec!["s".to_owned(); 4], custody.vault.key_id()));
    assert!(again.control.vault().await.unwrap().unwrap().proof.is_some(), "from now on it is proven");

    forget_proof(&house).await;
    house.given = Some(MasterKey::fresh().text().to_string());
    let told = house.open().await.unwrap_err().to_string();
    assert!(told.contains(&custody.vault.key_id()), "{told}");
    assert!(house.control().await.vault().await.unwrap().is_none(), "nothing is written");
    house.given = None;
    fs::remove_file(house.data().join("master.key")).unwrap();
    assert!(house.open().await.unwrap_err().to_string().contains("is missing"));
    house.given = Some(text);
    assert_eq!(opened(&house.open().await.unwrap()).await, ["s"; 4]);
}

/// As versions without proofs left it.
async fn forget_proof(house: &House) {
    let file = house.data().join("control.sqlite");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    sqlx::query("DELETE FROM vault").execute(&pool).await.unwrap();
    pool.close().await;
}

#[tokio::test]
async fn a_secret_that_was_moved_is_noticed() {
    let house = House::new();
    let custody = house.open().await.unwrap();
    store(&custody, "1", "one").await;
    store(&custody, "2", "two").await;
    assert!(custody.inspect().await.unwrap().concerns.iter().all(|one| !one.message.contains("cannot be opened")));
    let file = house.data().join("control.sqlite");
    let pool = sqlx::SqlitePool::connect_with(sqlx::sqlite::SqliteConnectOptions::new().filename(file)).await.unwrap();
    let from = "SELECT sealed FROM connection_credentials WHERE connection_id = 'connection-1'";
    for (moved, title) in [
        (format!("UPDATE connection_credentials SET sealed = ({from}) WHERE connection_id = 'connection-2'"), "Connection 2"),
        (format!("UPDATE channel_secrets SET sealed = ({from}) WHERE name = 'secret'"), "Channel 1"),
        (format!("UPDATE keys SET sealed = ({from}) WHERE id = 'key-2'"), "Key 2"),
        ("UPDATE channel_secrets SET sealed = (SELECT sealed FROM channel_secrets AS other WHERE other.name = 'previousSecret' \
          AND other.channel_id = channel_secrets.channel_id)".to_owned(), "Channel 2"),
    ] {
        let before = custody.control.sealed().await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(moved)).execute(&pool).await.unwrap();
        let inspection = custody.inspect().await.unwrap();
        let told = inspection.concerns.iter().map(|one| one.message.as_str()).collect::<String>();
        assert!(told.contains("cannot be opened") && told.contains(title), "{told}");
        // It stands in the way of a rotation: its secret would be lost without anybody knowing.
        let told = custody.rotate(crate::rotate::NextKey::Made, "test").await.unwrap_err().to_string();
        assert!(told.contains("does not open"), "{told}");
        assert_eq!(house.key_files(), ["master.key"]);
        for row in before {
            let put_back = match row.held_in {
                HeldIn::Keys => format!("UPDATE keys SET sealed = '{}' WHERE id = '{}'", row.sealed, row.owner),
                HeldIn::ConnectionCredentials => format!(
                    "UPDATE connection_credentials SET sealed = '{}' WHERE connection_id = '{}'",
                    row.sealed, row.owner
                ),
                HeldIn::ChannelSecrets => format!(
                    "UPDATE channel_secrets SET sealed = '{}' WHERE channel_id = '{}' AND name = '{}'",
                    row.sealed, row.owner, row.name
                ),
            };
            sqlx::query(sqlx::AssertSqlSafe(put_back)).execute(&pool).await.unwrap();
        }
    }
    custody.rotate(crate::rotate::NextKey::Made, "test").await.unwrap();
}

#[tokio::test]
async fn looking_changes_nothing_and_tells_what_matters() {
    let mut house = House::new();
    assert!(inspect(&house.control().await, &house.settings()).await.unwrap().is_none());
    assert!(house.files().is_empty());
    let custody = house.open().await.unwrap();
    store(&custody, "1", "s").await;
    let files = house.files();
    let looked = inspect(&house.control().await, &house.settings()).await.unwrap().unwrap();
    assert_eq!((looked.key_id.clone(), looked.kind, looked.sealed), (custody.vault.key_id(), "data", 4));
    assert_eq!(looked.concerns.len(), 1, "{looked:?}");
    assert!(looked.concerns[0].message.contains("data folder") && looked.concerns[0].hint.contains("--new-key-from"));
    assert_eq!(looked, custody.inspect().await.unwrap());
    house.has_home = true;
    let looked = inspect(&house.control().await, &house.settings()).await.unwrap().unwrap();
    if house.settings().platform.objection().is_none() {
        assert!(looked.concerns[0].hint.contains("--new-key-to user"), "{looked:?}");
    }
    house.given = Some(fs::read_to_string(house.data().join("master.key")).unwrap());
    let looked = inspect(&house.control().await, &house.settings()).await.unwrap().unwrap();
    assert_eq!((looked.kind, looked.from.as_str(), looked.concerns.len()), ("variable", "THE_KEY", 1));
    assert!(looked.concerns[0].message.contains("none is needed"), "a copy in the data folder: {looked:?}");
    assert_eq!(house.files(), files);
}

#[tokio::test]
async fn no_table_with_sealed_texts_is_forgotten() {
    let house = House::new();
    let custody = house.open().await.unwrap();
    store(&custody, "1", "s").await;
    let file = house.data().join("control.sqlite");
    let pool = sqlx::SqlitePool::connect_with(sqlx::sqlite::SqliteConnectOptions::new().filename(file)).await.unwrap();
    let query = "SELECT tables.name FROM sqlite_schema AS tables JOIN pragma_table_info(tables.name) AS columns \
        WHERE tables.type = 'table' AND columns.name = 'sealed' ORDER BY tables.name";
    let tables: Vec<String> = sqlx::query_scalar(query).fetch_all(&pool).await.unwrap();
    // Whoever adds one adds it to `control::vault::HeldIn` and `custody::places`, too: a rotation would lose it.
    assert_eq!(tables, ["channel_secrets", "connection_credentials", "keys"]);
    let held: Vec<HeldIn> = custody.control.sealed().await.unwrap().iter().map(|row| row.held_in).collect();
    for table in [HeldIn::Keys, HeldIn::ConnectionCredentials, HeldIn::ChannelSecrets] {
        assert!(held.contains(&table), "{held:?}");
    }
}
