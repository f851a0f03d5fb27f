//! Service accounts. Their key pairs are made when they are first wanted: nothing here is a real key.

use std::sync::OnceLock;

use rsa::pkcs8::{EncodePrivateKey, LineEnding};
use rsa::{Pkcs1v15Sign, RsaPrivateKey, RsaPublicKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::PROJECT;

const BITS: usize = 2_048;
/// What stands before a SHA-256 hash in a signature (RFC 8017, 9.2).
const DIGEST_INFO: [u8; 19] =
    [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20];

#[derive(Debug)]
pub(super) struct Account {
    pub(super) email: &'static str,
    pub(super) key_id: &'static str,
    has_roles: bool,
}

/// Has all roles on the one project.
pub(super) static METER: Account = Account {
    email: "meter@my-project.iam.gserviceaccount.com",
    key_id: "0123456789abcdef0123456789abcdef01234567",
    has_roles: true,
};
/// Exists, and may do nothing.
pub(super) static NOBODY: Account = Account {
    email: "nobody@my-project.iam.gserviceaccount.com",
    key_id: "89abcdef0123456789abcdef0123456789abcdef",
    has_roles: false,
};
pub(super) static ALL: [&Account; 2] = [&METER, &NOBODY];

impl Account {
    pub(super) fn may_read(&self, project: &str) -> bool {
        self.has_roles && project == PROJECT
    }

    /// The JSON file that Google gives for a key.
    pub(super) fn key_file(&self) -> String {
        key_file(self, known_pair())
    }

    /// Whether a signature is one of the account's key.
    pub(super) fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let hashed = [&DIGEST_INFO[..], &Sha256::digest(message)[..]].concat();
        let public = known_pair().public.as_ref();
        public.is_some_and(|key| key.verify(Pkcs1v15Sign::new_unprefixed(), &hashed, signature).is_ok())
    }
}

/// A file of an account, with a key that it does not have any more.
pub(super) fn deleted_key_file() -> String {
    static DELETED: OnceLock<Pair> = OnceLock::new();
    key_file(&METER, DELETED.get_or_init(Pair::new))
}

/// What the command line of Google keeps for a person.
pub(super) fn login_file() -> String {
    json!({
        "type": "authorized_user", "client_id": "32555940559.apps.googleusercontent.com",
        "client_secret": "fake-client-secret-000", "refresh_token": "1//fake-refresh-token-000"
    })
    .to_string()
}

struct Pair {
    pem: String,
    public: Option<RsaPublicKey>,
}

impl Pair {
    fn new() -> Self {
        let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, BITS).ok();
        let pem = key.as_ref().and_then(|key| key.to_pkcs8_pem(LineEnding::LF).ok());
        Self { pem: pem.map(|pem| pem.to_string()).unwrap_or_default(), public: key.map(|key| key.to_public_key()) }
    }
}

fn known_pair() -> &'static Pair {
    static KNOWN: OnceLock<Pair> = OnceLock::new();
    KNOWN.get_or_init(Pair::new)
}

fn key_file(account: &Account, pair: &Pair) -> String {
    let example = include_str!("../../../../connectors/vertex/fixtures/service_account.example.json");
    let mut file: Value = serde_json::from_str(example).unwrap_or_default();
    file["client_email"] = account.email.into();
    file["private_key_id"] = account.key_id.into();
    file["private_key"] = pair.pem.as_str().into();
    file.to_string()
}
