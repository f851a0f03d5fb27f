//! `outlay rule build`: a folder becomes a component, by the tool of its language.

mod assembly_script;
mod javascript;
mod module;
mod package;
mod python;
mod rust;
mod tool;

use std::path::Path;

use anyhow::{Context, Result, bail};

use package::Package;

/// A component, and the name that its project has.
pub(super) struct Built {
    pub(super) name: String,
    pub(super) component: Vec<u8>,
}

impl Built {
    pub(super) fn write(&self, file: &Path) -> Result<()> {
        std::fs::write(file, &self.component).with_context(|| format!("cannot write {}", file.display()))
    }
}

/// Builds what the folder, or the core module, is.
pub(super) fn build(path: &Path) -> Result<Built> {
    if path.is_file() {
        return module::build(path);
    }
    if !path.is_dir() {
        bail!("there is no folder {}", path.display());
    }
    if path.join("Cargo.toml").is_file() {
        return rust::build(path);
    }
    if let Some(package) = Package::read(path)? {
        if package.needs("assemblyscript") {
            return assembly_script::build(path, &package);
        }
        if package.needs(javascript::TOOL) {
            return javascript::build(path, &package);
        }
        bail!(
            "{} has a package.json that needs neither {} (JavaScript) nor assemblyscript: add the one that it is \
             built with to devDependencies",
            path.display(),
            javascript::TOOL
        );
    }
    if python::is_project(path) {
        return python::build(path);
    }
    bail!(
        "{} is no project of a rule: it has no Cargo.toml (Rust), package.json (JavaScript, AssemblyScript) or \
         requirements.txt with componentize-py (Python); `outlay rule new` makes one",
        path.display()
    )
}
