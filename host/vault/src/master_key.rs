//! The master key: from the operator, or a file of the data folder that is made at first use.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::vault::VaultError;

pub(crate) const FILE: &str = "master.key";
pub(crate) type Key = Zeroizing<[u8; 32]>;

/// The operator's key, 64 hexadecimal digits, if given; else that of `<folder>/master.key`, made if missing.
pub(crate) fn load(folder: &Path, given: Option<&SecretString>) -> Result<Key, VaultError> {
    if let Some(given) = given {
        return parse(given.expose_secret()).ok_or(VaultError::InvalidKey { place: "OUTLAY_MASTER_KEY".to_owned() });
    }
    let file = folder.join(FILE);
    match fs::read_to_string(&file) {
        Ok(text) => {
            let text = Zeroizing::new(text);
            refuse_if_readable_by_others(&file)?;
            parse(&text).ok_or_else(|| VaultError::InvalidKey { place: file.display().to_string() })
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => create(&file),
        Err(error) => Err(VaultError::KeyFile { file: file.display().to_string(), error }),
    }
}

fn create(file: &Path) -> Result<Key, VaultError> {
    let mut key = Key::default();
    rand::fill(&mut key[..]);
    let text: Zeroizing<String> = Zeroizing::new(key.iter().map(|byte| format!("{byte:02x}")).collect());
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(file).and_then(|mut handle| {
        handle.write_all(text.as_bytes())?;
        handle.sync_all()
    });
    written.map_err(|error| VaultError::KeyFile { file: file.display().to_string(), error })?;
    Ok(key)
}

fn parse(text: &str) -> Option<Key> {
    let digits = text.trim().as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let mut key = Key::default();
    for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
        let digit = |at: usize| char::from(pair[at]).to_digit(16);
        *byte = u8::try_from(digit(0)? * 16 + digit(1)?).ok()?;
    }
    Some(key)
}

#[cfg(unix)]
fn refuse_if_readable_by_others(file: &Path) -> Result<(), VaultError> {
    use std::os::unix::fs::PermissionsExt;
    let open = |error| VaultError::KeyFile { file: file.display().to_string(), error };
    let mode = fs::metadata(file).map_err(open)?.permissions().mode();
    if mode & 0o077 == 0 { Ok(()) } else { Err(VaultError::KeyFileOpen { file: file.display().to_string() }) }
}

#[cfg(not(unix))]
fn refuse_if_readable_by_others(_: &Path) -> Result<(), VaultError> {
    Ok(())
}
