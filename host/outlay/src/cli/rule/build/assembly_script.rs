//! AssemblyScript: asc makes a core module, which is encoded here.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::package::Package;
use super::{Built, module, tool};
use crate::cli::rule::contract::Contract;

pub(super) fn build(folder: &Path, package: &Package) -> Result<Built> {
    let Some(program) = tool::find(folder, &["node_modules/.bin"], "asc") else {
        bail!(
            "the AssemblyScript compiler is missing: run `npm install` in {} (Node.js 20 or newer)",
            folder.display()
        );
    };
    let contract = Contract::write()?;
    let made = contract.output();
    let mut command = Command::new(program);
    // Its other options are in the project's asconfig.json.
    command.current_dir(folder).arg(package.main("rule.ts")).arg("--outFile").arg(&made);
    tool::run(command, "asc")?;
    let component = module::encode(&tool::read(&made, "asc")?)
        .context("what asc has made does not export what a rule must (see `abi.ts` of the example)")?;
    Ok(Built { name: package.name(), component })
}
