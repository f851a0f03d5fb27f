//! JavaScript: componentize-js puts the guest and a JavaScript engine into one component.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use super::package::Package;
use super::world::{Contract, World};
use super::{Built, tool};

pub(super) const TOOL: &str = "@bytecodealliance/componentize-js";

pub(super) fn build(folder: &Path, package: &Package, world: &World) -> Result<Built> {
    let Some(program) = tool::find(folder, &["node_modules/.bin"], "componentize-js") else {
        bail!("componentize-js is missing: run `npm install` in {} (Node.js 20 or newer)", folder.display());
    };
    let contract = Contract::write(world)?;
    let made = contract.output();
    let mut command = Command::new(program);
    command.current_dir(folder).arg(package.main(&format!("{}.js", world.kind)));
    command.arg("--wit").arg(contract.folder()).args(["--world-name", world.kind]).arg("--out").arg(&made);
    // There is no network in a guest. The last option takes all words behind it.
    command.args(["--disable", "http", "fetch-event"]);
    tool::run(command, "componentize-js", world)?;
    Ok(Built { name: package.name(world), component: tool::read(&made, "componentize-js")? })
}
