//! A data folder with one secret of each sort.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use outlay_control::Control;
use outlay_control::channels::{ChannelRow, SecretRow};
use outlay_control::connections::{ConnectionRow, CredentialRow};
use outlay_control::keys::KeyRow;
use outlay_domain::SystemClock;
use outlay_vault::Sealing;
use secrecy::ExposeSecret;
use tempfile::TempDir;

use crate::custody::Custody;
use crate::error::CustodyError;
use crate::given::Given;
use crate::places;
use crate::settings::{Keep, KeySettings, Platform};

/// A folder for the data, and a home beside it.
pub(super) struct House {
    pub(super) folder: TempDir,
    pub(super) keep: Keep,
    pub(super) given: Option<String>,
    pub(super) has_home: bool,
}

impl House {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("data")).unwrap();
        Self { folder, keep: Keep::Auto, given: None, has_home: false }
    }

    pub(super) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(super) fn home(&self) -> PathBuf {
        self.folder.path().join("home/keys")
    }

    pub(super) fn settings(&self) -> KeySettings {
        let given =
            self.given.as_ref().map(|text| Given::Variable { name: "THE_KEY".into(), text: text.as_str().into() });
        // A home that Outlay may keep keys in only when it is told to: where the tests run may be a container.
        let user = self.has_home.then(|| self.home());
        KeySettings {
            data: self.data(),
            given,
            keep: self.keep.clone(),
            platform: Platform { user, is_container: false },
        }
    }

    pub(super) async fn control(&self) -> Control {
        Control::open(&self.data().join("control.sqlite")).await.unwrap()
    }

    /// As at a start.
    pub(super) async fn open(&self) -> Result<Custody, CustodyError> {
        Custody::open(self.control().await, self.settings(), Arc::new(SystemClock::default())).await
    }

    /// Everything that is there, with what it holds.
    pub(super) fn files(&self) -> Vec<(PathBuf, String)> {
        let mut files = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if !path.to_string_lossy().contains("control.sqlite") {
                    files.push((path.clone(), fs::read_to_string(path).unwrap()));
                }
            }
        }
        files.sort();
        files
    }

    /// The names of all files of keys.
    pub(super) fn key_files(&self) -> Vec<String> {
        let name = |(path, _): (PathBuf, String)| path.file_name().unwrap().to_string_lossy().into_owned();
        self.files().into_iter().map(name).collect()
    }
}

/// One secret of each sort, all with this text.
pub(super) async fn store(custody: &Custody, id: &str, text: &str) {
    let vault = custody.vault();
    let sealing = vault.sealing().await;
    store_with(&custody.control, &sealing, id, text).await;
}

pub(super) async fn store_with(control: &Control, sealing: &Sealing<'_>, id: &str, text: &str) {
    let secret = text.into();
    let row = KeyRow {
        id: format!("key-{id}"),
        team: "default".into(),
        name: format!("Key {id}"),
        scope: "read".into(),
        digest: id.into(),
        sealed: sealing.seal(places::api_key(&format!("key-{id}")), &secret).unwrap(),
        last_four: String::new(),
        created_at: 1,
        created_by: String::new(),
        last_used_at: None,
        events: 0,
        refused: 0,
        old_digest: None,
        old_until: None,
    };
    control.insert_key(&row).await.unwrap();
    let connection = format!("connection-{id}");
    let row = ConnectionRow {
        id: connection.clone(),
        team: "default".into(),
        connector: "openai".into(),
        name: format!("Connection {id}"),
        settings: "{}".into(),
        schedule: String::new(),
        zone: "UTC".into(),
        jitter: 0,
        allow_private: false,
        endpoints: "{}".into(),
        granted: "[]".into(),
        created_at: 1,
        created_by: String::new(),
        status: "pending".into(),
        reason: None,
        warning: None,
        account: None,
        last_success_at: None,
        failures: 0,
        next_sync_at: None,
        back_to: None,
        counts_towards_total: None,
    };
    let credential = CredentialRow {
        connection_id: connection.clone(),
        credential: "admin_api_key".into(),
        sealed: sealing.seal(places::credential(&connection, "admin_api_key"), &secret).unwrap(),
        length: 1,
        set_at: 1,
    };
    control.insert_connection(&row, &[credential]).await.unwrap();
    let channel = format!("channel-{id}");
    let row = ChannelRow {
        id: channel.clone(),
        name: format!("Channel {id}"),
        kind: "webhook".into(),
        settings: "{}".into(),
        allow_private: false,
        created_at: 1,
        last_status: None,
        last_at: None,
        last_error: None,
    };
    let secrets = ["secret", "previousSecret"].map(|name| SecretRow {
        channel_id: channel.clone(),
        name: name.into(),
        sealed: sealing.seal(places::channel_secret(&channel, name), &secret).unwrap(),
        ends_at: None,
    });
    control.insert_channel(&row, &secrets).await.unwrap();
}

/// Of all secrets, those that open.
pub(super) async fn opened(custody: &Custody) -> Vec<String> {
    let rows = custody.control.sealed().await.unwrap();
    let open = |row| custody.vault.open(places::of(row), &row.sealed);
    rows.iter().filter_map(|row| Some(open(row).ok()?.expose_secret().to_owned())).collect()
}

pub(super) fn is_in(folder: &Path, path: &Path) -> bool {
    path.starts_with(folder)
}
