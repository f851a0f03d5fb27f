//! One key at work: what it seals and opens.

use aes_gcm::aead::{Aead, Generate, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::master_key::MasterKey;

/// Why a secret cannot be sealed or opened. Never tells any of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
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

const VERSION: &str = "v1";
const NONCE_BYTES: usize = 12;

/// `v1.<key id>.<base64 of nonce and ciphertext>`
struct Sealed<'s> {
    key_id: &'s str,
    text: &'s str,
}

impl<'s> Sealed<'s> {
    fn read(sealed: &'s str) -> Option<Self> {
        let mut parts = sealed.splitn(3, '.');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(VERSION), Some(key_id), Some(text)) => Some(Self { key_id, text }),
            _ => None,
        }
    }
}

/// Under which key a text was sealed; none if it is no sealed text.
pub fn key_id_of(sealed: &str) -> Option<&str> {
    Sealed::read(sealed).map(|sealed| sealed.key_id)
}

/// A master key, ready to be used.
pub(crate) struct Cipher {
    cipher: Aes256Gcm,
    /// Names the key in what it sealed, so that a later key can stand beside it.
    id: String,
}

impl Cipher {
    pub(crate) fn of(key: &MasterKey) -> Self {
        let cipher = Aes256Gcm::new_from_slice(&key.0[..]).expect("the key has 32 bytes");
        // A digest of the key under itself names it without telling it.
        let name = cipher
            .encrypt(&Nonce::default(), Payload { msg: b"", aad: b"outlay key id" })
            .expect("an empty message can be sealed");
        let id = name.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        Self { cipher, id }
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn seal(&self, place: Place<'_>, secret: &SecretString) -> Result<String, VaultError> {
        let nonce = Nonce::generate();
        let payload = Payload { msg: secret.expose_secret().as_bytes(), aad: &place.associated_data() };
        let sealed = self.cipher.encrypt(&nonce, payload).map_err(|_| VaultError::DoesNotOpen)?;
        let bytes = [nonce.as_slice(), &sealed].concat();
        Ok(format!("{VERSION}.{}.{}", self.id, STANDARD_NO_PAD.encode(bytes)))
    }

    pub(crate) fn open(&self, place: Place<'_>, sealed: &str) -> Result<SecretString, VaultError> {
        let sealed = Sealed::read(sealed).ok_or(VaultError::NotSealed)?;
        if sealed.key_id != self.id {
            return Err(VaultError::OtherKey { key_id: sealed.key_id.to_owned() });
        }
        let bytes = STANDARD_NO_PAD.decode(sealed.text).map_err(|_| VaultError::NotSealed)?;
        let (nonce, ciphertext) = bytes.split_at_checked(NONCE_BYTES).ok_or(VaultError::NotSealed)?;
        let nonce = Nonce::try_from(nonce).map_err(|_| VaultError::NotSealed)?;
        let payload = Payload { msg: ciphertext, aad: &place.associated_data() };
        let opened = Zeroizing::new(self.cipher.decrypt(&nonce, payload).map_err(|_| VaultError::DoesNotOpen)?);
        let text = std::str::from_utf8(&opened).map_err(|_| VaultError::DoesNotOpen)?;
        Ok(SecretString::from(text))
    }
}
