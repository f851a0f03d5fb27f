//! Sealing and opening.

use std::fmt;
use std::path::Path;

use aes_gcm::aead::{Aead, Generate, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::master_key;

/// Why a secret cannot be sealed or opened. Never tells any of it.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error("the master key in {place} must be 64 hexadecimal digits")]
    InvalidKey { place: String },
    #[error("the master key file {file} cannot be used: {error}")]
    KeyFile { file: String, error: std::io::Error },
    #[error("the master key file {file} can be read by others; run: chmod 600 {file}")]
    KeyFileOpen { file: String },
    #[error("this is not a sealed secret")]
    NotSealed,
    #[error("this secret was sealed under another master key (`{key_id}`)")]
    OtherKey { key_id: String },
    #[error("this secret does not open: it was changed or moved")]
    DoesNotOpen,
}

/// Where a secret is kept. A sealed text opens only at its own place.
#[derive(Debug, Clone, Copy)]
pub struct Place<'p> {
    pub table: &'p str,
    pub row: &'p str,
    pub column: &'p str,
}

impl Place<'_> {
    fn associated_data(self) -> Vec<u8> {
        let mut data = Vec::new();
        for part in [self.table, self.row, self.column] {
            data.extend_from_slice(&(part.len() as u64).to_le_bytes());
            data.extend_from_slice(part.as_bytes());
        }
        data
    }
}

/// Seals and opens secrets.
pub struct Vault {
    cipher: Aes256Gcm,
    /// Names the key in what it sealed, so that a later key can stand beside it.
    key_id: String,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

const VERSION: &str = "v1";

impl Vault {
    /// Opens the vault of a data folder. `given` is the operator's master key, 64 hexadecimal digits; without it, the
    /// file `master.key` is used and made at first.
    pub fn open_at(folder: &Path, given: Option<&SecretString>) -> Result<Self, VaultError> {
        let key = master_key::load(folder, given)?;
        let cipher = Aes256Gcm::new_from_slice(&key[..]).expect("the key has 32 bytes");
        // A digest of the key under itself names it without telling it.
        let name = cipher
            .encrypt(&Nonce::default(), Payload { msg: b"", aad: b"outlay key id" })
            .expect("an empty message can be sealed");
        let key_id = name.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { cipher, key_id })
    }

    /// `v1.<key id>.<base64 of nonce and ciphertext>`
    pub fn seal(&self, place: Place<'_>, secret: &SecretString) -> Result<String, VaultError> {
        let nonce = Nonce::generate();
        let payload = Payload { msg: secret.expose_secret().as_bytes(), aad: &place.associated_data() };
        let sealed = self.cipher.encrypt(&nonce, payload).map_err(|_| VaultError::DoesNotOpen)?;
        let bytes = [nonce.as_slice(), &sealed].concat();
        Ok(format!("{VERSION}.{}.{}", self.key_id, STANDARD_NO_PAD.encode(bytes)))
    }

    pub fn open(&self, place: Place<'_>, sealed: &str) -> Result<SecretString, VaultError> {
        let mut parts = sealed.splitn(3, '.');
        let (Some(VERSION), Some(key_id), Some(text)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(VaultError::NotSealed);
        };
        if key_id != self.key_id {
            return Err(VaultError::OtherKey { key_id: key_id.to_owned() });
        }
        let bytes = STANDARD_NO_PAD.decode(text).map_err(|_| VaultError::NotSealed)?;
        let (nonce, ciphertext) = bytes.split_at_checked(12).ok_or(VaultError::NotSealed)?;
        let nonce = Nonce::try_from(nonce).map_err(|_| VaultError::NotSealed)?;
        let payload = Payload { msg: ciphertext, aad: &place.associated_data() };
        let opened = Zeroizing::new(self.cipher.decrypt(&nonce, payload).map_err(|_| VaultError::DoesNotOpen)?);
        let text = std::str::from_utf8(&opened).map_err(|_| VaultError::DoesNotOpen)?;
        Ok(SecretString::from(text))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const PLACE: Place<'_> = Place { table: "connections", row: "1", column: "admin_api_key" };

    #[test]
    fn secrets_open_only_at_their_place() {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open_at(folder.path(), None).unwrap();
        let secret = SecretString::from("sk-admin-very-secret");
        let sealed = vault.seal(PLACE, &secret).unwrap();
        assert!(!sealed.contains("secret"));
        assert_ne!(sealed, vault.seal(PLACE, &secret).unwrap(), "every seal has a fresh nonce");
        assert_eq!(vault.open(PLACE, &sealed).unwrap().expose_secret(), "sk-admin-very-secret");
        for place in [Place { row: "2", ..PLACE }, Place { column: "x", ..PLACE }, Place { table: "keys", ..PLACE }] {
            assert!(matches!(vault.open(place, &sealed), Err(VaultError::DoesNotOpen)));
        }
        assert!(matches!(vault.open(PLACE, "plain"), Err(VaultError::NotSealed)));
        assert!(matches!(
            vault.open(PLACE, &format!("{sealed}AA")),
            Err(VaultError::DoesNotOpen | VaultError::NotSealed)
        ));
    }

    #[test]
    fn the_key_file_is_kept_and_guarded() {
        let folder = tempfile::tempdir().unwrap();
        let sealed = Vault::open_at(folder.path(), None).unwrap().seal(PLACE, &"s".into()).unwrap();
        assert!(Vault::open_at(folder.path(), None).unwrap().open(PLACE, &sealed).is_ok());
        let other = SecretString::from("ab".repeat(32));
        let vault = Vault::open_at(folder.path(), Some(&other)).unwrap();
        assert!(matches!(vault.open(PLACE, &sealed), Err(VaultError::OtherKey { .. })));
        assert!(matches!(Vault::open_at(folder.path(), Some(&"short".into())), Err(VaultError::InvalidKey { .. })));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let file = folder.path().join(master_key::FILE);
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
            assert!(matches!(Vault::open_at(folder.path(), None), Err(VaultError::KeyFileOpen { .. })));
        }
    }
}
