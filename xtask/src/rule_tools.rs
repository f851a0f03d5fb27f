//! The tools of other languages in which the example rules are written, for tests: of fixed versions, in a folder outside
//! the clone, because they are large and seldom change.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::shell::{command, need, root, run_quietly, step};

/// Where tests look for the answer of [`install`].
pub(crate) const VARIABLE: &str = "OUTLAY_TEST_RULE_TOOLS";

/// Installs what is missing; answers with the folders of their programs, as for PATH.
pub(crate) fn install() -> Result<OsString> {
    let cache = cache()?;
    let (npm, python) = (cache.join("npm"), cache.join("python"));
    install_npm(&npm).context("the tools for rules in JavaScript and AssemblyScript cannot be installed")?;
    install_python(&python).context("the tool for rules in Python cannot be installed")?;
    Ok(std::env::join_paths([npm.join("node_modules/.bin"), python.join("bin")])?)
}

fn cache() -> Result<PathBuf> {
    let set = |variable: &str| std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from);
    let caches = set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache")));
    Ok(caches.context("set HOME or XDG_CACHE_HOME to a folder for tools")?.join("outlay").join("rule-tools"))
}

fn install_npm(folder: &Path) -> Result<()> {
    let source = root().join("xtask/rule-tools");
    let wanted = fs::read_to_string(source.join("package-lock.json"))?;
    if is_installed(folder, &wanted) {
        return Ok(());
    }
    need("npm", "install Node.js 20 or newer, see https://nodejs.org")?;
    step("Installing the tools for rules in JavaScript and AssemblyScript", || {
        fs::create_dir_all(folder)?;
        for file in ["package.json", "package-lock.json", ".npmrc"] {
            fs::copy(source.join(file), folder.join(file))?;
        }
        let mut npm = command("npm", ["ci", "--no-audit", "--no-fund"]);
        npm.current_dir(folder);
        run_quietly(npm)?;
        note_installed(folder, &wanted)
    })
}

fn install_python(folder: &Path) -> Result<()> {
    let requirements = root().join("examples/rules/error-streak-python/requirements.txt");
    let wanted = fs::read_to_string(&requirements)?;
    if is_installed(folder, &wanted) {
        return Ok(());
    }
    need("python3", "install Python 3.10 or newer with its venv module (Debian: apt-get install python3-venv)")?;
    step("Installing the tool for rules in Python", || {
        let mut venv = command("python3", ["-m", "venv"]);
        venv.arg(folder);
        run_quietly(venv)?;
        let mut pip = std::process::Command::new(folder.join("bin/python"));
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]).arg(&requirements);
        run_quietly(pip)?;
        note_installed(folder, &wanted)
    })
}

const STAMP: &str = "installed";

fn is_installed(folder: &Path, wanted: &str) -> bool {
    fs::read_to_string(folder.join(STAMP)).is_ok_and(|installed| installed == wanted)
}

fn note_installed(folder: &Path, wanted: &str) -> Result<()> {
    Ok(fs::write(folder.join(STAMP), wanted)?)
}
