//! `outlay rule new`: an empty folder becomes a project that works.

mod files;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

#[derive(Args)]
pub(crate) struct New {
    /// The project's folder: an empty one, or one to be made. Its name is the rule's
    folder: PathBuf,
    #[arg(long, value_enum, default_value = "rust")]
    language: Language,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Language {
    Rust,
    Javascript,
    Python,
    Assemblyscript,
}

impl Language {
    /// What a person has to do before the first build.
    const fn preparation(self) -> Option<&'static str> {
        match self {
            Self::Rust => None,
            Self::Javascript | Self::Assemblyscript => Some("npm install"),
            Self::Python => Some("python3 -m venv .venv && .venv/bin/pip install -r requirements.txt"),
        }
    }
}

impl New {
    pub(super) fn run(self) -> Result<()> {
        let Self { folder, language } = self;
        let name = name(&folder)?;
        require_empty(&folder)?;
        for (place, text) in files::project(language, &name)? {
            write(&folder.join(place), &text)?;
        }
        println!("Made the rule {name} in {}. Next:", folder.display());
        println!("  cd {}", folder.display());
        if let Some(preparation) = language.preparation() {
            println!("  {preparation}");
        }
        println!("  outlay rule test");
        println!("README.md says the rest.");
        Ok(())
    }
}

/// The folder's name, which becomes that of the rule and its package.
fn name(folder: &Path) -> Result<String> {
    const LONGEST: usize = 60;
    let whole = std::path::absolute(folder).with_context(|| format!("{} is no path", folder.display()))?;
    let name = whole.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if !name.starts_with(|first: char| first.is_ascii_lowercase())
        || !name.split('-').all(is_word)
        || name.len() > LONGEST
    {
        bail!("`{name}` cannot be a rule's name: take lower-case words joined by hyphens, such as dear-call");
    }
    // Words that its crate, and the SDK's, cannot share.
    if ["outlay-rule", "outlay-frame", "test", "core", "std", "app", "rule"].contains(&name.as_str()) {
        bail!("`{name}` is taken; choose a name that says what the rule finds");
    }
    Ok(name)
}

fn require_empty(folder: &Path) -> Result<()> {
    let Ok(mut entries) = std::fs::read_dir(folder) else { return Ok(()) };
    let is_other = |entry: std::io::Result<std::fs::DirEntry>| entry.is_ok_and(|entry| entry.file_name() != ".git");
    if entries.any(is_other) {
        bail!("{} is not empty: name another folder", folder.display());
    }
    Ok(())
}

fn write(file: &Path, text: &str) -> Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_rules() {
        assert_eq!(name(Path::new("/somewhere/dear-call")).ok().as_deref(), Some("dear-call"));
        for wrong in ["/x/Dear", "/x/dear call", "/x/-dear", "/x/1st", "/", "/x/outlay-rule", "/x/dear--call"] {
            assert!(name(Path::new(wrong)).is_err(), "{wrong}");
        }
    }
}
