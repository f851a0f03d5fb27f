//! The master key: where it comes from, a wrong one, a missing one, a lost one.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use fakes::openai::{ADMIN_KEY, FakeOpenAi};
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use system_tests::cli::{Ran, outlay, run};
use system_tests::secrets::{Keys, Person, all_open, channel_signs, make_channel, settled, vault};
use system_tests::{Receiver, Server};

const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const PLACE: &str = "OUTLAY_MASTER_KEY_PLACE";
const SECRET: &str = "whsec_a secret that signs";

/// Files by path; those that change without anybody's doing are left out.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() && !entry.path().to_string_lossy().contains("control.sqlite-") {
                found.insert(entry.path(), fs::read(entry.path()).unwrap());
            }
        }
    }
    found
}

fn key_files(folder: &Path) -> Vec<PathBuf> {
    files(folder).into_keys().filter(|path| path.extension().is_some_and(|extension| extension == "key")).collect()
}

/// In the folder's `data`, with no server running.
async fn command(folder: &Path, arguments: &[&str], environment: &[(&str, OsString)]) -> Ran {
    let mut command = outlay(folder, arguments);
    command.args(["--data", "data"]).envs(environment.iter().cloned());
    run(command).await
}

async fn database(data: &Path) -> SqlitePool {
    SqlitePool::connect_with(SqliteConnectOptions::new().filename(data.join("control.sqlite"))).await.unwrap()
}

/// A start that is refused.
async fn refused(server: &Server) -> String {
    let mut serve = server.command(&["serve", "--listen", "127.0.0.1:0"]);
    serve.stdin(std::process::Stdio::null());
    run(serve).await.expect_failure().to_owned()
}

#[tokio::test]
async fn the_key_comes_from_where_the_operator_says() {
    let place = tempfile::tempdir().unwrap();
    let at = |name: &str| place.path().join(name);
    fs::write(at("key"), format!("{KEY}\n")).unwrap();
    fs::write(at("outlay-master-key"), KEY).unwrap();
    let variable = |name: &'static str, value: OsString| vec![(name, value)];
    let line: OsString = format!("cat '{}'", at("key").display()).into();
    let given = [
        ("variable", variable("OUTLAY_MASTER_KEY", KEY.into())),
        ("file", variable("OUTLAY_MASTER_KEY_FILE", at("key").into())),
        ("command", variable("OUTLAY_MASTER_KEY_COMMAND", line)),
        ("file", variable("CREDENTIALS_DIRECTORY", place.path().into())),
    ];
    let folder = tempfile::tempdir().unwrap();
    // All of them hold the same key, so that each start opens what the one before sealed.
    for (sealed, (kind, environment)) in (1..).zip(&given) {
        let name = format!("key {sealed}");
        command(folder.path(), &["keys", "create", "--name", &name], environment).await.expect_ok();
        let looked = command(folder.path(), &["doctor", "--json"], environment).await;
        let looked: Value = serde_json::from_str(looked.expect_ok()).unwrap();
        assert_eq!(looked["healthy"], true, "{looked}");
        let status = command(folder.path(), &["vault", "status"], environment).await;
        let said = status.expect_ok();
        assert!(said.contains(&format!("seals {sealed} secrets")) && !said.contains("data folder"), "{kind}: {said}");
    }
    assert!(key_files(folder.path()).is_empty(), "Outlay keeps none");
    let two = [given[0].1.clone(), given[1].1.clone()].concat();
    let told = command(folder.path(), &["keys", "list"], &two).await;
    assert!(told.expect_failure().contains("one place only"), "{told:?}");
    let missing = variable("OUTLAY_MASTER_KEY_FILE", at("nowhere").into());
    let told = command(folder.path(), &["keys", "list"], &missing).await;
    assert!(told.expect_failure().contains("nowhere"), "{told:?}");
}

#[tokio::test]
async fn outlay_keeps_a_key_where_it_may_and_nowhere_else() {
    for (place, expected) in [
        (Some("data"), vec!["data/master.key"]),
        (Some("user"), vec!["home/.config/outlay/keys/ID.key"]),
        (Some("FOLDER"), vec!["chosen/ID.key"]),
        // What the default is depends on whether the tests run in a container.
        (None, vec!["data/master.key", "home/.config/outlay/keys/ID.key"]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let chosen = folder.path().join("chosen");
        let mut environment: Vec<(&str, OsString)> = vec![("HOME", folder.path().join("home").into())];
        environment.push((
            PLACE,
            match place {
                Some("FOLDER") => chosen.into(),
                place => place.unwrap_or("auto").into(),
            },
        ));
        environment.push(("XDG_CONFIG_HOME", "".into()));
        for name in ["one", "two"] {
            command(folder.path(), &["keys", "create", "--name", name], &environment).await.expect_ok();
        }
        let found = key_files(folder.path());
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(fs::metadata(&found[0]).unwrap().permissions().mode() & 0o777, 0o600);
        let name = found[0].strip_prefix(folder.path()).unwrap().to_str().unwrap().to_owned();
        let is_expected = |form: &&str| match form.split_once("ID") {
            Some((begin, end)) => name.starts_with(begin) && name.ends_with(end),
            None => name == **form,
        };
        assert!(expected.iter().any(is_expected), "{place:?}: {name}");
        let is_data = |path: &PathBuf| path.starts_with(folder.path().join("data"));
        let outside: Vec<_> = files(folder.path()).into_keys().filter(|path| !is_data(path)).collect();
        assert!(outside.iter().all(|path| *path == found[0]), "nothing else is written outside the data: {outside:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    let homeless: [(&str, OsString); 3] = [(PLACE, "user".into()), ("HOME", "".into()), ("XDG_CONFIG_HOME", "".into())];
    let told = command(folder.path(), &["keys", "list"], &homeless).await;
    assert!(told.expect_failure().contains("HOME"), "{told:?}");
}

#[tokio::test]
async fn a_wrong_or_missing_key_refuses_the_start_and_loses_nothing() {
    let mut server = Server::start().await;
    let person = Person::sign_in(&server).await;
    let mut keys = Keys::default();
    keys.make(&server.owner(), "prod").await;
    let receiver = Receiver::start(SECRET).await;
    let channel = make_channel(&server.owner(), &receiver, "hook", SECRET).await;
    server.stop().await;
    let file = server.data().join("master.key");
    let right = fs::read(&file).unwrap();

    for (wrong, named) in [
        (Some(KEY.as_bytes()), vec!["sealed under another master key", "master.key: the key", "start-over"]),
        (None, vec!["is missing", "there is no such file", "OUTLAY_MASTER_KEY_FILE"]),
        (Some(&b"broken"[..]), vec!["64 hexadecimal digits", "master.key"]),
    ] {
        match wrong {
            Some(text) => fs::write(&file, text).unwrap(),
            None => fs::remove_file(&file).unwrap(),
        }
        let before = files(&server.data());
        let told = refused(&server).await;
        for word in named {
            assert!(told.contains(word), "{word} in {told}");
        }
        assert!(!told.contains(KEY) && !told.contains("panicked"), "{told}");
        let looked = server.cli(&["doctor"]).await;
        assert!(looked.expect_failure().contains("1 error") && looked.stdout.contains("master key"), "{looked:?}");
        assert!(files(&server.data()) == before, "nothing was written");
        fs::write(&file, &right).unwrap();
        fs::set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
    }
    server.set_variable("OUTLAY_MASTER_KEY", KEY);
    let told = refused(&server).await;
    assert!(told.contains("leave out OUTLAY_MASTER_KEY") && told.contains("master.key holds the right key"), "{told}");
    server.forget_variable("OUTLAY_MASTER_KEY");

    server.start_again().await;
    keys.are_all_shown(&server, &person).await;
    channel_signs(&server.owner(), &channel).await;
    all_open(&server.owner(), 2).await;
}

#[tokio::test]
async fn a_sealed_text_opens_at_its_own_place_only() {
    let mut server = Server::start().await;
    let person = Person::sign_in(&server).await;
    let mut keys = Keys::default();
    for name in ["one", "two"] {
        keys.make(&server.owner(), name).await;
    }
    keys.are_all_shown(&server, &person).await;
    let [one, two] = [0, 1].map(|at| keys.ids()[at].to_owned());
    server.stop().await;
    // Somebody who can write the database has the key of another shown.
    let database = database(&server.data()).await;
    let change = "UPDATE keys SET sealed = (SELECT sealed FROM keys WHERE id = $1) WHERE id = $2";
    sqlx::query(change).bind(&two).bind(&one).execute(&database).await.unwrap();
    database.close().await;
    server.start_again().await;
    let answer = person.reveal(&server, &one).await;
    assert_eq!(answer.status, 500, "{}", answer.text);
    assert!(person.reveal(&server, &two).await.status == 200);
    let looked = server.cli(&["doctor"]).await;
    assert!(looked.expect_ok().contains("1 secrets cannot be opened: the text of the API key `one`"), "{looked:?}");
    let told = server.cli(&["vault", "rotate"]).await;
    assert!(told.expect_failure().contains("`one` does not open"), "{told:?}");
    server.owner().post(&format!("/api/v1/keys/{one}/regenerate"), &json!({})).await.expect(200);
    server.cli(&["vault", "rotate"]).await.expect_ok();
    all_open(&server.owner(), 2).await;
}

#[tokio::test]
async fn who_has_lost_the_key_starts_over_with_secrets_only() {
    let provider = FakeOpenAi::start().await.unwrap();
    provider.set_history_days(2);
    let mut server = Server::start().await;
    let person = Person::sign_in(&server).await;
    let mut keys = Keys::default();
    keys.make(&server.owner(), "prod").await;
    let sender = server.key("metering").await;
    let new = json!({"connector": "openai", "name": "OpenAI", "credentials": {"admin_api_key": ADMIN_KEY},
        "settings": {"base_url": provider.base_url()}, "allowPrivate": true});
    let connection = server.owner().post("/api/v1/connections", &new).await.expect(201);
    let connection = connection["id"].as_str().unwrap().to_owned();
    settled(&server.owner(), &connection).await;
    let fits = server.cli(&["vault", "start-over", "--yes"]).await;
    assert!(fits.expect_failure().contains("stop the server first"), "{fits:?}");
    server.stop().await;
    let fits = server.cli(&["vault", "start-over", "--yes"]).await;
    assert!(fits.expect_failure().contains("the master key fits"), "{fits:?}");

    let file = server.data().join("master.key");
    let lost = fs::read_to_string(&file).unwrap();
    fs::remove_file(&file).unwrap();
    let before = files(&server.data());
    let listed = server.cli(&["vault", "start-over"]).await;
    assert!(listed.expect_failure().contains("--yes"), "{listed:?}");
    assert!(listed.stdout.contains("`admin_api_key` of the connection `OpenAI`"), "{listed:?}");
    assert!(files(&server.data()) == before && refused(&server).await.contains("is missing"));
    let done = server.cli(&["vault", "start-over", "--yes"]).await;
    assert!(done.expect_ok().contains("the API key `prod`"), "{done:?}");

    server.start_again().await;
    let sent = server.stranger().with_key(Some(&sender)).post("/v1/events", &system_tests::events::call("a")).await;
    assert_eq!(sent.status, 200, "keys go on working: {}", sent.text);
    let told = person.reveal(&server, keys.ids()[0]).await;
    assert_eq!((told.status, &told.json()["error"]["code"]), (409, &json!("key_text_lost")));
    let path = format!("/api/v1/connections/{connection}");
    server.owner().post(&format!("{path}/sync"), &json!({})).await;
    let told = system_tests::wait_until("a connection that asks for its credential", async || {
        let told = server.owner().get(&path).await.expect(200);
        if told["status"] == "disconnected" { Ok(told) } else { Err(told) }
    });
    assert!(told.await["reason"].as_str().unwrap().contains("Enter them again"));
    let again = json!({"credentials": {"admin_api_key": ADMIN_KEY}});
    server.owner().patch(&path, &again).await.expect(200);
    let checked = server.owner().post(&format!("{path}/check"), &json!({})).await.expect(200);
    assert_eq!(checked["ok"], true, "{checked}");
    let looked = server.cli(&["doctor"]).await;
    assert!(looked.expect_ok().contains("cannot be opened"), "{looked:?}");

    // It turns up after all.
    let id = lost_id(&server).await;
    fs::write(server.data().join(format!("master.key.{id}.old")), lost).unwrap();
    fs::set_permissions(server.data().join(format!("master.key.{id}.old")), PermissionsExt::from_mode(0o600)).unwrap();
    server.stop().await;
    server.start_again().await;
    server.cli(&["vault", "rotate"]).await.expect_ok();
    keys.are_all_shown(&server, &person).await;
}

/// The id of the key that the sealed texts name.
async fn lost_id(server: &Server) -> String {
    let database = database(&server.data()).await;
    let query = "SELECT sealed FROM keys ORDER BY created_at LIMIT 1";
    let sealed: String = sqlx::query_scalar(query).fetch_one(&database).await.unwrap();
    database.close().await;
    sealed.split('.').nth(1).unwrap().to_owned()
}

#[tokio::test]
async fn a_folder_of_before_goes_on_and_its_key_can_be_moved() {
    let mut server = Server::start().await;
    let person = Person::sign_in(&server).await;
    let mut keys = Keys::default();
    keys.make(&server.owner(), "old").await;
    server.stop().await;
    let database = database(&server.data()).await;
    for statement in ["DROP TABLE vault", "DELETE FROM _sqlx_migrations WHERE version = 9"] {
        sqlx::query(statement).execute(&database).await.unwrap();
    }
    database.close().await;
    let home = server.folder().join("home");
    server.set_variable("XDG_CONFIG_HOME", home.as_os_str());
    server.start_again().await;
    keys.are_all_shown(&server, &person).await;
    let looked = server.cli(&["doctor"]).await;
    assert!(looked.expect_ok().contains("the master key lies in the data folder"), "{looked:?}");
    let rotated = server.cli(&["vault", "rotate", "--new-key-to", "user"]).await;
    assert!(rotated.expect_ok().contains("1 secrets") && rotated.stdout.contains("home"), "{rotated:?}");
    let found = key_files(server.folder());
    assert!(found.len() == 1 && found[0].starts_with(&home), "{found:?}");
    keys.are_all_shown(&server, &person).await;
    server.stop().await;
    server.start_again().await;
    keys.are_all_shown(&server, &person).await;
    let looked = server.cli(&["doctor"]).await;
    assert!(!looked.expect_ok().contains("data folder: whoever"), "{looked:?}");
    assert_eq!(vault(&server.owner()).await["kind"], "user");
}

#[tokio::test]
async fn the_master_key_is_looked_after_on_the_machine_only() {
    let server = Server::start().await;
    let admin = server.admin().await;
    let told = admin.get("/api/v1/vault").await.expect(403);
    assert_eq!(told["error"]["code"], "socket_only");
    let key = json!({"nextKey": KEY});
    assert_eq!(admin.post("/api/v1/vault/rotate", &key).await.status, 403);
    assert_eq!(server.stranger().post("/api/v1/vault/rotate", &key).await.status, 401);
    let owner = server.owner();
    for (wrong, field) in [
        (json!({"nextKey": "short"}), "nextKey"),
        (json!({"place": "cloud"}), "place"),
        (json!({"place": "data", "nextKey": KEY}), "place"),
    ] {
        let told = owner.post("/api/v1/vault/rotate", &wrong).await.expect(422);
        assert_eq!(told["error"]["field"], field, "{told}");
        assert!(!told.to_string().contains(KEY), "{told}");
    }
}
