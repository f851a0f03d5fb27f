//! AssemblyScript: asc makes a core module, which is encoded here.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::package::Package;
use super::world::{Contract, World};
use super::{Built, module, tool};

pub(super) fn build(folder: &Path, package: &Package, world: &World) -> Result<Built> {
    let Some(program) = tool::find(folder, &["node_modules/.bin"], "asc") else {
        bail!(
            "the AssemblyScript compiler is missing: run `npm install` in {} (Node.js 20 or newer)",
            folder.display()
        );
    };
    let contract = Contract::write(world)?;
    let made = contract.output();
    let mut command = Command::new(program);
    // Its other options are in the project's asconfig.json.
    command.current_dir(folder).arg(package.main(&format!("{}.ts", world.kind))).arg("--outFile").arg(&made);
    tool::run(command, "asc", world)?;
    let component = module::encode(&tool::read(&made, "asc")?, world).with_context(|| {
        format!("what asc has made does not export what a {} must (see `abi.ts` of the example)", world.kind)
    })?;
    Ok(Built { name: package.name(world), component })
}
