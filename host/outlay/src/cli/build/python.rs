//! Python: componentize-py puts the guest and a Python interpreter into one component.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use super::world::{Contract, World};
use super::{Built, tool};

const REQUIREMENTS: &str = "requirements.txt";
/// The module with the class `WitWorld`.
const MODULE: &str = "app";

pub(super) fn is_project(folder: &Path) -> bool {
    let requirements = std::fs::read_to_string(folder.join(REQUIREMENTS)).unwrap_or_default();
    requirements.lines().any(|line| line.trim_start().starts_with("componentize-py"))
}

pub(super) fn build(folder: &Path, world: &World) -> Result<Built> {
    let Some(program) = tool::find(folder, &[".venv/bin"], "componentize-py") else {
        bail!(
            "componentize-py is missing; in {}: `python3 -m venv .venv && .venv/bin/pip install -r {REQUIREMENTS}`",
            folder.display()
        );
    };
    if !folder.join(format!("{MODULE}.py")).is_file() {
        bail!("{} has no {MODULE}.py, the module with the class `WitWorld`", folder.display());
    }
    let contract = Contract::write(world)?;
    let made = contract.output();
    let mut command = Command::new(program);
    command.current_dir(folder).args(["--quiet", "--world", world.kind, "--wit-path"]).arg(contract.folder());
    command.args(["componentize", MODULE, "--output"]).arg(&made);
    tool::run(command, "componentize-py", world)?;
    let name = folder.canonicalize().ok().and_then(|folder| Some(folder.file_name()?.to_string_lossy().into_owned()));
    Ok(Built { name: name.unwrap_or_else(|| world.kind.into()), component: tool::read(&made, "componentize-py")? })
}
