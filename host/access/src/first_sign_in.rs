//! The one-time link with which the owner comes in: a token in a file that only the server's user can read.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use outlay_domain::Timestamp;
use rand::RngExt;
use rand::distr::Alphanumeric;
use subtle::ConstantTimeEq;

use crate::access::{Access, AccessError};

const FILE: &str = "first-sign-in";
const VALID_SECONDS: i64 = 24 * 60 * 60;

/// How the owner comes in for the first time.
#[derive(Debug, Clone)]
pub struct FirstSignIn {
    pub token: String,
    /// The file that holds the token.
    pub file: PathBuf,
}

impl Access {
    /// The token for the first sign-in, made if needed; none once there is an owner.
    pub async fn first_sign_in(&self, data: &Path) -> Result<Option<FirstSignIn>, AccessError> {
        if self.has_owner().await? {
            forget(data)?;
            return Ok(None);
        }
        let file = data.join(FILE);
        if let Some(token) = current(&file, self.clock.now())? {
            return Ok(Some(FirstSignIn { token, file }));
        }
        forget(data)?;
        let token = random_token();
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut handle = options.open(&file)?;
        handle.write_all(token.as_bytes())?;
        // By the clock that it expires by.
        handle.set_modified(UNIX_EPOCH + Duration::from_micros(u64::try_from(self.clock.now().0).unwrap_or(0)))?;
        handle.sync_all()?;
        Ok(Some(FirstSignIn { token, file }))
    }
}

/// 43 alphanumeric characters: 256 random bits.
pub(crate) fn random_token() -> String {
    rand::rng().sample_iter(Alphanumeric).take(43).map(char::from).collect()
}

/// The token in the file, if it has not expired.
fn current(file: &Path, now: Timestamp) -> Result<Option<String>, std::io::Error> {
    let written = match fs::metadata(file) {
        Ok(metadata) => metadata.modified()?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let written = written.duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0));
    if now.seconds() - written >= VALID_SECONDS {
        return Ok(None);
    }
    let token = fs::read_to_string(file)?.trim().to_owned();
    Ok(Some(token).filter(|token| token.len() >= 32))
}

pub(crate) fn is_valid(data: &Path, token: &str, now: Timestamp) -> Result<bool, std::io::Error> {
    let current = current(&data.join(FILE), now)?;
    Ok(current.is_some_and(|current| current.as_bytes().ct_eq(token.as_bytes()).into()))
}

pub(crate) fn forget(data: &Path) -> Result<(), std::io::Error> {
    match fs::remove_file(data.join(FILE)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
