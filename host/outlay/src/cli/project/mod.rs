//! `outlay rule new`, `outlay connector new`: an empty folder becomes a project that works.

mod sdk;

use std::path::Path;

use anyhow::{Context, Result, bail};

pub(crate) use sdk::{LOCK, Sdk};

/// A file of the project: where it is put, and what it holds.
pub(crate) type File = (String, String);

/// Files that are built into this program: places and texts.
pub(crate) type Files = &'static [(&'static str, &'static str)];

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

const IGNORED: &str = "/target\n/node_modules\n/.venv\n__pycache__\n*.wasm\n";

/// The files of an example that begin a project of this name.
pub(crate) fn renamed(example: Files, its_name: &str, name: &str) -> Vec<File> {
    let ignored = (".gitignore".to_owned(), IGNORED.to_owned());
    let files = example.iter().map(|(place, text)| ((*place).to_owned(), text.replace(its_name, name)));
    files.chain([ignored]).collect()
}

/// Writes the project's files into the folder, which is made if it is not there.
pub(crate) fn make(folder: &Path, files: Vec<File>) -> Result<()> {
    for (place, text) in files {
        write(&folder.join(place), &text)?;
    }
    Ok(())
}

/// The folder's name, which becomes that of the guest and its package. `kind` is what is made, `taken` are words that
/// its crate, and the SDK's, cannot share.
pub(crate) fn name(folder: &Path, kind: &str, taken: &[&str]) -> Result<String> {
    const LONGEST: usize = 60;
    let whole = std::path::absolute(folder).with_context(|| format!("{} is no path", folder.display()))?;
    let name = whole.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if !name.starts_with(|first: char| first.is_ascii_lowercase())
        || !name.split('-').all(is_word)
        || name.len() > LONGEST
    {
        bail!("`{name}` cannot be a {kind}'s name: take lower-case words joined by hyphens, such as my-{kind}");
    }
    if ["test", "core", "std", "app", "outlay", kind].contains(&name.as_str()) || taken.contains(&name.as_str()) {
        bail!("`{name}` is taken; choose a name that says what the {kind} is about");
    }
    Ok(name)
}

pub(crate) fn require_empty(folder: &Path) -> Result<()> {
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
    fn names_are_those_of_packages() {
        let named = |folder: &str| name(Path::new(folder), "rule", &["outlay-rule"]);
        assert_eq!(named("/somewhere/dear-call").ok().as_deref(), Some("dear-call"));
        for wrong in
            ["/x/Dear", "/x/dear call", "/x/-dear", "/x/1st", "/", "/x/outlay-rule", "/x/dear--call", "/x/rule"]
        {
            assert!(named(wrong).is_err(), "{wrong}");
        }
    }
}
