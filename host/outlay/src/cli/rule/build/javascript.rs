//! JavaScript: componentize-js puts the rule and a JavaScript engine into one component.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use super::package::Package;
use super::{Built, tool};
use crate::cli::rule::contract::{Contract, WORLD};

pub(super) const TOOL: &str = "@bytecodealliance/componentize-js";

pub(super) fn build(folder: &Path, package: &Package) -> Result<Built> {
    let Some(program) = tool::find(folder, &["node_modules/.bin"], "componentize-js") else {
        bail!("componentize-js is missing: run `npm install` in {} (Node.js 20 or newer)", folder.display());
    };
    let contract = Contract::write()?;
    let made = contract.output();
    let mut command = Command::new(program);
    command.current_dir(folder).arg(package.main("rule.js"));
    command.arg("--wit").arg(contract.folder()).args(["--world-name", WORLD]).arg("--out").arg(&made);
    // There is no network in a rule. The last option takes all words behind it.
    command.args(["--disable", "http", "fetch-event"]);
    tool::run(command, "componentize-js")?;
    Ok(Built { name: package.name(), component: tool::read(&made, "componentize-js")? })
}
