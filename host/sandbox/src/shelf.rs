//! A folder with the wasm that people uploaded, each file named by its digest.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Uploaded wasm. Its methods wait for the disk: not for a thread that answers requests.
#[derive(Debug, Clone)]
pub struct Shelf {
    folder: Arc<PathBuf>,
}

impl Shelf {
    /// Makes the folder if it is not there, and clears away what a crash left half-way.
    pub fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        for entry in fs::read_dir(folder)? {
            let file = entry?.path();
            if file.extension().is_some_and(|extension| extension == "draft") {
                fs::remove_file(file)?;
            }
        }
        Ok(Self { folder: Arc::new(folder.to_owned()) })
    }

    /// Where the wasm with this digest lies, if it is there.
    pub fn file(&self, sha256: &str) -> PathBuf {
        self.folder.join(format!("{sha256}.wasm"))
    }

    /// Writes wasm down that may yet be refused.
    pub fn draft(&self, wasm: &[u8]) -> io::Result<Draft> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let name = format!("{}-{}.draft", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let draft = Draft { folder: Arc::clone(&self.folder), file: self.folder.join(name) };
        let mut file = File::create(&draft.file)?;
        file.write_all(wasm)?;
        file.sync_all()?;
        Ok(draft)
    }

    /// Forgets the wasm with this digest.
    pub fn remove(&self, sha256: &str) -> io::Result<()> {
        match fs::remove_file(self.file(sha256)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// A file that goes with this, unless it is kept.
#[derive(Debug)]
pub struct Draft {
    folder: Arc<PathBuf>,
    file: PathBuf,
}

impl Draft {
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Gives it its name; what has the name already is the same.
    pub fn keep(self, sha256: &str) -> io::Result<()> {
        fs::rename(&self.file, self.folder.join(format!("{sha256}.wasm")))?;
        File::open(&*self.folder)?.sync_all()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Kept ones are gone already; others only take up room.
        let _gone = fs::remove_file(&self.file);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_kept_goes() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::open(&folder.path().join("components")).unwrap();
        let (kept, dropped) = (shelf.draft(b"kept").unwrap(), shelf.draft(b"dropped").unwrap());
        assert_ne!(kept.file(), dropped.file());
        kept.keep("aa").unwrap();
        drop(dropped);
        assert_eq!(fs::read(shelf.file("aa")).unwrap(), b"kept");
        std::mem::forget(shelf.draft(b"a crash comes").unwrap());
        let again = Shelf::open(&folder.path().join("components")).unwrap();
        let files = || fs::read_dir(folder.path().join("components")).unwrap().count();
        assert_eq!(files(), 1);
        again.remove("aa").unwrap();
        again.remove("aa").unwrap();
        assert_eq!(files(), 0);
    }
}
