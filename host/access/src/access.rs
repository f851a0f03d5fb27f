//! The service: control data, vault and the keys in memory.

use std::sync::{Arc, Mutex};

use outlay_control::{Control, ControlError};
use outlay_domain::Clock;
use outlay_vault::{Vault, VaultError};
use sha2::{Digest, Sha256};

use crate::key_ring::KeyRing;
use crate::people::Attempts;

/// Why something about keys or people could not be done.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    #[error(transparent)]
    Control(#[from] ControlError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("a name has 1 to 100 characters")]
    InvalidName,
    #[error("there is no such key")]
    NoSuchKey,
    #[error("a password has at least 12 characters and at most 200")]
    InvalidPassword,
    #[error("name or password is wrong")]
    SignInFailed,
    #[error("too many attempts; try again in {retry_after} s")]
    TooManyAttempts { retry_after: u64 },
    #[error("this link is not valid: it was used, has expired, or is not for this server")]
    FirstSignInRefused,
    #[error("the password could not be processed")]
    Hashing,
    #[error("the file for the first sign-in could not be used: {0}")]
    File(#[from] std::io::Error),
}

/// Knows who is asking.
#[derive(Debug)]
pub struct Access {
    pub(crate) control: Control,
    pub(crate) vault: Arc<Vault>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ring: KeyRing,
    pub(crate) attempts: Mutex<Attempts>,
}

impl Access {
    /// Loads all keys into memory.
    pub async fn open(control: Control, vault: Arc<Vault>, clock: Arc<dyn Clock>) -> Result<Self, AccessError> {
        let ring = KeyRing::default();
        for row in control.keys().await? {
            ring.insert(&row);
        }
        Ok(Self { control, vault, clock, ring, attempts: Mutex::default() })
    }
}

pub(crate) fn digest(secret: &str) -> String {
    Sha256::digest(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
