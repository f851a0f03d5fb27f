//! Passwords: argon2id, hashed where blocking is allowed.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use secrecy::{ExposeSecret, SecretString};

use crate::access::AccessError;

const SHORTEST: usize = 12;
const LONGEST: usize = 200;

pub(crate) fn check(password: &SecretString) -> Result<(), AccessError> {
    let length = password.expose_secret().chars().count();
    if (SHORTEST..=LONGEST).contains(&length) { Ok(()) } else { Err(AccessError::InvalidPassword) }
}

pub(crate) async fn hash(password: SecretString) -> Result<String, AccessError> {
    let work =
        move || Argon2::default().hash_password(password.expose_secret().as_bytes()).map(|hash| hash.to_string());
    tokio::task::spawn_blocking(work).await.map_err(|_| AccessError::Hashing)?.map_err(|_| AccessError::Hashing)
}

/// Takes the same time whether there is such a person or not: without a hash it checks against a made-up one.
pub(crate) async fn verify(password: SecretString, hash: Option<String>) -> Result<bool, AccessError> {
    let work = move || {
        let known = hash.is_some();
        let hash = match hash {
            Some(hash) => hash,
            None => Argon2::default()
                .hash_password(b"nobody has this password")
                .map(|hash| hash.to_string())
                .unwrap_or_default(),
        };
        let fits = PasswordHash::new(&hash)
            .is_ok_and(|hash| Argon2::default().verify_password(password.expose_secret().as_bytes(), &hash).is_ok());
        fits && known
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| AccessError::Hashing)
}
