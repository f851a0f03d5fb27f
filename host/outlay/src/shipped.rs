//! Guests that came with this program as compiled code, beside it: a first start need not compile them.
//!
//! Compiled code is run without a check, so the folder is believed only if it belongs to whoever owns the program and
//! nobody else can write there. Without it, or on another processor, the guests are compiled as ever.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use outlay_sandbox::Engines;

use crate::assets;

const FOLDER: &str = "compiled";
/// Written by the owner alone.
const OTHERS_MAY_WRITE: u32 = 0o022;

/// Puts what came with the program where the sandbox keeps compiled code. What cannot be put there is compiled.
pub(crate) fn place(cache: &Path) {
    let Some(folder) = trusted() else { return };
    let Ok(files) = fs::read_dir(folder) else { return };
    if fs::create_dir_all(cache).is_err() {
        return;
    }
    for file in files.flatten() {
        let (from, to) = (file.path(), cache.join(file.file_name()));
        // No link: a running server has the file mapped, and an installer may write to its own.
        if !to.exists() && fs::copy(&from, &to).is_err() {
            let _compiled_later = fs::remove_file(&to);
        }
    }
}

fn trusted() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let folder = program.parent()?.join(FOLDER);
    let (program, about) = (fs::metadata(&program).ok()?, fs::symlink_metadata(&folder).ok()?);
    let is_ours = about.is_dir() && about.uid() == program.uid() && about.mode() & OTHERS_MAY_WRITE == 0;
    is_ours.then_some(folder)
}

/// Compiles the guests of this program into the folder beside it, and clears away what is of older ones.
pub(crate) fn compile() -> Result<()> {
    let program = std::env::current_exe().context("cannot find this program")?;
    let folder = program.parent().context("this program is in no folder")?.join(FOLDER);
    let engines = Engines::open(&folder).with_context(|| format!("cannot use {}", folder.display()))?;
    let mut known = Vec::new();
    for (name, wasm) in assets::components("rules") {
        let rule = engines.load_rule(&wasm).map_err(|rejected| anyhow!("the rule {name}: {rejected}"))?;
        known.push(rule.sha256().to_owned());
    }
    for (name, wasm) in assets::components("connectors") {
        let connector =
            engines.load_connector(&wasm).map_err(|rejected| anyhow!("the connector {name}: {rejected}"))?;
        known.push(connector.sha256().to_owned());
    }
    for file in fs::read_dir(&folder)?.flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        if !known.iter().any(|sha256| name.starts_with(sha256)) {
            fs::remove_file(file.path())?;
        }
    }
    Ok(())
}
