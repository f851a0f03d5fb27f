//! The folder of a demo: one that is gone at the end, or one that is named.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

/// Says that a folder holds a demo and nothing else.
const MARK: &str = "outlay-demo";

#[derive(Debug)]
pub(crate) enum Folder {
    Passing(TempDir),
    Named(PathBuf),
}

impl Folder {
    /// A folder that is named must be empty or hold a demo, which is then told anew.
    pub(crate) fn prepare(named: Option<&Path>) -> Result<Self> {
        let folder = match named {
            None => {
                let made = tempfile::Builder::new().prefix("outlay-demo-").tempdir();
                Self::Passing(made.context("cannot make a folder for the demo")?)
            }
            Some(path) => {
                clear(path).with_context(|| format!("cannot use {}", path.display()))?;
                Self::Named(path.to_owned())
            }
        };
        fs::write(folder.path().join(MARK), "This folder holds invented data. It is emptied by `outlay demo`.\n")?;
        Ok(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Passing(folder) => folder.path(),
            Self::Named(path) => path,
        }
    }
}

fn clear(path: &Path) -> Result<()> {
    fs::create_dir_all(path)?;
    let entries = fs::read_dir(path)?.collect::<Result<Vec<_>, _>>()?;
    if !entries.is_empty() && !path.join(MARK).is_file() {
        bail!("it holds something that is no demo; name an empty folder");
    }
    for entry in entries {
        if entry.file_type()?.is_dir() { fs::remove_dir_all(entry.path())? } else { fs::remove_file(entry.path())? }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_a_demo_is_emptied() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("demo");
        drop(Folder::prepare(Some(&path)).unwrap());
        fs::write(path.join("control.sqlite"), "x").unwrap();
        drop(Folder::prepare(Some(&path)).unwrap());
        assert!(!path.join("control.sqlite").exists());
        fs::remove_file(path.join(MARK)).unwrap();
        fs::write(path.join("control.sqlite"), "x").unwrap();
        assert!(Folder::prepare(Some(&path)).is_err());
        assert!(path.join("control.sqlite").exists());
    }
}
